#include "sync/outbox/attachment_files.h"

#include <QDir>

#include "sync/base/durable_file.h"
#include "sync/base/identifier.h"

namespace hall::outbox {

Result<void> AttachmentFiles::write(const QByteArray& submissionId, const QList<QByteArray>& sealedBytes) const {
  if (sealedBytes.isEmpty()) return {};
  const QString folder = folderOf(submissionId);
  if (auto made = makeFolderDurably(folder, 0700); !made) return made;
  for (const QByteArray& bytes : sealedBytes) {
    const QString name = QString::fromLatin1(model::contentDigest(bytes).mid(8));
    if (auto written = writeDurably(folder + QLatin1Char('/') + name, bytes, 0600); !written) return written;
  }
  return {};
}

Result<QByteArray> AttachmentFiles::read(const QByteArray& submissionId, const model::Part& part) const {
  const QString path = folderOf(submissionId) + QLatin1Char('/') + QString::fromLatin1(part.digest.mid(8));
  auto bytes = readWholeFile(path, part.size);
  if (!bytes && bytes.error().kind == Failure::NotFound) return failure(Failure::Corrupt, "attachment.missing");
  if (!bytes && bytes.error().code == "file.too-large") return failure(Failure::Corrupt, "attachment.differs");
  if (!bytes) return bytes;
  if (bytes->size() < part.size) return failure(Failure::Corrupt, "attachment.short");
  if (model::contentDigest(*bytes) != part.digest) return failure(Failure::Corrupt, "attachment.differs");
  return bytes;
}

Result<void> AttachmentFiles::remove(const QByteArray& submissionId) const {
  QDir folder(folderOf(submissionId));
  if (!folder.exists()) return {};
  if (!folder.removeRecursively()) return failure(Failure::Corrupt, "disk.io");
  return syncFolder(m_folder);
}

QList<QByteArray> AttachmentFiles::submissions() const {
  QList<QByteArray> found;
  const QStringList names = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
  for (const QString& entry : names) {
    if (isIdentifier(entry.toLatin1())) found.append(entry.toLatin1());
  }
  return found;
}

QString AttachmentFiles::folderOf(const QByteArray& submissionId) const {
  return m_folder + QLatin1Char('/') + QString::fromLatin1(submissionId);
}

}  // namespace hall::outbox

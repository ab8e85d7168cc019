#include "sync/outbox/draft_files.h"

#include <QDir>

#include "sync/base/durable_file.h"
#include "sync/base/identifier.h"

namespace hall::outbox {

Result<void> DraftFiles::write(const QByteArray& caseId, const QByteArray& attachmentId,
                               const QByteArray& sealedBytes) const {
  const QString folder = folderOf(caseId);
  if (auto made = makeFolderDurably(folder, 0700); !made) return made;
  return writeDurably(folder + QLatin1Char('/') + QString::fromLatin1(attachmentId), sealedBytes, 0600);
}

Result<QByteArray> DraftFiles::read(const QByteArray& caseId, const QByteArray& attachmentId, qint64 size) const {
  auto bytes = readWholeFile(folderOf(caseId) + QLatin1Char('/') + QString::fromLatin1(attachmentId), size);
  if (!bytes && bytes.error().kind == Failure::NotFound) return failure(Failure::Corrupt, "attachment.missing");
  if (!bytes && bytes.error().code == "file.too-large") return failure(Failure::Corrupt, "attachment.differs");
  if (bytes && bytes->size() != size) return failure(Failure::Corrupt, "attachment.short");
  return bytes;
}

Result<void> DraftFiles::remove(const QByteArray& caseId, const QByteArray& attachmentId) const {
  const QString path = folderOf(caseId) + QLatin1Char('/') + QString::fromLatin1(attachmentId);
  if (QFile::exists(path) && !QFile::remove(path)) return failure(Failure::Corrupt, "disk.io");
  return {};
}

Result<void> DraftFiles::removeAll(const QByteArray& caseId) const {
  QDir folder(folderOf(caseId));
  if (folder.exists() && !folder.removeRecursively()) return failure(Failure::Corrupt, "disk.io");
  return {};
}

QList<QByteArray> DraftFiles::cases() const {
  QList<QByteArray> found;
  const QStringList names = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
  for (const QString& entry : names) {
    if (isIdentifier(entry.toLatin1())) found.append(entry.toLatin1());
  }
  return found;
}

QList<QByteArray> DraftFiles::attachments(const QByteArray& caseId) const {
  QList<QByteArray> found;
  const QStringList names = QDir(folderOf(caseId)).entryList(QDir::Files | QDir::Hidden);
  for (const QString& entry : names) found.append(QFile::encodeName(entry));
  return found;
}

QString DraftFiles::folderOf(const QByteArray& caseId) const {
  return m_folder + QLatin1Char('/') + QString::fromLatin1(caseId);
}

}  // namespace hall::outbox

#include "sync/mirror/mirrored_folder.h"

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <algorithm>

#include "sync/base/durable_file.h"
#include "sync/model/submission.h"

namespace hall::mirror {

namespace {

QString pathOf(const QString& folder, const File& file) {
  return folder + QLatin1Char('/') + QString::fromLatin1(file.name);
}

bool isWhole(const QString& folder, const File& file) {
  const auto bytes = readWholeFile(pathOf(folder, file), kMaximumFileBytes);
  return bytes && bytes->size() == file.size && model::contentDigest(*bytes) == file.digest;
}

}  // namespace

Result<MirroredFolder> MirroredFolder::open(const QString& folder, const QByteArray& collection,
                                            const seal::Certificate& signer) {
  if (auto made = makeFolderDurably(folder, 0755); !made) return failure(made.error());
  MirroredFolder mirrored(folder, collection, signer);
  mirrored.load();
  return mirrored;
}

void MirroredFolder::load() {
  const auto message = readWholeFile(m_folder + QStringLiteral("/current.cms"), kMaximumManifestBytes);
  if (!message) return;
  auto manifest = openManifest(*message, m_signer);
  if (!manifest || manifest->collection != m_collection) return;
  m_current = std::move(*manifest);
  for (const File& file : m_current->files) {
    if (isWhole(files(), file)) continue;
    QFile::remove(pathOf(files(), file));
    m_missing.append(file);
  }
}

QString MirroredFolder::folderOf(qint64 version) const {
  return m_folder + QLatin1Char('/') + QString::number(version);
}

QString MirroredFolder::files() const {
  return m_current ? folderOf(m_current->version) : QString();
}

Result<bool> MirroredFolder::take(const QByteArray& message, const Fetch& fetch) {
  auto next = openManifest(message, m_signer);
  if (!next) return failure(next.error());
  if (next->collection != m_collection) return failure(Failure::Invalid, "mirror.collection");
  if (next->version < version()) return failure(Failure::Conflict, "mirror.rolled-back");
  if (next->version == version()) {
    if (next->files != m_current->files) return failure(Failure::Conflict, "mirror.version-reused");
    if (m_missing.isEmpty()) return false;
    if (auto filled = fill(files(), *next, fetch); !filled) return failure(filled.error());
    m_missing.clear();
    return true;
  }
  const QString target = folderOf(next->version);
  QDir(target).removeRecursively();  // what an earlier attempt left there
  if (auto filled = fill(target, *next, fetch); !filled) {
    QDir(target).removeRecursively();
    return failure(filled.error());
  }
  if (auto put = writeDurably(m_folder + QStringLiteral("/current.cms"), message, 0644); !put) {
    return failure(put.error());
  }
  const qint64 previous = version();
  m_current = std::move(*next);
  m_missing.clear();
  dropOthers(previous);
  return true;
}

Result<void> MirroredFolder::fill(const QString& target, const Manifest& next, const Fetch& fetch) const {
  if (auto made = makeFolderDurably(target, 0755); !made) return made;
  for (const File& file : next.files) {
    if (isWhole(target, file) || takeOver(file, target)) continue;
    const auto bytes = fetch(file);
    if (!bytes) return failure(bytes.error());
    if (bytes->size() != file.size || model::contentDigest(*bytes) != file.digest) {
      return failure(Failure::Invalid, "mirror.file-differs", QString::fromLatin1(file.name));
    }
    if (auto written = writeDurably(pathOf(target, file), *bytes, 0644); !written) return written;
  }
  return syncFolder(target);
}

// A file that did not change is the same file under two names: nothing is sent and nothing is written.
bool MirroredFolder::takeOver(const File& file, const QString& target) const {
  if (!m_current || !m_current->files.contains(file) || !isWhole(files(), file)) return false;
  return ::link(QFile::encodeName(pathOf(files(), file)).constData(),
                QFile::encodeName(pathOf(target, file)).constData()) == 0;
}

void MirroredFolder::dropOthers(qint64 previous) const {
  const QStringList folders = QDir(m_folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
  for (const QString& name : folders) {
    const qint64 version = name.toLongLong();
    if (version != m_current->version && version != previous) QDir(folderOf(version)).removeRecursively();
  }
}

}  // namespace hall::mirror

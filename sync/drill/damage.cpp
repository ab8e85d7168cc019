#include "sync/drill/damage.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>

namespace hall::drill {

bool copyFolder(const QString& from, const QString& to) {
  QDir(to).removeRecursively();
  if (!QDir().mkpath(to)) return false;
  bool all = true;
  QDirIterator below(from, QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
  while (below.hasNext()) {
    const QString path = below.next();
    const QString there = to + path.mid(from.size());
    all = (below.fileInfo().isDir() ? QDir().mkpath(there) : QFile::copy(path, there)) && all;
  }
  return all;
}

QStringList filesBelow(const QString& folder, const QString& end) {
  QStringList found;
  QDirIterator below(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (below.hasNext()) {
    const QString path = below.next();
    if (path.endsWith(end)) found.append(path);
  }
  found.sort();
  return found;
}

bool flipBytes(const QString& path, int count, qint64 from, QRandomGenerator& dice) {
  QFile file(path);
  if (!file.open(QIODevice::ReadWrite | QIODevice::Unbuffered) || file.size() <= from) return false;
  for (int i = 0; i < count; ++i) {
    const qint64 at = from + static_cast<qint64>(dice.bounded(static_cast<double>(file.size() - from)));
    char byte = 0;
    if (!file.seek(at) || file.read(&byte, 1) != 1) return false;
    byte = static_cast<char>(byte ^ static_cast<char>(1 + dice.bounded(255)));
    if (!file.seek(at) || file.write(&byte, 1) != 1) return false;
  }
  return true;
}

bool truncateTo(const QString& path, qint64 size) {
  return QFile::resize(path, size);
}

}  // namespace hall::drill

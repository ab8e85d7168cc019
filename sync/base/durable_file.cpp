#include "sync/base/durable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstdio>
#include <cstring>

namespace hall {

namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return m_number; }
  // Closing reports late write errors on some file systems, so its answer counts.
  [[nodiscard]] bool close() { return ::close(std::exchange(m_number, -1)) == 0; }

 private:
  int m_number;
};

bool writeAll(int descriptor, const QByteArray& bytes) {
  qsizetype written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.constData() + written, static_cast<size_t>(bytes.size() - written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) {
      if (count == 0) errno = ENOSPC;  // a regular file that takes nothing has no room
      return false;
    }
    written += count;
  }
  return true;
}

}  // namespace

Error systemError(int number) {
  // Only the text of the number: a path may tell more than a log should hold.
  const QString detail = QString::fromLocal8Bit(std::strerror(number));
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {Failure::Full, "disk.full", detail};
    case EACCES:
    case EPERM:
    case EROFS:
      return {Failure::Denied, "disk.denied", detail};
    case ENOENT:
      return {Failure::NotFound, "disk.not-found", detail};
    default:
      return {Failure::Corrupt, "disk.io", detail};
  }
}

Result<void> syncFolder(const QString& path) {
  const Descriptor folder(::open(QFile::encodeName(path).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.number() < 0 || ::fsync(folder.number()) != 0) return failure(systemError(errno));
  return {};
}

Result<void> writeDurably(const QString& path, const QByteArray& bytes, mode_t mode) {
  const QByteArray final = QFile::encodeName(path);
  const QByteArray beside = final + ".new";
  Descriptor file(::open(beside.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode));
  if (file.number() < 0) return failure(systemError(errno));
  const bool written = writeAll(file.number(), bytes) && ::fsync(file.number()) == 0 && file.close();
  if (!written || ::rename(beside.constData(), final.constData()) != 0) {
    const int number = errno;
    ::unlink(beside.constData());
    return failure(systemError(number));
  }
  return syncFolder(QFileInfo(path).absolutePath());
}

Result<void> makeFolderDurably(const QString& path, mode_t mode) {
  const QFileInfo folder(path);
  if (folder.isDir()) return {};
  const QString parent = folder.absolutePath();
  if (auto made = makeFolderDurably(parent, mode); !made) return made;
  if (::mkdir(QFile::encodeName(path).constData(), mode) != 0 && errno != EEXIST) return failure(systemError(errno));
  return syncFolder(parent);
}

Result<QByteArray> readWholeFile(const QString& path, qint64 limit) {
  const Descriptor file(::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC));
  struct stat about {};
  if (file.number() < 0 || ::fstat(file.number(), &about) != 0) return failure(systemError(errno));
  if (about.st_size > limit) return failure(Failure::Corrupt, "file.too-large");
  QByteArray bytes(about.st_size, Qt::Uninitialized);
  qsizetype filled = 0;
  while (filled < bytes.size()) {
    const ssize_t count = ::read(file.number(), bytes.data() + filled, static_cast<size_t>(bytes.size() - filled));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failure(systemError(errno));
    if (count == 0) break;
    filled += count;
  }
  bytes.truncate(filled);
  return bytes;
}

}  // namespace hall

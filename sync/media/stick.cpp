#include "sync/media/stick.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <QCryptographicHash>
#include <QFile>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace hall::media {

namespace {

constexpr size_t kBlock = 1024UL * 1024;
constexpr size_t kAlignment = 4096;     // what O_DIRECT asks of memory and offsets, on any medium
constexpr qint64 kSlack = 64LL * 1024;  // for the folder's entry and whole clusters

class Descriptor {
 public:
  explicit Descriptor(int number) : m_number(number) {}
  ~Descriptor() {
    if (m_number >= 0) ::close(m_number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  [[nodiscard]] int number() const { return m_number; }
  // Closing reports late write errors on some file systems.
  [[nodiscard]] bool close() { return ::close(std::exchange(m_number, -1)) == 0; }

 private:
  int m_number;
};

Error stickError(int number) {
  const QString detail = QString::fromLocal8Bit(std::strerror(number));
  switch (number) {
    case ENOENT:
    case ENOTDIR:
      return {Failure::NotFound, "stick.missing", detail};
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return {Failure::Full, "stick.full", detail};
    case EROFS:
      return {Failure::Denied, "stick.read-only", detail};
    case EACCES:
    case EPERM:
      return {Failure::Denied, "stick.denied", detail};
    case ENODEV:
    case ENXIO:
    case ESTALE:
    case ESHUTDOWN:
      return {Failure::Disconnected, "stick.gone", detail};
    default:
      return {Failure::Corrupt, "stick.io", detail};
  }
}

Result<void> writeAll(int descriptor, const QByteArray& bytes) {
  qsizetype written = 0;
  while (written < bytes.size()) {
    const ssize_t count = ::write(descriptor, bytes.constData() + written, static_cast<size_t>(bytes.size() - written));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return failure(stickError(count == 0 ? ENOSPC : errno));
    written += count;
  }
  return {};
}

struct Back {
  QByteArray digest;
  qint64 size = 0;
};

// Nothing if this way of reading is not possible here; an error number if the medium fails.
Result<std::optional<Back>> readWhole(int descriptor) {
  const std::unique_ptr<void, decltype(&std::free)> block(std::aligned_alloc(kAlignment, kBlock), &std::free);
  QCryptographicHash hash(QCryptographicHash::Sha256);
  Back back;
  while (true) {
    const ssize_t count = ::read(descriptor, block.get(), kBlock);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EINVAL) return std::nullopt;
    if (count < 0) {
      const Error error = stickError(errno);
      if (error.kind == Failure::Disconnected) return failure(error);
      return failure(Failure::Corrupt, "stick.unreadable", error.detail);
    }
    if (count == 0) break;
    hash.addData(QByteArrayView(static_cast<const char*>(block.get()), count));
    back.size += count;
    // A last block that is shorter has moved the offset off its alignment; the next read would be refused, not empty.
    if (static_cast<size_t>(count) < kBlock && count % static_cast<ssize_t>(kAlignment) != 0) break;
  }
  back.digest = hash.result();
  return back;
}

Result<ReadBack> compare(int folder, const QByteArray& name, const QByteArray& digest, qint64 size) {
  for (const ReadBack way : {ReadBack::Direct, ReadBack::CacheDropped}) {
    const int flags = way == ReadBack::Direct ? O_RDONLY | O_CLOEXEC | O_DIRECT : O_RDONLY | O_CLOEXEC;
    const Descriptor file(::openat(folder, name.constData(), flags));
    if (file.number() < 0 && errno == EINVAL && way == ReadBack::Direct) continue;
    if (file.number() < 0) return failure(stickError(errno));
    if (way == ReadBack::CacheDropped) ::posix_fadvise(file.number(), 0, 0, POSIX_FADV_DONTNEED);
    const auto back = readWhole(file.number());
    if (!back) return failure(back.error());
    if (!*back) continue;
    if ((*back)->size != size || (*back)->digest != digest) return failure(Failure::Corrupt, "stick.differs");
    return way;
  }
  return failure(Failure::Corrupt, "stick.unreadable");
}

}  // namespace

QByteArray name(ReadBack way) {
  return way == ReadBack::Direct ? "direct" : "cache-dropped";
}

Result<Stick> Stick::open(const QString& folder) {
  const int number = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (number < 0) return failure(stickError(errno));
  const std::shared_ptr<const int> descriptor(new int(number), [](const int* open) {
    ::close(*open);
    delete open;
  });
  return Stick(folder, descriptor);
}

Result<ReadBack> Stick::write(const QString& name, qint64 size, const Content& content) {
  struct statvfs about {};
  if (::fstatvfs(*m_descriptor, &about) != 0) return failure(stickError(errno));
  if ((about.f_flag & ST_RDONLY) != 0) return failure(stickError(EROFS));
  const auto free = static_cast<qint64>(about.f_bavail) * static_cast<qint64>(about.f_frsize);
  if (free < size + kSlack) return failure(Failure::Full, "stick.full", QStringLiteral("%1 bytes free").arg(free));
  const QByteArray place = QFile::encodeName(name);
  const QByteArray beside = place + ".part";
  const auto written = writeBeside(beside, content);
  Result<ReadBack> done = failure(Failure::Internal, "stick.io");
  if (auto named = written ? giveName(beside, place) : Result<void>(failure(written.error())); !named) {
    done = failure(named.error());
  } else {
    done = compare(*m_descriptor, place, *written, size);
  }
  // Nobody can carry away what lies under a name that leads elsewhere by now.
  if (auto here = stillHere(); !here) done = failure(here.error());
  if (!done) {
    ::unlinkat(*m_descriptor, beside.constData(), 0);
    ::unlinkat(*m_descriptor, place.constData(), 0);
  }
  return done;
}

// Everything by the folder that was opened: the path may lead to the machine's own disk before the next call.
Result<QByteArray> Stick::writeBeside(const QByteArray& beside, const Content& content) {
  Descriptor file(
      ::openat(*m_descriptor, beside.constData(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (file.number() < 0) return failure(stickError(errno));
  QCryptographicHash hash(QCryptographicHash::Sha256);
  auto handed = content([&](const QByteArray& bytes) {
    hash.addData(bytes);
    return writeAll(file.number(), bytes);
  });
  if (!handed) return failure(handed.error());
  if (::fsync(file.number()) != 0 || !file.close()) return failure(stickError(errno));
  return hash.result();
}

Result<void> Stick::giveName(const QByteArray& beside, const QByteArray& place) {
  if (::renameat(*m_descriptor, beside.constData(), *m_descriptor, place.constData()) != 0) {
    return failure(stickError(errno));
  }
  // Some file systems cannot sync a folder by itself; then all of them is synced.
  if (::fsync(*m_descriptor) != 0 && (errno != EINVAL || ::syncfs(*m_descriptor) != 0)) {
    return failure(stickError(errno));
  }
  return {};
}

Result<void> Stick::stillHere() const {
  struct stat opened {};
  struct stat named {};
  const bool here = ::fstat(*m_descriptor, &opened) == 0 &&
                    ::stat(QFile::encodeName(m_folder).constData(), &named) == 0 && opened.st_dev == named.st_dev &&
                    opened.st_ino == named.st_ino;
  if (!here) return failure(Failure::Disconnected, "stick.gone");
  return {};
}

}  // namespace hall::media

#pragma once
// A folder on a medium that somebody carries away. A file is there whole, read back from the medium itself, or it is
// not there. Thread: one at a time; calls block for the medium.
//   NotFound ("stick.missing")          there is no such folder
//   Full ("stick.full")                 no room, or larger than the file system takes
//   Denied ("stick.read-only", "stick.denied")
//   Disconnected ("stick.gone")         pulled, or something else lies under the name now
//   Corrupt ("stick.io")                it answers with errors while it is written
//   Corrupt ("stick.unreadable", "stick.differs")  it took everything and gives back nothing, or something else
#include <QByteArray>
#include <QString>
#include <functional>
#include <memory>

#include "sync/base/result.h"

namespace hall::media {

// How the bytes were read back: past the page cache (O_DIRECT), or, where the file system cannot, after the kernel was
// asked to forget them (POSIX_FADV_DONTNEED).
enum class ReadBack { Direct, CacheDropped };
QByteArray name(ReadBack way);

class Stick {
 public:
  static Result<Stick> open(const QString& folder);

  using Sink = std::function<Result<void>(const QByteArray& bytes)>;
  using Content = std::function<Result<void>(const Sink& sink)>;
  // `content` hands over `size` bytes, piece by piece. Written beside its name, synced, named, the folder synced, read
  // back and compared. After an error nothing lies under the name, if the medium still lets us remove it.
  Result<ReadBack> write(const QString& name, qint64 size, const Content& content);

 private:
  Stick(QString folder, std::shared_ptr<const int> descriptor)
      : m_folder(std::move(folder)), m_descriptor(std::move(descriptor)) {}
  Result<QByteArray> writeBeside(const QByteArray& beside, const Content& content);  // the digest of what was written
  Result<void> giveName(const QByteArray& beside, const QByteArray& place);
  [[nodiscard]] Result<void> stillHere() const;

  QString m_folder;
  std::shared_ptr<const int> m_descriptor;  // of the folder: what is under its name may change
};

}  // namespace hall::media

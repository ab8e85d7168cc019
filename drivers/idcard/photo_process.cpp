#include "drivers/idcard/photo_process.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <array>
#include <cerrno>
#include <vector>

#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

constexpr int resultLine = 3;

// A folder in memory that goes with its owner. One whose owner was killed is cleared away by the next.
class Folder {
 public:
  Folder() {
    const QString place =
        QFileInfo(QStringLiteral("/dev/shm")).isWritable() ? QStringLiteral("/dev/shm") : QDir::tempPath();
    sweep(place);
    QByteArray pattern = (place + QStringLiteral("/hall-photo-%1-XXXXXX").arg(getpid())).toLocal8Bit();
    if (mkdtemp(pattern.data()) != nullptr) path = pattern;
  }
  ~Folder() {
    if (!path.isEmpty()) QDir(QString::fromLocal8Bit(path)).removeRecursively();
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  QByteArray path;  // empty when none could be made

 private:
  static void sweep(const QString& place) {
    for (const QString& left : QDir(place).entryList({QStringLiteral("hall-photo-*")}, QDir::Dirs)) {
      const pid_t owner = left.section(u'-', 2, 2).toInt();
      if (owner > 0 && kill(owner, 0) != 0 && errno == ESRCH) QDir(place + u'/' + left).removeRecursively();
    }
  }
};

struct Pipe {
  Pipe() {
    if (pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
  }
  ~Pipe() {
    for (int i = 0; i < 2; ++i) shut(size_t(i));
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  void shut(size_t end) {
    if (ends[end] >= 0) ::close(ends[end]);
    ends[end] = -1;
  }
  std::array<int, 2> ends{-1, -1};
};

pid_t start(const QList<QByteArray>& words, const Folder& folder, const Pipe& photo, const Pipe& picture) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, photo.ends[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, picture.ends[1], resultLine);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addchdir_np(&actions, folder.path.constData());
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);  // so that what it starts ends with it
  std::vector<QByteArray> kept(words.begin(), words.end());
  std::vector<char*> arguments;
  for (QByteArray& word : kept) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  QByteArray home = "HOME=" + folder.path;
  QByteArray temporary = "TMPDIR=" + folder.path;
  std::array<char*, 3> environment{home.data(), temporary.data(), nullptr};
  pid_t process = -1;
  const int error = posix_spawn(&process, arguments[0], &actions, &attributes, arguments.data(), environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? process : -1;
}

// What arrives until the line is shut, the deadline, or as much as a picture has.
QByteArray receive(int line, const Deadline& deadline, bool& late) {
  QByteArray bytes;
  bytes.reserve(photoBmpSize);  // grows in place, so that one wipe reaches all of it
  std::array<char, 4096> piece{};
  while (bytes.size() < photoBmpSize) {
    pollfd watched{line, POLLIN, 0};
    const int ready = poll(&watched, 1, static_cast<int>(std::min<qint64>(deadline.left().count(), 50)));
    late = deadline.passed() || deadline.stop.stop_requested();
    if (ready == 0 && !late) continue;
    if (ready <= 0) break;
    const ssize_t count =
        ::read(line, piece.data(), std::min<size_t>(piece.size(), size_t(photoBmpSize - bytes.size())));
    if (count <= 0) break;
    bytes.append(piece.data(), count);
  }
  explicit_bzero(piece.data(), piece.size());
  return bytes;
}

}  // namespace

PhotoProcess::PhotoProcess(QString worker, QString library, PhotoCall call)
    : m_worker(std::move(worker)), m_library(std::move(library)), m_call(std::move(call)) {}

QString PhotoProcess::installed() {
  const QString folder = QCoreApplication::applicationDirPath();
  for (const char* place : {"/hall-photo-worker", "/../bin/hall-photo-worker"}) {
    const QString path = folder + QLatin1String(place);
    if (QFileInfo(path).isExecutable()) return path;
  }
  return {};
}

Result<Portrait> PhotoProcess::decode(const QByteArray& wlt, const Deadline& deadline) const {
  const Folder folder;
  Pipe photo;
  Pipe picture;
  const QList<QByteArray> words{m_worker.toLocal8Bit(), m_library.toLocal8Bit(), m_call.entry, name(m_call.way),
                                QByteArray::number(m_call.mode)};
  const pid_t process = folder.path.isEmpty() ? -1 : start(words, folder, photo, picture);
  if (process < 0) {
    return failure(Failure::NotFound, "card.photo", QStringLiteral("no worker"));
  }
  photo.shut(0);
  picture.shut(1);
  // A photo is smaller than a pipe's buffer, so this does not block whatever the worker does; nor does a dead one hurt.
  const auto before = signal(SIGPIPE, SIG_IGN);
  const bool sent = ::write(photo.ends[1], wlt.constData(), size_t(wlt.size())) == wlt.size();
  signal(SIGPIPE, before);
  photo.shut(1);
  bool late = false;
  QByteArray bytes = sent ? receive(picture.ends[0], deadline, late) : QByteArray();
  kill(-process, SIGKILL);
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  Result<Portrait> portrait = portraitOf(bytes, m_call);
  hall::wipe(bytes);
  if (!portrait && late) {
    return failure(Failure::Timeout, "card.photo");
  }
  return portrait;
}

}  // namespace hall::drivers

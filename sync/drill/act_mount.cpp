// The same on a real file system of its own: an image in the scratch folder, mounted through a loop device.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <QDir>
#include <QFile>

#include "sync/base/durable_file.h"
#include "sync/drill/acts.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;

constexpr qint64 kImageBytes = 64LL * 1024 * 1024;
// EXT4_IOC_SHUTDOWN, and "without writing the log": an abrupt loss.
constexpr unsigned long kShutdown = _IOR('X', 125, quint32);
constexpr quint32 kWithoutLog = 2;

bool command(const QString& program, const QStringList& words) {
  auto child = Child::start({program, words, QStringLiteral("/dev/null"), QStringLiteral("/dev/null")});
  return child && child->waitFor(30s) && child->status() == 0;
}

class Image {
 public:
  explicit Image(const QString& folder)
      : m_file(folder + QStringLiteral("/disk.img")), m_place(folder + QStringLiteral("/disk")) {}
  ~Image() { unmount(); }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;

  bool make() {
    QFile file(m_file);
    return QDir().mkpath(m_place) && file.open(QIODevice::WriteOnly) && file.resize(kImageBytes) &&
           command(QStringLiteral("/sbin/mkfs.ext4"), {QStringLiteral("-q"), QStringLiteral("-F"), m_file});
  }
  bool mount() {
    m_mounted = command(QStringLiteral("/bin/mount"),
                        {QStringLiteral("-o"), QStringLiteral("loop,errors=remount-ro"), m_file, m_place});
    return m_mounted;
  }
  void unmount() {
    if (m_mounted) m_mounted = !command(QStringLiteral("/bin/umount"), {m_place});
  }
  // As the kernel does it when the disk behind it answers with errors.
  bool makeReadOnly() {
    return command(QStringLiteral("/bin/mount"), {QStringLiteral("-o"), QStringLiteral("remount,abort"), m_place});
  }
  bool lose() {
    const int descriptor = ::open(QFile::encodeName(m_place).constData(), O_RDONLY | O_CLOEXEC);
    quint32 how = kWithoutLog;
    const bool lost = descriptor >= 0 && ::ioctl(descriptor, kShutdown, &how) == 0;
    if (descriptor >= 0) ::close(descriptor);
    return lost;
  }
  [[nodiscard]] QString place() const { return m_place; }

 private:
  const QString m_file;
  const QString m_place;
  bool m_mounted = false;
};

// The terminal's outbox lies on the image, by a link where it would be.
Result<Outcome> onImage(const StageOptions& options, const char* variety,
                        const std::function<bool(Image&, TerminalStand&)>& harm) {
  auto set = Stage::set(options, 1, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  TerminalStand& terminal = stage.terminal();
  stage.count(variety, 0);
  Image image(options.folder);
  if (!image.make() || !image.mount() || !QFile::link(image.place(), terminal.outboxFolder())) {
    stage.trouble(QStringLiteral("no file system could be mounted"));
    return stage.finish(Stage::Clerk::LeavesHeld);
  }
  const int rounds = std::max(2, options.strikes / 3);
  const int each = std::max(4, options.submissions / rounds);
  for (int i = 0; i < rounds; ++i) {
    if (!stage.start(0, each, 1ms)) break;
    (void)terminal.waitForWord("ready", 10s);
    (void)stage.waitReviving(std::chrono::milliseconds(100 + each * 4 + static_cast<int>(stage.roll(300))),
                             [] { return false; });
    if (harm(image, terminal)) stage.strike(variety);
    (void)stage.waitReviving(100ms, [] { return false; });
    terminal.kill();
    image.unmount();
    if (!image.mount()) stage.trouble(QStringLiteral("it does not mount any more"));
  }
  Outcome outcome = stage.finish(Stage::Clerk::Releases);
  return outcome;
}

}  // namespace

std::optional<QString> noMount() {
  if (::geteuid() != 0) return QStringLiteral("not root");
  if (!QFile::exists(QStringLiteral("/dev/loop-control"))) return QStringLiteral("no loop devices");
  if (!QFile::exists(QStringLiteral("/sbin/mkfs.ext4"))) return QStringLiteral("no mkfs.ext4");
  return std::nullopt;
}

Result<Outcome> readOnlyMount(const StageOptions& options) {
  return onImage(options, "file system made read-only",
                 [](Image& image, TerminalStand&) { return image.makeReadOnly(); });
}

// The machine stands still first: with no power nobody speaks any more. (A process that goes on after the shutdown may
// be told "synced" for what the file system has just dropped.)
Result<Outcome> lostMount(const StageOptions& options) {
  return onImage(options, "file system shut down without its log",
                 [](Image& image, TerminalStand& terminal) { return terminal.child().freeze() && image.lose(); });
}

}  // namespace hall::drill::acts

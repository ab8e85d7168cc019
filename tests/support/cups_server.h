#pragma once
// A real cupsd of our own in a folder of its own: one queue whose back end is a script that does what a printer does,
// down to running out of paper. Needs no rights; a test that is run as root lets it run as nobody. Thread: the test's.
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QThread>

namespace hall::test {

class CupsServer {
 public:
  CupsServer() {
    QDir dir(m_dir.path());
    for (const char* name : {"lib/backend", "cache", "state", "spool", "tmp", "ppd", "tray"}) {
      dir.mkpath(QLatin1String(name));
    }
    for (const char* name : {"daemon", "filter", "cgi-bin", "notifier", "monitor"}) {
      QFile::link(QStringLiteral("/usr/lib/cups/") + QLatin1String(name), path("lib/") + QLatin1String(name));
    }
    write("lib/backend/bench", backEnd());
    QFile::setPermissions(path("lib/backend/bench"), QFile::Permissions(0x7755));
    write("cups-files.conf", files());
    write("cupsd.conf", settings());
    write("printers.conf", queue("hall", "bench:" + tray().toUtf8()));
    if (geteuid() == 0)
      QProcess::execute(QStringLiteral("chown"), {QStringLiteral("-R"), QStringLiteral("nobody"), m_dir.path()});
    start();
  }
  ~CupsServer() { stop(); }

  void start() {
    QFile::remove(path("cups.sock"));
    m_server.setChildProcessModifier([] {
      constexpr uid_t nobody = 65534;
      if (geteuid() == 0 && (setgid(nobody) != 0 || setuid(nobody) != 0)) _exit(126);
    });
    m_server.setProcessChannelMode(QProcess::ForwardedChannels);
    m_server.start(QStringLiteral("/usr/sbin/cupsd"), {QStringLiteral("-f"), QStringLiteral("-c"), path("cupsd.conf"),
                                                       QStringLiteral("-s"), path("cups-files.conf")});
    for (int i = 0; i < 500 && !QFile::exists(path("cups.sock")); ++i) QThread::msleep(20);
    if (!QFile::exists(path("cups.sock"))) qFatal("cupsd does not start");
  }
  void stop() {
    m_server.terminate();
    if (!m_server.waitForFinished(10'000)) m_server.kill();
    m_server.waitForFinished(1'000);
  }

  [[nodiscard]] QString where(const char* name = "hall") const {
    return QStringLiteral("cups:%1@%2").arg(QLatin1String(name), path("cups.sock"));
  }
  [[nodiscard]] QString path(const char* name) const { return m_dir.filePath(QLatin1String(name)); }
  // What a person does at the printer: "media-empty-error", "media-jam-error", "door-open-error", …; empty: all is
  // well.
  void trouble(const QByteArray& reason) const {
    if (reason.isEmpty()) {
      QFile::remove(path("tray/trouble"));
    } else {
      write("tray/trouble", reason);
    }
  }
  [[nodiscard]] QStringList pages() const {
    return QDir(tray()).entryList({QStringLiteral("*.pdf")}, QDir::Files, QDir::Name);
  }
  [[nodiscard]] QByteArray page(const QString& name) const {
    QFile file(QDir(tray()).filePath(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  // Documents that the server still keeps.
  [[nodiscard]] qsizetype spooled() const {
    return QDir(path("spool")).entryList({QStringLiteral("d*")}, QDir::Files).size();
  }

 private:
  [[nodiscard]] QString tray() const { return path("tray"); }
  void write(const char* name, const QByteArray& text) const {
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) qFatal("CupsServer: %s", name);
  }
  static QByteArray backEnd() {
    return "#!/bin/sh\n"
           "[ $# -eq 0 ] && exit 0\n"
           "tray=${DEVICE_URI#bench:}\n"
           "echo 'ATTR: marker-levels=7,60 marker-names=Black,Waste marker-types=toner,wasteToner' >&2\n"
           "echo 'STATE: "
           "-media-empty-error,media-jam-error,door-open-error,toner-empty-error,offline-report,input-tray-missing' "
           ">&2\n"
           "echo \"$1 $2 $3\" >>\"$tray/log\"\n"
           "if [ -e \"$tray/trouble\" ]; then\n"
           "  reason=$(cat \"$tray/trouble\")\n"
           "  echo \"STATE: +$reason\" >&2\n"
           "  while [ -e \"$tray/trouble\" ]; do sleep 0.05; done\n"
           "  echo \"STATE: -$reason\" >&2\n"
           "fi\n"
           "cat \"${6:--}\" >\"$tray/page-$1.tmp\" && mv \"$tray/page-$1.tmp\" \"$tray/page-$1.pdf\"\n";
  }
  [[nodiscard]] QByteArray files() const {
    const QByteArray root = m_dir.path().toUtf8();
    return "ServerRoot " + root + "\nServerBin " + root + "/lib\nDataDir /usr/share/cups\nCacheDir " + root +
           "/cache\nStateDir " + root + "/state\nRequestRoot " + root + "/spool\nTempDir " + root + "/tmp\nAccessLog " +
           root + "/access_log\nErrorLog " + root + "/error_log\nPageLog " + root +
           "/page_log\nFileDevice Yes\nSystemGroup nogroup\n";
  }
  [[nodiscard]] QByteArray settings() const {
    return "Listen " + path("cups.sock").toUtf8() +
           "\nBrowsing No\nWebInterface No\nLogLevel debug\nDefaultAuthType None\nPreserveJobHistory "
           "Yes\nPreserveJobFiles No\n"
           "<Location />\nOrder allow,deny\nAllow all\n</Location>\n"
           "<Policy default>\nJobPrivateAccess all\nJobPrivateValues none\nSubscriptionPrivateAccess all\n"
           "SubscriptionPrivateValues none\n<Limit All>\nOrder allow,deny\nAllow all\n</Limit>\n</Policy>\n";
  }
  static QByteArray queue(const QByteArray& name, const QByteArray& device) {
    return "<Printer " + name + ">\nDeviceURI " + device + "\nState Idle\nAccepting Yes\nShared No\n</Printer>\n";
  }

  QTemporaryDir m_dir;
  QProcess m_server;
};

}  // namespace hall::test

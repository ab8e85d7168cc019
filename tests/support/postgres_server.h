#pragma once
// A real PostgreSQL server in a temporary folder, for as long as this lives: one initdb, a Unix socket, no network
// port. It refuses to run as root, so then it runs as nobody. Its disk is only synced if asked for: no test pulls the
// plug.
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <QDir>
#include <QProcess>
#include <QTemporaryDir>
#include <csignal>

namespace hall::test {

class PostgresServer {
 public:
  enum class Disk { Synced, NotSynced };
  explicit PostgresServer(Disk disk = Disk::NotSynced) : m_disk(disk) {
    QDir(m_folder.path()).mkdir(QStringLiteral("data"));
    if (::geteuid() == 0) {
      ::chmod(m_folder.path().toUtf8().constData(), 0755);
      constexpr uid_t kNobody = 65534;
      if (::chown(data().toUtf8().constData(), kNobody, kNobody) != 0) qFatal("chown");
    }
    const QStringList words{QStringLiteral("-D"),         data(),
                            QStringLiteral("-U"),         QStringLiteral("hall"),
                            QStringLiteral("-A"),         QStringLiteral("trust"),
                            QStringLiteral("-E"),         QStringLiteral("UTF8"),
                            QStringLiteral("--locale=C"), QStringLiteral("--no-sync")};
    if (run(QStringLiteral("initdb"), words) != 0) qFatal("initdb");
    start();
  }
  ~PostgresServer() { stop(); }
  PostgresServer(const PostgresServer&) = delete;
  PostgresServer& operator=(const PostgresServer&) = delete;

  void start() {
    m_server.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_server.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGQUIT); });
    const QStringList words = unprivileged(
        QStringLiteral("postgres"),
        {QStringLiteral("-D"), data(), QStringLiteral("-k"), data(), QStringLiteral("-c"),
         QStringLiteral("listen_addresses="), QStringLiteral("-c"),
         m_disk == Disk::Synced ? QStringLiteral("fsync=on") : QStringLiteral("fsync=off"), QStringLiteral("-c"),
         QStringLiteral("log_min_messages=panic"), QStringLiteral("-c"), QStringLiteral("max_connections=60")});
    m_server.start(words.first(), words.mid(1));
    for (int i = 0; i < 400; ++i) {
      if (psql(QStringLiteral("SELECT 1")) == "1") return;
      ::usleep(25000);
    }
    qFatal("postgres does not start");
  }
  // As if the machine were switched off: every connection breaks.
  void stop() {
    ::kill(static_cast<pid_t>(m_server.processId()), SIGQUIT);
    m_server.waitForFinished(20000);
  }

  [[nodiscard]] qint64 processId() const { return m_server.processId(); }

  // A fresh, empty database: its connection string.
  QByteArray makeDatabase() {
    const QByteArray name = "hall" + QByteArray::number(++m_databases);
    psql(QStringLiteral("CREATE DATABASE ") + QString::fromLatin1(name));
    return "host=" + data().toUtf8() + " user=hall dbname=" + name;
  }
  // What the first column of the first row says.
  QByteArray psql(const QString& sql, const QString& database = QStringLiteral("postgres")) {
    QProcess process;
    process.start(QStringLiteral("psql"), {QStringLiteral("-h"), data(), QStringLiteral("-U"), QStringLiteral("hall"),
                                           QStringLiteral("-d"), database, QStringLiteral("-XAtqc"), sql});
    process.waitForFinished(20000);
    return process.readAllStandardOutput().trimmed();
  }

 private:
  [[nodiscard]] QString data() const { return m_folder.path() + QStringLiteral("/data"); }
  static QStringList unprivileged(const QString& program, const QStringList& words) {
    const QString path = QStringLiteral("/usr/lib/postgresql/15/bin/") + program;
    if (::geteuid() != 0) return QStringList{path} + words;
    return QStringList{QStringLiteral("setpriv"), QStringLiteral("--reuid=65534"), QStringLiteral("--regid=65534"),
                       QStringLiteral("--clear-groups"), path} +
           words;
  }
  static int run(const QString& program, const QStringList& words) {
    const QStringList all = unprivileged(program, words);
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(all.first(), all.mid(1));
    process.waitForFinished(60000);
    if (process.exitCode() != 0) qWarning("%s", process.readAll().constData());
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }

  const Disk m_disk;
  QTemporaryDir m_folder;
  QProcess m_server;
  int m_databases = 0;
};

}  // namespace hall::test

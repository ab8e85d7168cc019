#pragma once
// A real hall-gateway as a process of its own, that can be killed and started again on the same port and data.
#include <sys/prctl.h>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <csignal>

#include "sync/seal/platform_certificates.h"

namespace hall::test {

class GatewayProcess {
 public:
  enum class Line { Plain, Tls };
  // `database`: a PostgreSQL connection string; empty: the embedded database.
  explicit GatewayProcess(const QString& data, const QByteArray& database = {}, Line line = Line::Plain)
      : m_data(data), m_database(database), m_line(line) {
    if (command({QStringLiteral("init"), QStringLiteral("--host"), QStringLiteral("127.0.0.1")}) < 0) {
      qFatal("hall-gateway init");
    }
  }
  ~GatewayProcess() { kill(); }
  GatewayProcess(const GatewayProcess&) = delete;
  GatewayProcess& operator=(const GatewayProcess&) = delete;

  // Further words for serve.
  void alsoServe(const QStringList& words) { m_more = words; }
  // Port 0 the first time, the same port afterwards.
  bool start() {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // A test that is killed must not leave its gateway behind.
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QStringList words{QStringLiteral("serve"), QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(m_port)};
    if (m_line == Line::Tls) words << QStringLiteral("--tls");
    words << m_more;
    m_process.start(QStringLiteral(HALL_GATEWAY), everywhere(words));
    if (!m_process.waitForReadyRead(20000)) return false;
    const QByteArray line = m_process.readLine().trimmed();
    m_port = line.mid(line.lastIndexOf(':') + 1).toUShort();
    return m_port != 0;
  }
  // Exit status after SIGTERM.
  int stop() {
    m_process.terminate();
    m_process.waitForFinished(10000);
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
  }
  void kill() {
    m_process.kill();
    m_process.waitForFinished(10000);
  }

  [[nodiscard]] quint16 port() const { return m_port; }
  [[nodiscard]] qint64 processId() const { return m_process.processId(); }
  [[nodiscard]] QByteArray url() const {
    return (m_line == Line::Tls ? "https" : "http") + QByteArray("://127.0.0.1:") + QByteArray::number(m_port);
  }
  [[nodiscard]] QByteArray certificatesPem() {
    command({QStringLiteral("certificates")});
    return m_output;
  }
  [[nodiscard]] seal::PlatformCertificates certificates() {
    return seal::PlatformCertificates::fromPem(certificatesPem()).value();
  }
  bool admit(const QByteArray& certificatePem) {
    QFile file(m_data + QStringLiteral("/terminal.pem"));
    if (!file.open(QIODevice::WriteOnly) || file.write(certificatePem) < 0) return false;
    file.close();
    return command({QStringLiteral("admit"), file.fileName()}) == 0;
  }
  // What a command printed; empty if it failed.
  [[nodiscard]] QByteArray told(const QStringList& words) { return command(words) == 0 ? m_output : QByteArray(); }
  [[nodiscard]] QJsonArray list() {
    command({QStringLiteral("list"), QStringLiteral("--json")});
    return QJsonDocument::fromJson(m_output).array();
  }
  [[nodiscard]] QJsonObject open(const QByteArray& submissionId) {
    command({QStringLiteral("open"), QString::fromLatin1(submissionId)});
    return QJsonDocument::fromJson(m_output).object();
  }

 private:
  [[nodiscard]] QStringList everywhere(QStringList words) const {
    words << QStringLiteral("--data") << m_data;
    if (!m_database.isEmpty()) words << QStringLiteral("--database") << QString::fromUtf8(m_database);
    return words;
  }
  int command(const QStringList& words) {
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QStringLiteral(HALL_GATEWAY), everywhere(words));
    process.waitForFinished(20000);
    m_output = process.readAllStandardOutput();
    return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  }

  QString m_data;
  QByteArray m_database;
  const Line m_line;
  QStringList m_more;
  quint16 m_port = 0;
  QByteArray m_output;
  QProcess m_process;
};

}  // namespace hall::test

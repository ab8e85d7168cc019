#pragma once
// An agency's endpoint as a process of its own (agency_receiver.py), which fails, hangs and comes back as it is told.
#include <sys/prctl.h>
#include <sys/stat.h>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <csignal>

namespace hall::test {

class AgencyReceiver {
 public:
  struct Received {
    QByteArray submissionId;
    QByteArray caseId;
    QByteArray webhookId;
    QByteArray path;
    int status;
    bool verified;
  };

  AgencyReceiver() {
    write(QStringLiteral("secret"), "whsec_" + QByteArray(32, 's').toBase64());
    ::chmod(QFile::encodeName(secretFile()).constData(), 0600);
    mode("ok");
    start();
  }
  ~AgencyReceiver() { stop(); }
  AgencyReceiver(const AgencyReceiver&) = delete;
  AgencyReceiver& operator=(const AgencyReceiver&) = delete;

  void start() {
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    QStringList words{QStringLiteral(HALL_AGENCY_RECEIVER), m_folder.path()};
    if (m_port != 0) words.append(QString::number(m_port));
    m_process.start(QStringLiteral("/usr/bin/python3"), words);
    if (!m_process.waitForReadyRead(20000)) qFatal("agency_receiver.py");
    m_port = m_process.readLine().trimmed().toInt();
  }
  void stop() {
    m_process.kill();
    m_process.waitForFinished(10000);
  }
  void mode(const QByteArray& mode) { write(QStringLiteral("mode"), mode); }

  [[nodiscard]] QByteArray origin() const { return "http://127.0.0.1:" + QByteArray::number(m_port); }
  [[nodiscard]] QString folder() const { return m_folder.path(); }
  [[nodiscard]] QString secretFile() const { return m_folder.path() + QStringLiteral("/secret"); }
  [[nodiscard]] QList<Received> received() const {
    QFile file(m_folder.path() + QStringLiteral("/received"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    QList<Received> all;
    for (const QByteArray& line : file.readAll().split('\n')) {
      const QJsonObject json = QJsonDocument::fromJson(line).object();
      if (json.isEmpty()) continue;
      const auto text = [&json](const char* name) { return json.value(QLatin1String(name)).toString().toLatin1(); };
      all.append({text("submission_id"), text("case_id"), text("id"), text("path"),
                  json.value(QLatin1String("status")).toInt(), json.value(QLatin1String("verified")).toBool()});
    }
    return all;
  }
  // Those it said yes to, in order.
  [[nodiscard]] QList<QByteArray> taken() const {
    QList<QByteArray> ids;
    for (const Received& one : received()) {
      if (one.status == 204) ids.append(one.submissionId);
    }
    return ids;
  }

 private:
  void write(const QString& name, const QByteArray& bytes) {
    // Whole or not at all: the receiver may be reading.
    QFile file(m_folder.path() + u'/' + name + QStringLiteral(".new"));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("write");
    file.close();
    ::rename(QFile::encodeName(file.fileName()).constData(),
             QFile::encodeName(m_folder.path() + u'/' + name).constData());
  }

  QTemporaryDir m_folder;
  int m_port = 0;
  QProcess m_process;
};

}  // namespace hall::test

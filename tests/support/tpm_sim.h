#pragma once
// A TPM 2.0 in software (swtpm) on ports of its own, which the tpm2 provider finds through TPM2OPENSSL_TCTI.
#include <sys/prctl.h>

#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QThread>
#include <csignal>

namespace hall::test {

class TpmSim {
 public:
  // False: swtpm is not there or does not start.
  bool start() {
    for (int attempt = 0; attempt < 20; ++attempt) {
      const quint16 port = freePair();
      if (port != 0 && startAt(port)) return true;
    }
    return false;
  }
  ~TpmSim() {
    m_process.kill();
    m_process.waitForFinished(5000);
  }

 private:
  // Two ports in a row that nobody has at the moment: the control channel is always the next one.
  static quint16 freePair() {
    QTcpServer one;
    QTcpServer two;
    if (!one.listen(QHostAddress::LocalHost) || one.serverPort() == 65535) return 0;
    return two.listen(QHostAddress::LocalHost, static_cast<quint16>(one.serverPort() + 1)) ? one.serverPort()
                                                                                           : quint16{0};
  }
  bool startAt(quint16 port) {
    const auto channel = [](int number) { return QStringLiteral("port=%1,bindaddr=127.0.0.1").arg(number); };
    m_process.setProcessChannelMode(QProcess::ForwardedChannels);
    m_process.setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process.start(QStringLiteral("swtpm"),
                    {QStringLiteral("socket"), QStringLiteral("--tpm2"), QStringLiteral("--tpmstate"),
                     QStringLiteral("dir=") + m_state.path(), QStringLiteral("--server"), channel(port),
                     QStringLiteral("--ctrl"), QStringLiteral("type=tcp,") + channel(port + 1),
                     QStringLiteral("--flags"), QStringLiteral("not-need-init,startup-clear")});
    if (!m_process.waitForStarted(5000)) return false;
    for (int i = 0; i < 100 && m_process.state() == QProcess::Running; ++i) {
      QTcpServer probe;  // taken: it listens
      if (!probe.listen(QHostAddress::LocalHost, port)) {
        qputenv("TPM2OPENSSL_TCTI", "swtpm:host=127.0.0.1,port=" + QByteArray::number(port));
        return true;
      }
      probe.close();
      QThread::msleep(50);
    }
    m_process.kill();
    m_process.waitForFinished(5000);
    return false;
  }

  QTemporaryDir m_state;
  QProcess m_process;
};

}  // namespace hall::test

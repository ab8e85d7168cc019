// Who speaks over TLS is known by its certificate or is nobody; strangers' certificates and old TLS do not get in.
#include <QProcess>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/gateway/line_keys.h"
#include "tests/support/fake_clock.h"
#include "tests/sync/gateway/served.h"

using namespace hall;
using gateway::HttpServer;
using gateway::Peer;

class TestGatewayTls : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knowsAMachine();
  void knowsNobody();
  void tellsAnExpiredOneApart();
  void refusesAStrangersCertificate();
  void refusesOldTls();
  void servesManyRequestsOnOneConnection();
  void keepsTheServersCertificateYoung();

 private:
  struct Machine {
    QByteArray pem;  // certificate
    QString keyFile;
  };
  Machine machine(const seal::CertificateAuthority& authority, std::chrono::hours life) const {
    static int count = 0;
    const QString file = m_folder.filePath(QStringLiteral("machine-%1.pem").arg(++count));
    const auto pair = seal::KeyPair::openOrCreate(file, "machine", seal::KeyUse::Sign).value();
    const auto request = seal::CertificateRequest::make(pair).value();
    return {authority.issueTerminal(request, "machine-1", "kiosk", QDateTime::currentDateTimeUtc(), life)->pem(), file};
  }
  // A server whose answer is what it knows of the peer.
  struct Served : test::Served {
    Served(const gateway::LineKeys& keys, const Clock& clock)
        : test::Served({.tls = keys.tls()}, clock, [](const Peer& peer) {
            const bool expired = peer.notAfter.isValid() && peer.notAfter < QDateTime::currentDateTimeUtc();
            return QByteArray::number(static_cast<int>(peer.standing)) + ' ' + peer.terminalId +
                   (expired ? " expired" : " good");
          }) {}
  };
  static QByteArray expected(Peer::Standing standing, const char* rest) {
    return QByteArray::number(static_cast<int>(standing)) + ' ' + rest;
  }
  [[nodiscard]] QSslConfiguration configuration(const Machine* who) const {
    QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
    tls.setCaCertificates(QSslCertificate::fromData(m_keys.authority().certificate().pem()));
    if (who == nullptr) return tls;
    QFile key(who->keyFile);
    if (!key.open(QIODevice::ReadOnly)) qFatal("key");
    tls.setLocalCertificate(QSslCertificate(who->pem));
    tls.setPrivateKey(QSslKey(key.readAll(), QSsl::Ec));
    return tls;
  }
  // The body of the answer; empty if there was none.
  QByteArray ask(QSslSocket& socket) const {
    socket.write("GET /x HTTP/1.1\r\nHost: x\r\n\r\n");
    QByteArray answer;
    while (!answer.contains("\r\n\r\n") && socket.waitForReadyRead(5000)) answer += socket.readAll();
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
  }
  QByteArray askAs(const Machine* who, const Served& served) const {
    QSslSocket socket;
    socket.setSslConfiguration(configuration(who));
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), served.server->port());
    if (!socket.waitForEncrypted(5000)) return {};
    return ask(socket);
  }

  QTemporaryDir m_folder;
  const SystemClock m_clock;
  const gateway::LineKeys m_keys = gateway::LineKeys::openOrCreate(m_folder.path()).value();
  const bool m_certified = m_keys.certify({"127.0.0.1", "localhost"}, m_clock.now()).has_value();
};

void TestGatewayTls::knowsAMachine() {
  const Served served(m_keys, m_clock);
  const Machine machine = this->machine(m_keys.authority(), std::chrono::hours(24));
  QCOMPARE(askAs(&machine, served), expected(Peer::Standing::Machine, "machine-1 good"));
}

void TestGatewayTls::knowsNobody() {
  const Served served(m_keys, m_clock);
  QCOMPARE(askAs(nullptr, served), expected(Peer::Standing::Nobody, " good"));
}

void TestGatewayTls::tellsAnExpiredOneApart() {
  const Served served(m_keys, m_clock);
  const Machine machine = this->machine(m_keys.authority(), std::chrono::hours(-1));
  QCOMPARE(askAs(&machine, served), expected(Peer::Standing::Machine, "machine-1 expired"));
}

void TestGatewayTls::refusesAStrangersCertificate() {
  const Served served(m_keys, m_clock);
  const auto stranger =
      seal::CertificateAuthority::openOrCreate(m_folder.filePath(QStringLiteral("stranger.pem")), "Hall machines");
  const Machine machine = this->machine(*stranger, std::chrono::hours(24));
  QCOMPARE(askAs(&machine, served), QByteArray());
  QCOMPARE(askAs(nullptr, served), expected(Peer::Standing::Nobody, " good"));  // and the server lives on
}

void TestGatewayTls::refusesOldTls() {
  const Served served(m_keys, m_clock);
  const auto connects = [&](const char* version) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral("openssl"),
                  {QStringLiteral("s_client"), QStringLiteral("-connect"),
                   QStringLiteral("127.0.0.1:%1").arg(served.server->port()), QLatin1String(version),
                   QStringLiteral("-cipher"), QStringLiteral("ALL:@SECLEVEL=0")});
    process.closeWriteChannel();
    process.waitForFinished(20000);
    return process.exitCode() == 0 && process.exitStatus() == QProcess::NormalExit;
  };
  QVERIFY(connects("-tls1_3"));
  QVERIFY(connects("-tls1_2"));
  QVERIFY(!connects("-tls1_1"));
  QVERIFY(!connects("-tls1"));
}

void TestGatewayTls::servesManyRequestsOnOneConnection() {
  const Served served(m_keys, m_clock);
  const Machine machine = this->machine(m_keys.authority(), std::chrono::hours(24));
  QSslSocket socket;
  socket.setSslConfiguration(configuration(&machine));
  socket.connectToHostEncrypted(QStringLiteral("localhost"), served.server->port());
  QVERIFY(socket.waitForEncrypted(5000));
  for (int i = 0; i < 20; ++i) QCOMPARE(ask(socket), expected(Peer::Standing::Machine, "machine-1 good"));
}

void TestGatewayTls::keepsTheServersCertificateYoung() {
  const auto read = [this] {
    QFile file(m_folder.filePath(QStringLiteral("platform/server.pem")));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  };
  const QByteArray first = read();
  QVERIFY(m_keys.renew(m_clock.now().addDays(365)));
  QCOMPARE(read(), first);
  QVERIFY(m_keys.renew(m_clock.now().addDays(3 * 365)));
  const auto renewed = seal::Certificate::fromPem(read());
  QVERIFY(read() != first);
  QCOMPARE(renewed->hosts(), (QList<QByteArray>{"127.0.0.1", "localhost"}));
}

QTEST_GUILESS_MAIN(TestGatewayTls)
#include "tst_gateway_tls.moc"

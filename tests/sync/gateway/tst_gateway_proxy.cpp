// Behind a proxy the client's own address is known, however the line that tells it and what follows are cut into
// segments; nobody else can claim an address, and a proxy's broken line gets no answer.
#include <QSslConfiguration>
#include <QSslSocket>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/gateway/line_keys.h"
#include "tests/sync/gateway/served.h"

using namespace hall;
using gateway::HttpServer;

class TestGatewayProxy : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knowsTheClient_data();
  void knowsTheClient();
  void refusesWhatIsNoLine_data();
  void refusesWhatIsNoLine();
  void believesProxiesAlone();
  void knowsAMappedAddress();
  void countsAMappedAddressAlone();
  void aNetworkHasTheSeatsOfOne();
  void knowsTheClientOverTls_data();
  void knowsTheClientOverTls();

 private:
  // A server whose answer is the address of whoever asks.
  struct Served : test::Served {
    Served(const Clock& clock, std::optional<HttpServer::Tls> tls, const QList<QByteArray>& proxies)
        : Served(clock, HttpServer::Options{.tls = std::move(tls), .proxies = proxies}) {}
    Served(const Clock& clock, const HttpServer::Options& options)
        : test::Served(options, clock, [](const gateway::Peer& peer) { return peer.address; }) {}
  };
  static constexpr auto kRequest = "GET /x HTTP/1.1\r\nHost: x\r\n\r\n";

  static bool isWhole(const QByteArray& answer) {
    const auto body = answer.indexOf("\r\n\r\n");
    return body >= 0 && answer.size() > body + 4;
  }
  static QByteArray bodyOf(const QByteArray& answer) { return answer.mid(answer.indexOf("\r\n\r\n") + 4); }
  // What comes back for these segments until there is a whole answer or the line is closed.
  static QByteArray say(const Served& served, const QList<QByteArray>& segments) {
    QTcpSocket socket;
    socket.setSocketOption(QAbstractSocket::LowDelayOption, 1);
    socket.connectToHost(QStringLiteral("127.0.0.1"), served.server->port());
    if (!socket.waitForConnected(5000)) return "not connected";
    for (const QByteArray& segment : segments) {
      socket.write(segment);
      socket.waitForBytesWritten(5000);
      QThread::msleep(5);
    }
    QByteArray answer;
    while (!isWhole(answer) && socket.waitForReadyRead(5000)) answer += socket.readAll();
    if (!isWhole(answer) && socket.state() == QAbstractSocket::ConnectedState) return "neither answered nor closed";
    return answer;
  }

  QTemporaryDir m_folder;
  const SystemClock m_clock;
};

void TestGatewayProxy::knowsTheClient_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::addColumn<QByteArray>("address");
  QTest::newRow("v4") << QByteArray("PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n") << QByteArray("203.0.113.7");
  QTest::newRow("v6") << QByteArray("PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n") << QByteArray("2001:db8::7");
  QTest::newRow("unknown") << QByteArray("PROXY UNKNOWN\r\n") << QByteArray("127.0.0.1");
  const QByteArray longest =
      "PROXY UNKNOWN ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n";
  QTest::newRow("the longest") << longest << QByteArray("127.0.0.1");
}

void TestGatewayProxy::knowsTheClient() {
  QFETCH(const QByteArray, line);
  QFETCH(const QByteArray, address);
  const Served served(m_clock, {}, {"127.0.0.1"});
  QCOMPARE(bodyOf(say(served, {line + kRequest})), address);
  QCOMPARE(bodyOf(say(served, {line, kRequest})), address);
  QCOMPARE(bodyOf(say(served, {line.left(9), line.mid(9) + QByteArray(kRequest).left(5), kRequest + 5})), address);
}

void TestGatewayProxy::refusesWhatIsNoLine_data() {
  QTest::addColumn<QByteArray>("line");
  QTest::newRow("none") << QByteArray(kRequest);
  QTest::newRow("garbage") << QByteArray("PROXY\r\n");
  QTest::newRow("no address") << QByteArray("PROXY TCP4 somebody 192.0.2.1 1 2\r\n");
  QTest::newRow("too long") << "PROXY TCP4 203.0.113.7 " + QByteArray(200, '1') + "\r\n";
  QTest::newRow("without end") << "PROXY " + QByteArray(5000, 'x');
}

void TestGatewayProxy::refusesWhatIsNoLine() {
  QFETCH(const QByteArray, line);
  const Served served(m_clock, {}, {"127.0.0.1"});
  QCOMPARE(say(served, {line + kRequest}), QByteArray());
  QCOMPARE(bodyOf(say(served, {"PROXY UNKNOWN\r\n", kRequest})), QByteArray("127.0.0.1"));  // and the server lives on
}

void TestGatewayProxy::believesProxiesAlone() {
  const Served served(m_clock, {}, {"192.0.2.1"});
  const QByteArray answer = say(served, {"PROXY TCP4 203.0.113.7 192.0.2.1 1 2\r\n" + QByteArray(kRequest)});
  QVERIFY2(answer.startsWith("HTTP/1.1 400 ") && !answer.contains("203.0.113.7"), answer.constData());
  QCOMPARE(bodyOf(say(served, {kRequest})), QByteArray("127.0.0.1"));
}

// A server on [::] sees IPv4 addresses as ::ffff:a.b.c.d.
void TestGatewayProxy::knowsAMappedAddress() {
  const Served served(m_clock, {.address = "::", .proxies = {"127.0.0.1"}});
  QCOMPARE(bodyOf(say(served, {"PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n", kRequest})), QByteArray("203.0.113.7"));
  QCOMPARE(bodyOf(say(served, {"PROXY TCP6 ::ffff:203.0.113.7 ::1 4711 443\r\n", kRequest})),
           QByteArray("203.0.113.7"));
  const Served open(m_clock, {.address = "::"});
  QCOMPARE(bodyOf(say(open, {kRequest})), QByteArray("127.0.0.1"));
}

// Handshakes that one address wastes are not taken from another.
void TestGatewayProxy::countsAMappedAddressAlone() {
  const auto keys = gateway::LineKeys::openOrCreate(m_folder.path()).value();
  QVERIFY(keys.certify({"127.0.0.1"}, m_clock.now()));
  const Served served(m_clock, {.address = "::", .tls = keys.tls(), .handshakes = {0.001, 3}});
  const auto getsIn = [&](const QString& from) {
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    if (!socket.bind(QHostAddress(from))) qFatal("bind");
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), served.server->port());
    return socket.waitForEncrypted(5000);
  };
  int waste = 0;
  while (waste < 10 && getsIn(QStringLiteral("127.0.0.2"))) ++waste;
  QCOMPARE(waste, 3);
  QVERIFY(getsIn(QStringLiteral("127.0.0.3")));
}

void TestGatewayProxy::aNetworkHasTheSeatsOfOne() {
  const Served served(m_clock, {.proxies = {"127.0.0.1"}, .seats = {10, 1}});
  const auto sitDown = [&](QTcpSocket& socket, const QByteArray& address) {
    socket.connectToHost(QStringLiteral("127.0.0.1"), served.server->port());
    socket.write("PROXY TCP6 " + address + " 2001:db8::1 4711 443\r\n" + kRequest);
    QByteArray answer;
    while (!isWhole(answer) && socket.waitForReadyRead(5000)) answer += socket.readAll();
    return bodyOf(answer) == address;
  };
  QTcpSocket first;
  QTcpSocket elsewhere;
  QTcpSocket neighbour;
  QVERIFY(sitDown(first, "2001:db8:0:7::1"));
  QVERIFY(sitDown(elsewhere, "2001:db8:0:8::1"));
  QVERIFY(sitDown(neighbour, "2001:db8:0:7::2"));
  QVERIFY(first.waitForDisconnected(5000) || first.state() == QAbstractSocket::UnconnectedState);
  QCOMPARE(elsewhere.state(), QAbstractSocket::ConnectedState);
  QVERIFY(!elsewhere.waitForDisconnected(100));
}

void TestGatewayProxy::knowsTheClientOverTls_data() {
  QTest::addColumn<bool>("together");
  QTest::newRow("the line, then the handshake") << false;
  QTest::newRow("in one segment") << true;
}

void TestGatewayProxy::knowsTheClientOverTls() {
  QFETCH(const bool, together);
  const auto keys = gateway::LineKeys::openOrCreate(m_folder.path()).value();
  QVERIFY(keys.certify({"127.0.0.1"}, m_clock.now()));
  const Served served(m_clock, keys.tls(), {"127.0.0.1"});
  // The proxy: tells where the client is and passes on what it says.
  QTcpServer proxy;
  QVERIFY(proxy.listen(QHostAddress::LocalHost));
  QTcpSocket behind;
  connect(&proxy, &QTcpServer::newConnection, &proxy, [&] {
    QTcpSocket* before = proxy.nextPendingConnection();
    QByteArray line = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";
    behind.connectToHost(QStringLiteral("127.0.0.1"), served.server->port());
    if (!behind.waitForConnected(5000)) qFatal("no gateway");
    if (!together) {
      behind.write(std::exchange(line, {}));
      behind.waitForBytesWritten(5000);
    }
    connect(before, &QTcpSocket::readyRead, &behind,
            [&behind, before, line]() mutable { behind.write(std::exchange(line, {}) + before->readAll()); });
    connect(&behind, &QTcpSocket::readyRead, before, [&behind, before] { before->write(behind.readAll()); });
  });
  QSslConfiguration tls = QSslConfiguration::defaultConfiguration();
  tls.setCaCertificates(QSslCertificate::fromData(keys.authority().certificate().pem()));
  QSslSocket client;
  client.setSslConfiguration(tls);
  client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), proxy.serverPort());
  QTRY_VERIFY2(client.isEncrypted(), qPrintable(client.errorString()));
  QByteArray answer;
  connect(&client, &QSslSocket::readyRead, this, [&] { answer += client.readAll(); });
  client.write(kRequest);
  QTRY_VERIFY(isWhole(answer));
  QCOMPARE(bodyOf(answer), QByteArray("203.0.113.7"));
}

QTEST_GUILESS_MAIN(TestGatewayProxy)
#include "tst_gateway_proxy.moc"

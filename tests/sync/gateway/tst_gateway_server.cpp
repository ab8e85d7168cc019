// hall-gateway as a process, on either engine: what it said it received is there after kill -9, for every command, and
// a password never stands where others can read it.
#include <QTcpSocket>
#include <QtTest>

#include "tests/support/gateway_process.h"
#include "tests/sync/gateway/gateway_fixture.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;

class TestGatewayServer : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsWhatItReceived_data() { test::bothEngines(); }
  void keepsWhatItReceived();
  void goesOnAfterItsDatabase();
  void refusesAPassword();
};

namespace {

QByteArray conninfoOfTest() {
  const bool server = *static_cast<bool*>(QTest::qData("server", QMetaType::Bool));
  return server ? test::postgres().makeDatabase() : QByteArray();
}

// The answer to one request over a connection of its own.
QByteArray exchange(quint16 port, const QByteArray& method, const QByteArray& path, const QByteArray& body) {
  QTcpSocket socket;
  socket.connectToHost(QStringLiteral("127.0.0.1"), port);
  if (!socket.waitForConnected(5000)) return {};
  socket.write(method + ' ' + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: " +
               QByteArray::number(body.size()) + "\r\n\r\n" + body);
  QByteArray answer;
  while (socket.state() == QAbstractSocket::ConnectedState && socket.waitForReadyRead(20000))
    answer += socket.readAll();
  return answer + socket.readAll();
}

// A gateway whose keys the fixture has too, so that its terminal can seal for it.
struct Bench {
  explicit Bench(const QByteArray& conninfo) : process(fixture.folder.path(), conninfo) {
    if (!process.admit(fixture.terminal.certificatePem()) || !process.start()) qFatal("hall-gateway");
  }
  QByteArray post(const test::Wish& wish) {
    const QByteArray body = QCborValue(QCborArray{wish.batchItem()}).toCbor();
    const QByteArray answer = exchange(process.port(), "POST", "/v1/batches", body);
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
  }
  test::GatewayFixture fixture;
  test::GatewayProcess process;
};

}  // namespace

void TestGatewayServer::keepsWhatItReceived() {
  Bench bench(conninfoOfTest());
  const auto wish = bench.fixture.wish(1);
  const QByteArray answer = bench.post(wish);
  QVERIFY2(answer.contains("\"received\""), answer.constData());
  QVERIFY(exchange(bench.process.port(), "GET", "/readyz", {}).contains(" 200 "));
  QVERIFY(exchange(bench.process.port(), "GET", "/metrics", {}).contains("hall_connections 1"));
  bench.process.kill();
  QVERIFY(bench.process.start());
  QCOMPARE(bench.post(wish), answer);
  const auto listed = bench.process.list();
  QCOMPARE(listed.size(), 1);
  QCOMPARE(listed[0][QLatin1String("submission_id")].toString().toLatin1(), wish.announcement.submissionId);
  QVERIFY(bench.process.open(wish.announcement.submissionId).contains(QStringLiteral("header")));
  QCOMPARE(bench.process.stop(), 0);
}

void TestGatewayServer::goesOnAfterItsDatabase() {
  Bench bench(test::postgres().makeDatabase());
  const auto wish = bench.fixture.wish(1);
  const QByteArray answer = bench.post(wish);
  test::postgres().stop();
  QVERIFY(exchange(bench.process.port(), "GET", "/readyz", {}).contains(" 503 "));
  QVERIFY(bench.post(wish).contains("unavailable"));
  test::postgres().start();
  QCOMPARE(bench.post(wish), answer);
}

void TestGatewayServer::refusesAPassword() {
  QTemporaryDir folder;
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(QStringLiteral(HALL_GATEWAY),
                {QStringLiteral("list"), QStringLiteral("--data"), folder.path(), QStringLiteral("--database"),
                 QStringLiteral("postgres://hall:hunter2@localhost/hall")});
  QVERIFY(process.waitForFinished(20000));
  const QByteArray said = process.readAll();
  QCOMPARE(process.exitCode(), 1);
  QVERIFY2(said.contains("sql.password"), said.constData());
  QVERIFY(!said.contains("hunter2"));
}

QTEST_GUILESS_MAIN(TestGatewayServer)
#include "tst_gateway_server.moc"

// Whatever is poured over a gateway, a good terminal's submission goes through meanwhile, and the gateway's memory
// stays within bounds: an army that dribbles headers, one that dribbles handshakes, bodies of a hundred megabytes,
// lines between chunks that never end.
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QSslSocket>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/model/submission.h"
#include "sync/seal/cms.h"
#include "sync/seal/terminal_key.h"
#include "tests/support/gateway_process.h"

using namespace hall;
using test::GatewayProcess;

namespace {

constexpr int kArmy = 300;
constexpr qint64 kMebibyte = 1024LL * 1024;
constexpr qint64 kFlood = 100 * kMebibyte;
// What an army or a flood may add to the gateway's resident memory; a single flood that is kept would be beyond it.
constexpr qint64 kMayGrow = 48 * kMebibyte;

QByteArray json(const QJsonObject& object) {
  return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

// A terminal with a line of its own.
struct Terminal {
  Terminal(GatewayProcess& gateway, const QString& data)
      : key(seal::TerminalKey::openOrCreate(data + QStringLiteral("/keys"), clock).value()),
        platform(gateway.certificates()) {
    engine::HttpOptions options;
    options.baseUrl = gateway.url();
    options.keys = data + QStringLiteral("/keys");
    line = engine::HttpTransport::create(options).value();
  }
  // Status of the commit; negative: the line broke.
  int handOver() {
    const QByteArray id = mintIdentifier(clock);
    const QByteArray caseId = mintIdentifier(clock);
    const QJsonObject header{{QStringLiteral("protocol"), 1},
                             {QStringLiteral("submission_id"), QString::fromLatin1(id)},
                             {QStringLiteral("case_id"), QString::fromLatin1(caseId)},
                             {QStringLiteral("terminal_id"), QString::fromLatin1(key.terminalId())},
                             {QStringLiteral("terminal_seq"), ++seq},
                             {QStringLiteral("attachments"), QJsonArray()}};
    const QByteArray envelope =
        seal::sealEnvelope(json({{QStringLiteral("header"), header}}), key.pair(), {platform.encryption()}).value();
    const QString part = QString::fromLatin1(model::contentDigest(envelope));
    const QString digest = QString::fromLatin1(model::submissionDigest(envelope, {}));
    const QByteArray announcement =
        json({{QStringLiteral("case_id"), QString::fromLatin1(caseId)},
              {QStringLiteral("terminal_id"), QString::fromLatin1(key.terminalId())},
              {QStringLiteral("terminal_seq"), seq},
              {QStringLiteral("digest"), digest},
              {QStringLiteral("parts"),
               QJsonArray{QJsonObject{{QStringLiteral("digest"), part}, {QStringLiteral("size"), envelope.size()}}}}});
    const QByteArray path = "/v1/submissions/" + id;
    (void)put(path + "/announcement", announcement, "application/json");
    (void)put(path + "/parts/" + part.toLatin1(), envelope, "application/octet-stream");
    return put(path, json({{QStringLiteral("digest"), digest}}), "application/json");
  }
  int put(const QByteArray& path, const QByteArray& body, const QByteArray& type) {
    const auto answer = line->send({"PUT", path, body, type}, {});
    return answer ? answer->status : -1;
  }

  const SystemClock clock;
  seal::TerminalKey key;
  seal::PlatformCertificates platform;
  std::unique_ptr<engine::HttpTransport> line;
  int seq = 0;
};

qint64 memoryOf(const GatewayProcess& gateway, const QByteArray& field) {
  QFile status(QStringLiteral("/proc/%1/status").arg(gateway.processId()));
  if (!status.open(QIODevice::ReadOnly)) return -1;
  for (const QByteArray& line : status.readAll().split('\n')) {
    if (line.startsWith(field)) return line.mid(field.size()).trimmed().split(' ').first().toLongLong() * 1024;
  }
  return -1;
}

qint64 residentBytes(const GatewayProcess& gateway) {
  return memoryOf(gateway, "VmRSS:");
}

// The most that was ever resident: what was given back since counts as well.
qint64 mostBytes(const GatewayProcess& gateway) {
  return memoryOf(gateway, "VmHWM:");
}

quint16 portOf(const GatewayProcess& gateway) {
  return gateway.port();
}

// Sends as much as the other side takes, at most `kFlood`; gives what came back.
QByteArray flood(QTcpSocket& socket, const QByteArray& head, const QByteArray& block) {
  socket.write(head);
  for (qint64 sent = 0; sent < kFlood && socket.state() == QAbstractSocket::ConnectedState; sent += block.size()) {
    socket.write(block);
    while (socket.bytesToWrite() > 262144 && socket.waitForBytesWritten(2000)) {
    }
    if (socket.bytesToWrite() > 1048576) break;  // nobody takes it any more
  }
  QByteArray answer;
  while (socket.waitForReadyRead(500)) answer += socket.readAll();
  return answer + socket.readAll();
}

QByteArray someBytes() {
  return QByteArray(65536, 'x');
}

QByteArray oneChunk() {
  return "10000\r\n" + someBytes() + "\r\n";
}

}  // namespace

class TestGatewayFloods : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void dribbledHeaders();
  void dribbledHandshakes();
  void hugeBodies_data();
  void hugeBodies();
  void hugeBodiesOverTls();
  void endlessLinesOfChunks_data();
  void endlessLinesOfChunks();

 private:
  void standAgainst(GatewayProcess& gateway, Terminal& terminal, const QByteArray& opening);
  QString enrolled(GatewayProcess& gateway);
  QTemporaryDir m_folder;
  int m_count = 0;
};

void TestGatewayFloods::standAgainst(GatewayProcess& gateway, Terminal& terminal, const QByteArray& opening) {
  QCOMPARE(terminal.handOver(), 200);
  const qint64 before = residentBytes(gateway);
  std::vector<std::unique_ptr<QTcpSocket>> army;
  for (int i = 0; i < kArmy; ++i) {
    army.push_back(std::make_unique<QTcpSocket>());
    army.back()->connectToHost(QStringLiteral("127.0.0.1"), portOf(gateway));
    QVERIFY(army.back()->waitForConnected(5000));
    army.back()->write(opening);
    army.back()->flush();
  }
  for (int round = 0; round < 10; ++round) {
    for (const auto& socket : army) {
      socket->write("x");
      socket->flush();
    }
    QCOMPARE(terminal.handOver(), 200);
  }
  QVERIFY(residentBytes(gateway) - before < kMayGrow);
  qInfo("grew by %lld bytes under %d sockets", residentBytes(gateway) - before, kArmy);
}

QString TestGatewayFloods::enrolled(GatewayProcess& gateway) {
  const QString data = m_folder.filePath(QStringLiteral("machine-%1").arg(++m_count));
  const QByteArray told = gateway.told({QStringLiteral("enrol-code"), QStringLiteral("--name"), QStringLiteral("x")});
  const QList<QByteArray> lines = told.split('\n');
  QProcess process;
  process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
  process.start(QStringLiteral(HALL_ENROL), {QStringLiteral("enrol"), QStringLiteral("--gateway"),
                                             QString::fromLatin1(gateway.url()), QStringLiteral("--data"), data});
  process.write(lines.value(0).mid(4).trimmed() + '\n' + lines.value(1).mid(11).trimmed() + '\n');
  process.closeWriteChannel();
  process.waitForFinished(60000);
  if (process.exitCode() != 0) qFatal("hall-enrol");
  return data;
}

void TestGatewayFloods::dribbledHeaders() {
  GatewayProcess gateway(m_folder.filePath(QStringLiteral("plain")));
  QVERIFY(gateway.start());
  Terminal terminal(gateway, m_folder.filePath(QStringLiteral("local")));
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  standAgainst(gateway, terminal, "GET /healthz HTTP/1.1\r\nX-Slow: ");
}

void TestGatewayFloods::dribbledHandshakes() {
  GatewayProcess gateway(m_folder.filePath(QStringLiteral("tls")), QByteArray(), GatewayProcess::Line::Tls);
  QVERIFY(gateway.start());
  Terminal terminal(gateway, enrolled(gateway));
  // The beginning of a handshake that promises more than ever comes.
  standAgainst(gateway, terminal, QByteArray::fromHex("16030102000100") + "\x01");
}

void TestGatewayFloods::hugeBodies_data() {
  QTest::addColumn<bool>("chunked");
  QTest::newRow("with their length") << false;
  QTest::newRow("in chunks") << true;
}

void TestGatewayFloods::hugeBodies() {
  QFETCH(bool, chunked);
  GatewayProcess gateway(m_folder.filePath(QStringLiteral("huge-%1").arg(++m_count)));
  QVERIFY(gateway.start());
  Terminal terminal(gateway, m_folder.filePath(QStringLiteral("local-%1").arg(m_count)));
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  QCOMPARE(terminal.handOver(), 200);
  const qint64 before = residentBytes(gateway);
  const QByteArray length =
      chunked ? QByteArray("Transfer-Encoding: chunked") : "Content-Length: " + QByteArray::number(kFlood);
  for (int i = 0; i < 3; ++i) {
    QTcpSocket socket;
    socket.connectToHost(QStringLiteral("127.0.0.1"), portOf(gateway));
    QVERIFY(socket.waitForConnected(5000));
    const QByteArray answer = flood(socket,
                                    "PUT /v1/submissions/" + mintIdentifier(terminal.clock) +
                                        "/announcement HTTP/1.1\r\nHost: x\r\n" + length + "\r\n\r\n",
                                    chunked ? oneChunk() : someBytes());
    QVERIFY2(answer.isEmpty() || answer.startsWith("HTTP/1.1 413"), answer.left(100).constData());
    QCOMPARE(terminal.handOver(), 200);
  }
  QVERIFY(residentBytes(gateway) - before < kMayGrow);
  qInfo("grew by %lld bytes", residentBytes(gateway) - before);
}

void TestGatewayFloods::hugeBodiesOverTls() {
  GatewayProcess gateway(m_folder.filePath(QStringLiteral("huge-tls")), QByteArray(), GatewayProcess::Line::Tls);
  QVERIFY(gateway.start());
  const QString data = enrolled(gateway);
  Terminal terminal(gateway, data);
  QCOMPARE(terminal.handOver(), 200);
  const qint64 before = residentBytes(gateway);
  for (int i = 0; i < 2; ++i) {
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), portOf(gateway));
    QVERIFY(socket.waitForEncrypted(5000));
    // The one route with a body that takes strangers.
    const QByteArray answer =
        flood(socket, "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", oneChunk());
    QVERIFY2(answer.isEmpty() || answer.startsWith("HTTP/1.1 413"), answer.left(100).constData());
    QCOMPARE(terminal.handOver(), 200);
  }
  QVERIFY(residentBytes(gateway) - before < kMayGrow);
  qInfo("grew by %lld bytes", residentBytes(gateway) - before);
}

void TestGatewayFloods::endlessLinesOfChunks_data() {
  QTest::addColumn<QByteArray>("opening");
  QTest::newRow("an extension") << QByteArray("1;");
  QTest::newRow("the second extension") << QByteArray("1\r\n{\r\n1;");
  QTest::newRow("a trailer") << QByteArray("0\r\nX-Endless: ");
}

// What stands around the chunks is no body and no header, and a stranger may send it as well.
void TestGatewayFloods::endlessLinesOfChunks() {
  QFETCH(QByteArray, opening);
  GatewayProcess gateway(m_folder.filePath(QStringLiteral("endless-%1").arg(++m_count)), QByteArray(),
                         GatewayProcess::Line::Tls);
  QVERIFY(gateway.start());
  Terminal terminal(gateway, enrolled(gateway));
  QCOMPARE(terminal.handOver(), 200);
  const qint64 before = mostBytes(gateway);
  QSslSocket socket;
  socket.setPeerVerifyMode(QSslSocket::VerifyNone);
  socket.connectToHostEncrypted(QStringLiteral("127.0.0.1"), portOf(gateway));
  QVERIFY(socket.waitForEncrypted(5000));
  const QByteArray answer = flood(
      socket, "POST /v1/enrolments HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" + opening, someBytes());
  QVERIFY2(answer.isEmpty() || answer.startsWith("HTTP/1.1 400"), answer.left(100).constData());
  QVERIFY(mostBytes(gateway) - before < kMayGrow);
  qInfo("grew by %lld bytes", mostBytes(gateway) - before);
  QCOMPARE(terminal.handOver(), 200);
}

QTEST_GUILESS_MAIN(TestGatewayFloods)
#include "tst_gateway_floods.moc"

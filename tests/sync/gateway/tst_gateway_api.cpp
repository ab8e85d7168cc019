// The gateway's promises on values and on sockets: one receipt for one id, nothing taken that is not what it claims,
// limits kept, and nothing answered that openapi.yaml does not declare.
#include <QProcess>
#include <QTcpSocket>
#include <QtTest>
#include <set>
#include <thread>

#include "sync/gateway/http_server.h"
#include "sync/gateway/limits.h"
#include "tests/support/broken_disk.h"
#include "tests/sync/gateway/gateway_fixture.h"

using namespace hall;
using test::GatewayFixture;
using test::problemOf;

class TestGatewayApi : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void givesTheSameReceiptAlways();
  void givesOneReceiptToManyAtOnce();
  void signsWhatItReceived();
  void listsMissingParts();
  void refusesAnotherDigest();
  void refusesAUsedNumber();
  void refusesStrangers();
  void refusesWhatIsNotSignedByTheTerminal();
  void refusesAHeaderThatContradicts();
  void refusesPartsThatDiffer();
  void refusesOtherShapes_data();
  void refusesOtherShapes();
  void refusesOtherMethods();
  void saysUnavailableOnAFullDisk();
  void keepsLimitsOnTheSocket_data();
  void keepsLimitsOnTheSocket();
  void refusesPartsBeforeTheirBody_data();
  void refusesPartsBeforeTheirBody();
  void closesConnectionsBeyondTheCap();
  void boundsWhatIsNeverCommitted();
  void dropsWhatIsNeverCommitted();
  void answersNothingUndeclared();
};

void TestGatewayApi::givesTheSameReceiptAlways() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  QCOMPARE(fixture.ask("GET", wish.path()).status, 404);
  QCOMPARE(problemOf(fixture.ask("GET", wish.path())), QByteArray("unknown-submission"));
  QCOMPARE(problemOf(fixture.commit(wish)), QByteArray("unknown-submission"));
  const auto first = fixture.handOver(wish);
  QCOMPARE(first.status, 200);
  fixture.clock.advance(std::chrono::hours(30));
  QCOMPARE(fixture.commit(wish).body, first.body);
  QCOMPARE(fixture.handOver(wish).body, first.body);
  fixture.restart();
  QCOMPARE(fixture.commit(wish).body, first.body);
  QCOMPARE(fixture.ask("GET", wish.path()).body, first.body);
  QCOMPARE(fixture.storage->list()->size(), 1);
}

void TestGatewayApi::givesOneReceiptToManyAtOnce() {
  GatewayFixture fixture;
  QList<test::Wish> wishes;
  for (int i = 1; i <= 20; ++i) {
    wishes.append(fixture.wish(i));
    (void)fixture.announce(wishes.last());
    for (int part = 0; part < 2; ++part) (void)fixture.addPart(wishes.last(), part);
  }
  std::mutex mutex;
  std::vector<std::set<QByteArray>> answers(20);
  std::vector<std::jthread> threads;
  std::atomic<int> outstanding{4 * 20};
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (size_t i = 0; i < 20; ++i) {
        const auto& wish = wishes.at(static_cast<qsizetype>(i));
        fixture.api->handle({"PUT", wish.path(), wish.commitJson()}, [&, i](const gateway::Response& response) {
          const std::lock_guard lock(mutex);
          answers[i].insert(response.body);
          --outstanding;
        });
      }
    });
  }
  threads.clear();
  QTRY_COMPARE(outstanding.load(), 0);
  QSet<QByteArray> numbers;
  for (const auto& bodies : answers) QCOMPARE(bodies.size(), size_t{1});
  const auto records = fixture.storage->list().value();
  for (const auto& record : records) numbers.insert(record.acceptanceNo);
  QCOMPARE(numbers.size(), 20);
}

void TestGatewayApi::signsWhatItReceived() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  const auto body = QJsonDocument::fromJson(fixture.handOver(wish).body).object();
  const QByteArray message = QByteArray::fromBase64(body[QLatin1String("receipt")].toString().toLatin1());
  const auto content = seal::verifyAttached(message, fixture.keys.signing().certificate());
  QVERIFY(content);
  const auto receipt = model::receiptFromJson(QJsonDocument::fromJson(*content).object());
  QVERIFY(receipt);
  QCOMPARE(receipt->submissionId, wish.announcement.submissionId);
  QCOMPARE(receipt->digest, wish.announcement.digest);
  QCOMPARE(receipt->acceptanceNo, QByteArray("20261102-000001"));
  QCOMPARE(receipt->receivedAt, fixture.clock.now());
  fixture.clock.advance(std::chrono::hours(24));
  (void)fixture.handOver(fixture.wish(2));
  (void)fixture.handOver(fixture.wish(3));
  QCOMPARE(fixture.storage->list()->last().acceptanceNo, QByteArray("20261103-000002"));
}

void TestGatewayApi::listsMissingParts() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  const auto missing = [](const gateway::Response& response) {
    return QJsonDocument::fromJson(response.body).object()[QLatin1String("missing")].toArray().size();
  };
  QCOMPARE(missing(fixture.announce(wish)), 2);
  QCOMPARE(fixture.addPart(wish, 1).status, 204);
  QCOMPARE(fixture.addPart(wish, 1).status, 204);
  const auto early = fixture.commit(wish);
  QCOMPARE(early.status, 202);
  QCOMPARE(missing(early), 1);
  QCOMPARE(missing(fixture.ask("GET", wish.path())), 1);
  fixture.restart();
  QCOMPARE(missing(fixture.announce(wish)), 1);
  QCOMPARE(fixture.addPart(wish, 0).status, 204);
  QCOMPARE(fixture.commit(wish).status, 200);
}

void TestGatewayApi::refusesAnotherDigest() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  const auto receipt = fixture.handOver(wish);
  auto other = wish;
  other.announcement.digest = model::contentDigest("other");
  QCOMPARE(fixture.announce(other).status, 409);
  QCOMPARE(problemOf(fixture.commit(other)), QByteArray("digest-conflict"));
  QCOMPARE(fixture.commit(wish).body, receipt.body);
}

void TestGatewayApi::refusesAUsedNumber() {
  GatewayFixture fixture;
  QCOMPARE(fixture.handOver(fixture.wish(1)).status, 200);
  const auto cloned = fixture.handOver(fixture.wish(1));
  QCOMPARE(cloned.status, 409);
  QCOMPARE(problemOf(cloned), QByteArray("sequence-conflict"));
  QCOMPARE(fixture.handOver(fixture.wish(2)).status, 200);
}

void TestGatewayApi::refusesStrangers() {
  GatewayFixture fixture;
  auto wish = fixture.wish(1);
  wish.announcement.terminalId = mintIdentifier(fixture.clock);
  const auto refused = fixture.announce(wish);
  QCOMPARE(refused.status, 403);
  QCOMPARE(problemOf(refused), QByteArray("not-admitted"));
}

void TestGatewayApi::refusesWhatIsNotSignedByTheTerminal() {
  GatewayFixture fixture;
  const auto stranger =
      seal::TerminalKey::openOrCreate(fixture.folder.path() + QStringLiteral("/stranger"), fixture.clock).value();
  QCOMPARE(problemOf(fixture.handOver(fixture.wish(1, &stranger))), QByteArray("envelope-refused"));
  auto garbage = fixture.wish(2);
  garbage.bytes[0] = QByteArray(500, 'g');
  garbage.announcement.parts[0] = {model::contentDigest(garbage.bytes[0]), garbage.bytes[0].size()};
  garbage.announcement.digest = model::submissionDigest(garbage.bytes[0], garbage.announcement.parts.mid(1));
  QCOMPARE(problemOf(fixture.handOver(garbage)), QByteArray("envelope-refused"));
}

void TestGatewayApi::refusesAHeaderThatContradicts() {
  GatewayFixture fixture;
  const auto sent = [&fixture](const std::function<void(gateway::Announcement&)>& change) {
    static qint64 seq = 0;
    auto wish = fixture.wish(++seq);
    change(wish.announcement);
    return problemOf(fixture.handOver(wish));
  };
  using A = gateway::Announcement;
  QCOMPARE(sent([&](A& a) { a.submissionId = mintIdentifier(fixture.clock); }), QByteArray("header-differs"));
  QCOMPARE(sent([&](A& a) { a.caseId = mintIdentifier(fixture.clock); }), QByteArray("header-differs"));
  QCOMPARE(sent([](A& a) { a.terminalSeq += 1000; }), QByteArray("header-differs"));
  QCOMPARE(sent([](A& a) { a.digest = model::contentDigest("other"); }), QByteArray("header-differs"));
}

void TestGatewayApi::refusesPartsThatDiffer() {
  GatewayFixture fixture;
  auto wish = fixture.wish(1);
  QCOMPARE(problemOf(fixture.addPart(wish, 0)), QByteArray("unknown-submission"));
  (void)fixture.announce(wish);
  auto changed = wish;
  changed.bytes[0][10] = static_cast<char>(changed.bytes[0][10] ^ 1);
  QCOMPARE(problemOf(fixture.addPart(changed, 0)), QByteArray("part-differs"));
  changed.bytes[0].chop(1);
  QCOMPARE(fixture.addPart(changed, 0).status, 400);
  const auto unknown = fixture.ask("PUT", wish.path("/parts/" + model::contentDigest("other")), "other");
  QCOMPARE(problemOf(unknown), QByteArray("unknown-part"));
}

void TestGatewayApi::refusesOtherShapes_data() {
  QTest::addColumn<QByteArray>("target");
  QTest::addColumn<QByteArray>("body");
  QTest::addColumn<int>("status");
  const QByteArray id = "/v1/submissions/01890a5d-ac96-7747-bcce-b302099a8057";
  QTest::newRow("root") << QByteArray("/") << QByteArray() << 404;
  QTest::newRow("empty") << QByteArray() << QByteArray() << 404;
  QTest::newRow("no id") << QByteArray("/v1/submissions/") << QByteArray() << 404;
  QTest::newRow("path as id") << QByteArray("/v1/submissions/..%2f..%2fetc") << QByteArray() << 404;
  QTest::newRow("upper case") << id.toUpper() << QByteArray() << 404;
  QTest::newRow("query") << id + "?x=1" << QByteArray() << 404;
  QTest::newRow("digest") << id + "/parts/sha-256:12" << QByteArray() << 404;
  QTest::newRow("deeper") << id + "/parts/x/y" << QByteArray() << 404;
  QTest::newRow("not JSON") << id + "/announcement" << QByteArray("{") << 400;
  QTest::newRow("empty JSON") << id + "/announcement" << QByteArray("{}") << 400;
  QTest::newRow("a list") << id + "/announcement" << QByteArray("[]") << 400;
  QTest::newRow("deep JSON") << id + "/announcement" << QByteArray(60000, '[') << 400;
  QTest::newRow("commit without digest") << id << QByteArray("{}") << 400;
  QTest::newRow("commit with a number") << id << QByteArray(R"({"digest":5})") << 400;
}

void TestGatewayApi::refusesOtherShapes() {
  QFETCH(QByteArray, target);
  QFETCH(QByteArray, body);
  QFETCH(int, status);
  GatewayFixture fixture;
  QCOMPARE(fixture.ask("PUT", target, body).status, status);
}

void TestGatewayApi::refusesOtherMethods() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  QCOMPARE(fixture.ask("DELETE", wish.path()).allow, QByteArray("GET, PUT"));
  QCOMPARE(fixture.ask("GET", wish.path("/announcement")).status, 405);
  QCOMPARE(fixture.ask("PUT", "/healthz").status, 405);
  QCOMPARE(fixture.ask("ET", wish.path()).status, 405);
  QCOMPARE(fixture.ask("GET", "/healthz").status, 200);
}

void TestGatewayApi::saysUnavailableOnAFullDisk() {
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  (void)fixture.announce(wish);
  (void)fixture.addPart(wish, 0);
  (void)fixture.addPart(wish, 1);
  test::broken_disk::breakDisk(fixture.folder.path().toStdString(), test::broken_disk::Misfortune::Full);
  const auto refused = fixture.commit(wish);
  test::broken_disk::mend();
  QCOMPARE(refused.status, 503);
  QVERIFY(refused.retryAfterSeconds > 0);
  QCOMPARE(fixture.commit(wish).status, 200);
}

namespace {

// A server on a port of its own, for as long as this lives.
struct Served {
  explicit Served(GatewayFixture& gatewayFixture) : fixture(gatewayFixture) {
    thread = std::jthread([this] {
      server->run([this](const gateway::Request& request,
                         const gateway::HttpServer::Reply& reply) { fixture.api->handle(request, reply); },
                  [this](const gateway::RequestHead& head) { return fixture.api->prospect(head); });
    });
  }
  ~Served() {
    server->stop();
    thread.join();
    fixture.api.reset();
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;
  [[nodiscard]] bool connects(QTcpSocket& socket) const {
    socket.connectToHost(QStringLiteral("127.0.0.1"), server->port());
    return socket.waitForConnected(5000);
  }

  GatewayFixture& fixture;
  std::unique_ptr<gateway::HttpServer> server = std::move(*gateway::HttpServer::listen({}, fixture.clock));
  std::jthread thread;
};

QByteArray overSocket(GatewayFixture& fixture, const QByteArray& bytes) {
  const Served served(fixture);
  QTcpSocket socket;
  if (!served.connects(socket)) return {};
  socket.write(bytes);
  QByteArray answer;
  while (!answer.contains("}") && socket.waitForReadyRead(5000)) answer += socket.readAll();
  socket.abort();
  return answer;
}

QByteArray putHead(const QByteArray& target, qint64 length) {
  return "PUT " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + QByteArray::number(length) + "\r\n\r\n";
}

}  // namespace

void TestGatewayApi::keepsLimitsOnTheSocket_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<int>("status");
  const QByteArray id = "/v1/submissions/01890a5d-ac96-7747-bcce-b302099a8057";
  QTest::newRow("JSON too large") << putHead(id, gateway::kMaximumJsonBytes + 1) << 413;
  QTest::newRow("part too large") << putHead(id + "/parts/sha-256:" + QByteArray(64, '0'),
                                             gateway::kMaximumPartBytes + 1)
                                  << 413;
  QTest::newRow("length beyond numbers") << putHead(id, 0).replace(": 0", ": 99999999999999999999999") << 400;
  QTest::newRow("chunks without end") << "PUT " + id + " HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n" +
                                             ("8000\r\n" + QByteArray(0x8000, 'x') + "\r\n").repeated(3)
                                      << 413;
  QTest::newRow("headers") << "GET /healthz HTTP/1.1\r\nX: " + QByteArray(9000, 'x') + "\r\n\r\n" << 431;
  QTest::newRow("garbage") << QByteArray("\x16\x03\x01\x02\r\n\r\n") << 400;
  QTest::newRow("fine") << QByteArray("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n") << 200;
}

void TestGatewayApi::keepsLimitsOnTheSocket() {
  QFETCH(QByteArray, bytes);
  QFETCH(int, status);
  GatewayFixture fixture;
  const QByteArray answer = overSocket(fixture, bytes);
  QCOMPARE(answer.mid(9, 3).toInt(), status);
  const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
  const QByteArray type = status == 200 ? "application/json" : "application/problem+json";
  QVERIFY(answer.contains("Content-Type: " + type));
  const QList<QByteArray> words = bytes.left(200).split(' ');
  if (words.size() > 2) GatewayFixture::note(words[0], words[1], status, type, body);
}

void TestGatewayApi::refusesPartsBeforeTheirBody_data() {
  QTest::addColumn<bool>("announced");
  QTest::addColumn<bool>("known");
  QTest::addColumn<qint64>("more");
  QTest::addColumn<QByteArray>("problem");
  QTest::newRow("not announced") << false << true << qint64{0} << QByteArray("unknown-submission");
  QTest::newRow("not one of its parts") << true << false << qint64{0} << QByteArray("unknown-part");
  QTest::newRow("longer") << true << true << qint64{1} << QByteArray("too-large");
  QTest::newRow("shorter") << true << true << qint64{-1} << QByteArray("part-differs");
}

// Only the head is sent: an answer can only come if nobody waits for the body.
void TestGatewayApi::refusesPartsBeforeTheirBody() {
  QFETCH(bool, announced);
  QFETCH(bool, known);
  QFETCH(qint64, more);
  QFETCH(QByteArray, problem);
  GatewayFixture fixture;
  const auto wish = fixture.wish(1);
  if (announced) QCOMPARE(fixture.announce(wish).status, 200);
  const auto& part = wish.announcement.parts[1];
  const QByteArray path = wish.path("/parts/" + (known ? part.digest : model::contentDigest("other")));
  const QByteArray answer = overSocket(fixture, putHead(path, part.size + more));
  const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
  QCOMPARE(problemOf({.status = 0, .contentType = {}, .body = body, .allow = {}}), problem);
  QVERIFY(answer.contains("Connection: close"));
  GatewayFixture::note("PUT", path, answer.mid(9, 3).toInt(), "application/problem+json", body);
}

// Those who are silent give way, the longest first, so that they keep nobody else out.
void TestGatewayApi::closesConnectionsBeyondTheCap() {
  constexpr int kBeyond = 20;
  GatewayFixture fixture;
  const Served served(fixture);
  std::vector<std::unique_ptr<QTcpSocket>> sockets;
  for (int i = 0; i < gateway::kMaximumConnectionsPerAddress + kBeyond; ++i) {
    sockets.push_back(std::make_unique<QTcpSocket>());
    QVERIFY(served.connects(*sockets.back()));
  }
  sockets.back()->write("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
  QVERIFY(sockets.back()->waitForReadyRead(5000));
  for (int i = 0; i < kBeyond; ++i) {
    QTcpSocket& first = *sockets[static_cast<size_t>(i)];
    QVERIFY(first.state() == QAbstractSocket::UnconnectedState || first.waitForDisconnected(5000));
  }
  QCOMPARE(served.server->connections(), gateway::kMaximumConnectionsPerAddress);
  QCOMPARE(sockets[kBeyond]->state(), QAbstractSocket::ConnectedState);
}

void TestGatewayApi::boundsWhatIsNeverCommitted() {
  GatewayFixture fixture;
  auto large = fixture.wish(1);
  for (int i = 0; i < 60; ++i) {
    large.announcement.parts.append({model::contentDigest(QByteArray::number(i)), gateway::kMaximumPartBytes});
  }
  QCOMPARE(fixture.announce(large).status, 200);
  QCOMPARE(fixture.announce(large).status, 200);  // again, not another
  auto larger = large;
  larger.announcement.submissionId = mintIdentifier(fixture.clock);
  larger.announcement.parts.append(larger.announcement.parts.last());
  larger.announcement.parts.append(larger.announcement.parts.last());
  const auto first = fixture.announce(larger);  // 60 and 62 times 17 MiB: beyond 2 GiB
  QCOMPARE(first.status, 429);
  QCOMPARE(problemOf(first), QByteArray("too-many-requests"));
  QVERIFY(first.retryAfterSeconds > 0);
  QCOMPARE(fixture.handOver(fixture.wish(2)).status, 200);  // there is room for a small one
}

void TestGatewayApi::dropsWhatIsNeverCommitted() {
  GatewayFixture fixture;
  const auto received = fixture.wish(1);
  const auto receipt = fixture.handOver(received).body;
  const auto left = fixture.wish(2);
  const auto renewed = fixture.wish(3);
  for (const auto& wish : {left, renewed}) {
    (void)fixture.announce(wish);
    QCOMPARE(fixture.addPart(wish, 0).status, 204);
  }
  fixture.clock.advance(std::chrono::hours(24 * 6));
  QCOMPARE(fixture.announce(renewed).status, 200);
  QCOMPARE(fixture.ask("GET", left.path()).status, 200);
  fixture.clock.advance(std::chrono::hours(24 + 1));
  (void)fixture.ask("GET", "/healthz");  // any request makes the gateway look
  QTRY_COMPARE(fixture.ask("GET", left.path()).status, 404);
  QCOMPARE(fixture.storage->part(left.announcement.submissionId, left.announcement.parts[0].digest).error().kind,
           Failure::NotFound);
  QCOMPARE(fixture.ask("GET", renewed.path()).status, 200);
  QCOMPARE(fixture.commit(received).body, receipt);
  // The terminal comes back: its commit is unknown, so it announces again.
  QCOMPARE(problemOf(fixture.commit(left)), QByteArray("unknown-submission"));
  QCOMPARE(fixture.handOver(left).status, 200);
  // At start as well.
  fixture.clock.step(std::chrono::hours(24 * 8));
  fixture.restart();
  QTRY_COMPARE(fixture.ask("GET", renewed.path()).status, 404);
  QCOMPARE(fixture.commit(received).body, receipt);
}

void TestGatewayApi::answersNothingUndeclared() {
  QTemporaryDir folder;
  QFile file(folder.path() + QStringLiteral("/exercised.json"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QJsonDocument(GatewayFixture::exercised).toJson());
  file.close();
  QProcess check;
  check.setProcessChannelMode(QProcess::MergedChannels);
  check.start(QStringLiteral("/usr/bin/python3"),
              {QStringLiteral(HALL_CHECK_OPENAPI), QStringLiteral(HALL_OPENAPI), file.fileName()});
  QVERIFY(check.waitForFinished(30000));
  const QByteArray said = check.readAll();
  QVERIFY2(check.exitCode() == 0, said.constData());
  qInfo("%s", said.trimmed().constData());
}

QTEST_GUILESS_MAIN(TestGatewayApi)
#include "tst_gateway_api.moc"

// Engine, HTTP and a real gateway process: what was sealed arrives once, also when the gateway is killed in between.
#include <QTcpServer>

#include "sync/engine/http_transport.h"
#include "tests/support/gateway_process.h"
#include "tests/sync/engine/engine_fixture.h"

using namespace hall;
using model::SubmissionState;

class TestSendToGateway : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void arrivesOnceThroughRestarts();
  void isNotDisturbedByALook();
  void isHeldWhenTheTerminalIsNotAdmitted();
  void drainsABacklogThroughAKill();
  void comparesInventories();
  void comesBackFromALineThatHangs();
};

namespace {
struct Terminal {
  explicit Terminal(test::GatewayProcess& gateway) : certificates(gateway.certificates()) {}
  Result<void> open(const QByteArray& url) {
    auto opened = outbox::Outbox::open(folder.path() + QStringLiteral("/outbox"), key, certificates, clock, log,
                                       {.minimumFreeBytes = 0});
    if (!opened) return failure(opened.error());
    box = std::move(*opened);
    transport = engine::HttpTransport::create({.baseUrl = url, .total = std::chrono::seconds(5)}).value();
    return {};
  }
  void start() {
    engine = std::make_unique<engine::SendingEngine>(*box, *transport, clock, log, engine::SendingEngine::Callbacks{});
  }
  [[nodiscard]] outbox::SealRequest request() const {
    return {mintIdentifier(clock),
            "residence-permit",
            "service",
            {{QStringLiteral("words"), QStringLiteral("愿望")}},
            {{QByteArray(200000, 'p'), "image/jpeg"}}};
  }

  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};
  QTemporaryDir folder;
  seal::PlatformCertificates certificates;
  seal::TerminalKey key = seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/key"), clock).value();
  std::unique_ptr<outbox::Outbox> box;
  std::unique_ptr<engine::HttpTransport> transport;
  std::unique_ptr<engine::SendingEngine> engine;
};
}  // namespace

void TestSendToGateway::arrivesOnceThroughRestarts() {
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  QVERIFY(gateway.start());
  Terminal terminal(gateway);
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  QVERIFY(terminal.open(gateway.url()));
  terminal.start();
  QSet<QByteArray> sealed;
  for (int i = 0; i < 12; ++i) {
    sealed.insert(terminal.box->seal(terminal.request())->submissionId);
    terminal.engine->wake();
    if (i == 4) QCOMPARE(gateway.stop(), 0);
    if (i == 8) QVERIFY(gateway.start());
    if (i == 10) {
      gateway.kill();
      QVERIFY(gateway.start());
    }
  }
  QTRY_COMPARE_WITH_TIMEOUT(terminal.box->countsByState()->value(SubmissionState::Received), 12, 30000);
  QSet<QByteArray> arrived;
  QSet<QString> numbers;
  const QJsonArray list = gateway.list();
  for (const QJsonValue& line : list) {
    QCOMPARE(line[QLatin1String("state")].toString(), QStringLiteral("received"));
    arrived.insert(line[QLatin1String("submission_id")].toString().toLatin1());
    numbers.insert(line[QLatin1String("acceptance_no")].toString());
  }
  QCOMPARE(list.size(), 12);
  QCOMPARE(arrived, sealed);
  QCOMPARE(numbers.size(), 12);
  const QJsonObject opened = gateway.open(*sealed.begin());
  QCOMPARE(opened[QLatin1String("content")][QLatin1String("words")].toString(), QStringLiteral("愿望"));
  terminal.engine.reset();
  QCOMPARE(gateway.stop(), 0);
}

// Another process that opens and closes the database must not take the log away from the one that serves.
void TestSendToGateway::isNotDisturbedByALook() {
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  QVERIFY(gateway.start());
  Terminal terminal(gateway);
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  QVERIFY(terminal.open(gateway.url()));
  terminal.start();
  for (int i = 1; i <= 3; ++i) {
    QVERIFY(terminal.box->seal(terminal.request()));
    terminal.engine->wake();
    QTRY_COMPARE_WITH_TIMEOUT(terminal.box->countsByState()->value(SubmissionState::Received), i, 10000);
    QCOMPARE(gateway.list().size(), i);
  }
  gateway.kill();
  QCOMPARE(gateway.list().size(), 3);
}

void TestSendToGateway::isHeldWhenTheTerminalIsNotAdmitted() {
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  QVERIFY(gateway.start());
  Terminal terminal(gateway);
  QVERIFY(terminal.open(gateway.url()));
  const auto s = terminal.box->seal(terminal.request()).value();
  terminal.start();
  QTRY_COMPARE_WITH_TIMEOUT(terminal.box->find(s.submissionId)->state, SubmissionState::Held, 10000);
  QCOMPARE(terminal.box->find(s.submissionId)->heldCode, QByteArray("urn:hall:problem:not-admitted"));
}

// Batches, questions and pieces against the real gateway, which is killed in the middle.
void TestSendToGateway::drainsABacklogThroughAKill() {
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  QVERIFY(gateway.start());
  Terminal terminal(gateway);
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  QVERIFY(terminal.open(gateway.url()));
  auto wish = terminal.request();
  wish.attachments = {{QByteArray(3 * 1024 * 1024, 'p'), "image/jpeg"}};
  const auto large = terminal.box->seal(wish).value();
  QSet<QByteArray> sealed{large.submissionId};
  for (int i = 0; i < 150; ++i) {
    wish = terminal.request();
    wish.attachments = {};
    sealed.insert(terminal.box->seal(wish)->submissionId);
  }
  terminal.start();
  QTRY_VERIFY_WITH_TIMEOUT(terminal.box->countsByState()->value(SubmissionState::Received) >= 10, 20000);
  gateway.kill();
  QTest::qWait(200);
  QVERIFY(gateway.start());
  QTRY_COMPARE_WITH_TIMEOUT(terminal.box->countsByState()->value(SubmissionState::Received), 151, 60000);
  QSet<QByteArray> arrived;
  for (const QJsonValue& line : gateway.list())
    arrived.insert(line[QLatin1String("submission_id")].toString().toLatin1());
  QCOMPARE(arrived, sealed);
  QVERIFY(terminal.box->verifyJournal());
}

void TestSendToGateway::comparesInventories() {
  QTemporaryDir data;
  test::GatewayProcess gateway(data.path());
  QVERIFY(gateway.start());
  Terminal terminal(gateway);
  QVERIFY(gateway.admit(terminal.key.certificatePem()));
  QVERIFY(terminal.open(gateway.url()));
  const auto s = terminal.box->seal(terminal.request()).value();
  terminal.start();
  QTRY_COMPARE_WITH_TIMEOUT(terminal.box->find(s.submissionId)->state, SubmissionState::Received, 10000);
  terminal.engine.reset();
  terminal.engine = std::make_unique<engine::SendingEngine>(
      *terminal.box, *terminal.transport, terminal.clock, terminal.log, engine::SendingEngine::Callbacks{},
      engine::SendingEngine::systemDice(), terminal.folder.path() + QStringLiteral("/errands.json"));
  QTRY_COMPARE_WITH_TIMEOUT(terminal.box->find(s.submissionId)->holding, model::Holding::Present, 10000);
}

void TestSendToGateway::comesBackFromALineThatHangs() {
  // Accepts the connection into its backlog and never says a word.
  QTcpServer silent;
  QVERIFY(silent.listen(QHostAddress::LocalHost));
  const auto transport =
      engine::HttpTransport::create({.baseUrl = "http://127.0.0.1:" + QByteArray::number(silent.serverPort()),
                                     .total = std::chrono::milliseconds(300)})
          .value();
  QCOMPARE(transport->send({"GET", "/healthz", {}, {}}, {}).error().kind, Failure::Timeout);
  const auto patient =
      engine::HttpTransport::create({.baseUrl = "http://127.0.0.1:" + QByteArray::number(silent.serverPort())}).value();
  std::stop_source source;
  std::jthread stopper([&source] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    source.request_stop();
  });
  QElapsedTimer timer;
  timer.start();
  QCOMPARE(patient->send({"GET", "/healthz", {}, {}}, source.get_token()).error().kind, Failure::Cancelled);
  QVERIFY(timer.elapsed() < 1000);
  silent.close();
  QCOMPARE(transport->send({"GET", "/healthz", {}, {}}, {}).error().kind, Failure::Disconnected);
}

QTEST_GUILESS_MAIN(TestSendToGateway)
#include "tst_send_to_gateway.moc"

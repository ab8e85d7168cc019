// A hall's gateway below a province's, both as real programs: what a terminal hands in reaches the top exactly once,
// whatever is down meanwhile, and the authority's word and its definitions come back down.
#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/engine/http_transport.h"
#include "sync/engine/refresh.h"
#include "sync/engine/sending_engine.h"
#include "sync/outbox/outbox.h"
#include "tests/support/gateway_process.h"

using namespace hall;
using test::GatewayProcess;
using enum model::SubmissionState;

namespace {

struct Halls {
  Halls() {
    if (!province.start()) qFatal("province");
    if (!QDir(folder.path()).mkpath(QStringLiteral("hall/upstream"))) qFatal("folder");
    QFile file(folder.filePath(QStringLiteral("hall/upstream/platform.pem")));
    if (!file.open(QIODevice::WriteOnly) || file.write(province.certificatesPem()) < 0) qFatal("platform.pem");
    file.close();
    hall.alsoServe({QStringLiteral("--upstream"), QString::fromLatin1(province.url())});
    if (!hall.start() || !hall.admit(key.certificatePem())) qFatal("hall");
    openTerminal();
  }
  void openTerminal() {
    box = outbox::Outbox::open(folder.filePath(QStringLiteral("terminal")), key, hall.certificates(), clock, log,
                               {.minimumFreeBytes = 0})
              .value();
    engine::HttpOptions options;
    options.baseUrl = hall.url();
    line = engine::HttpTransport::create(options).value();
    engine = std::make_unique<engine::SendingEngine>(*box, *line, clock, log, engine::SendingEngine::Callbacks());
  }
  model::Submission handIn(const QByteArray& attachment = {}) {
    outbox::SealRequest request{mintIdentifier(clock),
                                "residence-permit",
                                "service",
                                {{QStringLiteral("words"), QStringLiteral("a wish")}},
                                {}};
    if (!attachment.isEmpty()) request.attachments = {{attachment, "image/jpeg"}};
    const auto submission = box->seal(request).value();
    engine->wake();
    return submission;
  }
  bool allReceivedBelow() const {
    const auto counts = box->countsByState().value();
    return counts.value(Received) == box->all()->size();
  }
  // By submission, as it stands at the top.
  QHash<QByteArray, QJsonObject> atTheTop() {
    QHash<QByteArray, QJsonObject> found;
    int lines = 0;
    const QJsonArray list = province.list();
    for (const QJsonValue& one : list) {
      if (one[QLatin1String("state")].toString() != QLatin1String("received")) continue;
      found.insert(one[QLatin1String("submission_id")].toString().toLatin1(), one.toObject());
      ++lines;
    }
    if (lines != found.size()) qFatal("doubled");
    return found;
  }

  QTemporaryDir folder;
  SystemClock clock;
  Log log{clock, [](const QByteArray&) {}};
  GatewayProcess province{folder.filePath(QStringLiteral("province"))};
  GatewayProcess hall{folder.filePath(QStringLiteral("hall"))};
  seal::TerminalKey key =
      seal::TerminalKey::openOrCreate(folder.filePath(QStringLiteral("terminal/keys")), clock).value();
  std::unique_ptr<outbox::Outbox> box;
  std::unique_ptr<engine::HttpTransport> line;
  std::unique_ptr<engine::SendingEngine> engine;
};

}  // namespace

class TestUpstream : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reachesTheTopAsItWasSealed();
  void waitsForTheLine();
  void survivesItsOwnEnd();
  void theAuthoritysWordComesDown();
  void definitionsComeDown();
};

void TestUpstream::reachesTheTopAsItWasSealed() {
  Halls halls;
  QList<model::Submission> all;
  for (int i = 0; i < 12; ++i) all.append(halls.handIn(i % 3 == 0 ? QByteArray(40'000, 'p') : QByteArray()));
  QTRY_VERIFY_WITH_TIMEOUT(halls.allReceivedBelow(), 30'000);
  QTRY_COMPARE_WITH_TIMEOUT(halls.atTheTop().size(), all.size(), 30'000);
  const auto top = halls.atTheTop();
  for (const model::Submission& submission : all) {
    const QJsonObject one = top.value(submission.submissionId);
    QCOMPARE(one.value(QStringLiteral("digest")).toString().toLatin1(), submission.digest);
    QCOMPARE(one.value(QStringLiteral("terminal_id")).toString().toLatin1(), halls.key.terminalId());
    QCOMPARE(one.value(QStringLiteral("terminal_seq")).toInteger(), submission.terminalSeq);
    // The province opens it too, with its own key.
    const QJsonObject opened = halls.province.open(submission.submissionId);
    QCOMPARE(opened.value(QStringLiteral("content")).toObject().value(QStringLiteral("words")).toString(),
             QStringLiteral("a wish"));
  }
}

void TestUpstream::waitsForTheLine() {
  Halls halls;
  QCOMPARE(halls.province.stop(), 0);
  for (int i = 0; i < 10; ++i) halls.handIn();
  QTRY_VERIFY_WITH_TIMEOUT(halls.allReceivedBelow(), 30'000);  // the hall works on
  QVERIFY(halls.province.start());
  QTRY_COMPARE_WITH_TIMEOUT(halls.atTheTop().size(), qsizetype{10}, 60'000);
}

void TestUpstream::survivesItsOwnEnd() {
  Halls halls;
  for (int i = 0; i < 5; ++i) {
    for (int k = 0; k < 8; ++k) halls.handIn();
    QTest::qWait(150 * i);
    halls.hall.kill();
    QVERIFY(halls.hall.start());
  }
  QTRY_VERIFY_WITH_TIMEOUT(halls.allReceivedBelow(), 60'000);
  QTRY_COMPARE_WITH_TIMEOUT(halls.atTheTop().size(), qsizetype{40}, 60'000);
}

void TestUpstream::theAuthoritysWordComesDown() {
  Halls halls;
  const auto submission = halls.handIn();
  QTRY_COMPARE_WITH_TIMEOUT(halls.atTheTop().size(), qsizetype{1}, 30'000);
  engine::HttpOptions options;
  options.baseUrl = halls.province.url();
  const auto agency = engine::HttpTransport::create(options).value();
  const QByteArray decision = R"({"submission_id":")" + submission.submissionId + R"(","business_status":"accepted"})";
  const auto answer = agency->send({"POST", "/v1/agency/decisions", decision, "application/json"}, {});
  QVERIFY(answer);
  QCOMPARE(answer->status, 200);
  QCOMPARE(halls.hall.stop(), 0);
  QVERIFY(halls.hall.start());  // it asks when it starts, and every minute
  options.baseUrl = halls.hall.url();
  const auto terminal = engine::HttpTransport::create(options).value();
  const QByteArray path = "/v1/terminals/" + halls.key.terminalId() + "/statuses";
  QByteArray statement;
  const auto told = [&] {
    const auto statuses = terminal->send({"GET", path, {}, {}}, {});
    const QJsonArray items =
        statuses ? QJsonDocument::fromJson(statuses->body).object().value(QStringLiteral("items")).toArray()
                 : QJsonArray();
    if (items.isEmpty()) return false;
    statement = QByteArray::fromBase64(items[0][QLatin1String("statement")].toString().toLatin1());
    return true;
  };
  QTRY_VERIFY_WITH_TIMEOUT(told(), 30'000);
  halls.engine.reset();
  QCOMPARE(halls.box->conclude(submission.submissionId, statement).value().state, Accepted);  // signed by the hall
}

void TestUpstream::definitionsComeDown() {
  Halls halls;
  QCOMPARE(halls.province.told({QStringLiteral("publish"), QStringLiteral(HALL_ASSETS "/services")}),
           QByteArray("services 1\n"));
  QCOMPARE(halls.hall.stop(), 0);
  QVERIFY(halls.hall.start());
  engine::HttpOptions options;
  options.baseUrl = halls.hall.url();
  const auto terminal = engine::HttpTransport::create(options).value();
  auto mirrored = mirror::MirroredFolder::open(halls.folder.filePath(QStringLiteral("mirror")), "services",
                                               halls.hall.certificates().signing())
                      .value();
  const auto version = [&] {
    (void)engine::refresh(mirrored, *terminal, {});
    return mirrored.version();
  };
  QTRY_COMPARE_WITH_TIMEOUT(version(), qint64{1}, 30'000);
  QVERIFY(mirrored.current()->files.size() > 1);
}

QTEST_GUILESS_MAIN(TestUpstream)
#include "tst_upstream.moc"

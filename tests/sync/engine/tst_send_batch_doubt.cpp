// Whatever happens to a batch on its way, nobody in it is lost or taken twice: those without an answer of their own are
// in doubt and asked for, the others are settled.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

Q_DECLARE_METATYPE(FakePlatform::Answer)

class TestSendBatchDoubt : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void everybodyArrivesOnce_data();
  void everybodyArrivesOnce();
  void aQuestionMayFailToo_data();
  void aQuestionMayFailToo();
  void whoWasAnsweredDoesNotWait();
};

namespace {
QJsonArray answersOf(const QJsonObject& body) {
  return body.value(QStringLiteral("answers")).toArray();
}
QJsonObject with(const QJsonArray& answers) {
  return {{QStringLiteral("answers"), answers}};
}
FakePlatform::Answer dropsEverySecond() {
  return FakePlatform::retells([](const QJsonObject& body) {
    QJsonArray left;
    for (qsizetype i = 0; i < answersOf(body).size(); i += 2) left.append(answersOf(body)[i]);
    return with(left);
  });
}
FakePlatform::Answer turnsRound() {
  return FakePlatform::retells([](const QJsonObject& body) {
    QJsonArray turned;
    for (const QJsonValue& answer : answersOf(body)) turned.prepend(answer);
    return with(turned);
  });
}
FakePlatform::Answer addsAStranger() {
  return FakePlatform::retells([](const QJsonObject& body) {
    QJsonArray more = answersOf(body);
    more.append(QJsonObject{{QStringLiteral("submission_id"), QStringLiteral("01890a5d-ac96-7747-bcce-b302099a8057")},
                            {QStringLiteral("state"), QStringLiteral("received")},
                            {QStringLiteral("receipt"), QStringLiteral("AAAA")}});
    return with(more);
  });
}
FakePlatform::Answer contradictsItself() {
  return FakePlatform::retells([](const QJsonObject& body) {
    QJsonArray more = answersOf(body);
    QJsonObject other = more.first().toObject();
    other.insert(QStringLiteral("state"), QStringLiteral("refused"));
    other.insert(QStringLiteral("problem"),
                 QJsonObject{{QStringLiteral("type"), QStringLiteral("urn:hall:problem:not-admitted")},
                             {QStringLiteral("status"), 403}});
    more.append(other);
    return with(more);
  });
}
FakePlatform::Answer saysNotNow() {
  return FakePlatform::retells([](const QJsonObject& body) {
    QJsonArray changed = answersOf(body);
    changed[0] = QJsonObject{{QStringLiteral("submission_id"), changed[0].toObject()[QLatin1String("submission_id")]},
                             {QStringLiteral("state"), QStringLiteral("refused")},
                             {QStringLiteral("problem"),
                              QJsonObject{{QStringLiteral("type"), QStringLiteral("urn:hall:problem:unavailable")},
                                          {QStringLiteral("status"), 503}}}};
    return with(changed);
  });
}

void misfortunes() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::newRow("reset") << FakePlatform::reset();
  QTest::newRow("time-out") << FakePlatform::timesOut();
  QTest::newRow("lost reply") << FakePlatform::losesReply();
  QTest::newRow("half closed") << FakePlatform::doesAndSays(FakePlatform::reset());
  QTest::newRow("comes after what came later") << FakePlatform::arrivesLater();
  QTest::newRow("comes twice") << FakePlatform::arrivesTwice();
  QTest::newRow("truncated") << FakePlatform::truncates();
  QTest::newRow("portal") << FakePlatform::portal();
  QTest::newRow("portal behind") << FakePlatform::doesAndSays(FakePlatform::portal());
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops");
  QTest::newRow("502 behind") << FakePlatform::doesAndSays(FakePlatform::says(502, "text/html", "<html>"));
  QTest::newRow("503 problem") << FakePlatform::problem(503, "unavailable");
  QTest::newRow("bare 403 behind") << FakePlatform::doesAndSays(FakePlatform::says(403, "text/html", "<html>"));
  QTest::newRow("bare 404 behind") << FakePlatform::doesAndSays(FakePlatform::says(404, "text/html", "<html>"));
  QTest::newRow("413") << FakePlatform::problem(413, "too-large");
  QTest::newRow("429") << FakePlatform::problem(429, "too-many-requests", 2);
  QTest::newRow("empty JSON") << FakePlatform::says(200, "application/json", "{}");
  QTest::newRow("foreign JSON") << FakePlatform::says(200, "application/json", R"({"answers":7})");
  QTest::newRow("no answers") << FakePlatform::says(200, "application/json", R"({"answers":[]})");
  QTest::newRow("every second answer") << dropsEverySecond();
  QTest::newRow("other order") << turnsRound();
  QTest::newRow("one too many") << addsAStranger();
  QTest::newRow("contradicts itself") << contradictsItself();
  QTest::newRow("one not now") << saysNotNow();
}
}  // namespace

void TestSendBatchDoubt::everybodyArrivesOnce_data() {
  misfortunes();
}

void TestSendBatchDoubt::everybodyArrivesOnce() {
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto many = fixture.sealedMany(14);
  fixture.platform.next("POST", "/v1/batches", answer);
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 14);
  QCOMPARE(fixture.platform.received().size(), 14);
  QVERIFY(fixture.box->verifyJournal());
}

void TestSendBatchDoubt::aQuestionMayFailToo_data() {
  misfortunes();
}

void TestSendBatchDoubt::aQuestionMayFailToo() {
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto many = fixture.sealedMany(14);
  fixture.platform.next("POST", "/v1/batches", FakePlatform::losesReply());
  fixture.platform.next("POST", "/v1/submissions/query", answer);
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 14);
  for (const auto& s : many) QCOMPARE(fixture.platform.commitsOf(s.submissionId), 1);  // asked, not sent again
}

void TestSendBatchDoubt::whoWasAnsweredDoesNotWait() {
  EngineFixture fixture;
  (void)fixture.sealedMany(14);
  fixture.platform.next("POST", "/v1/batches", dropsEverySecond());
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("POST", "/v1/batches"), 1);
  QTRY_VERIFY(fixture.countOf(SubmissionState::InDoubt) >= 2);  // the clock stands: they wait to be asked for
  QCOMPARE(fixture.countOf(SubmissionState::Received) + fixture.countOf(SubmissionState::InDoubt), 14);
}

QTEST_GUILESS_MAIN(TestSendBatchDoubt)
#include "tst_send_batch_doubt.moc"

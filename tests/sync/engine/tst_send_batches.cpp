// After an outage the small ones go many in one request, each with a receipt of its own; the order inside a case stays,
// and an old gateway is served one by one.
#include "sync/engine/batches.h"
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

class TestSendBatches : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goManyInOneRequest();
  void goWithTheirAttachments();
  void keepTheOrderInsideACase();
  void leaveLargeOnesTheirTurn();
  void goOneByOneToAnOldGateway();
  void areAskedForTogetherAfterARestart();
  void areHeldAtHomeWhenTheyBrokeOnTheDisk();
  void growAndShrink();
  void leaveTheFailedOnesBehind();
};

void TestSendBatches::goManyInOneRequest() {
  EngineFixture fixture;
  (void)fixture.sealedMany(300);
  fixture.start();
  QTRY_COMPARE_WITH_TIMEOUT(fixture.countOf(SubmissionState::Received), 300, 30000);
  QCOMPARE(fixture.platform.received().size(), 300);
  QVERIFY(fixture.platform.requests("POST", "/v1/batches") <= 8);
  QVERIFY(fixture.platform.requests("PUT", "/announcement") <= 2);
  QVERIFY(fixture.box->verifyJournal());
}

void TestSendBatches::goWithTheirAttachments() {
  EngineFixture fixture;
  QList<hall::model::Submission> many;
  for (int i = 0; i < 20; ++i) many.append(fixture.sealedWithPhoto(QByteArray(20000 + i, 'p')));
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 20);
  QVERIFY(fixture.platform.requests("POST", "/v1/batches") >= 1);
}

void TestSendBatches::keepTheOrderInsideACase() {
  EngineFixture fixture;
  QList<hall::model::Submission> all;
  QList<QList<QByteArray>> cases;
  for (int i = 0; i < 12; ++i) {
    const auto wish = fixture.request();
    cases.append(QList<QByteArray>());
    for (int k = 0; k < 3; ++k) {
      all.append(fixture.box->seal(wish).value());
      cases.last().append(all.last().submissionId);
    }
  }
  fixture.platform.next("POST", "/v1/batches", FakePlatform::losesReply());
  fixture.start();
  QVERIFY(fixture.settlesAll(all));
  const auto received = fixture.platform.received();
  for (const auto& inside : cases) {
    QVERIFY(received.indexOf(inside[0]) < received.indexOf(inside[1]));
    QVERIFY(received.indexOf(inside[1]) < received.indexOf(inside[2]));
  }
}

void TestSendBatches::leaveLargeOnesTheirTurn() {
  EngineFixture fixture;
  const auto first = fixture.sealedMany(1);
  const auto many = fixture.sealedMany(400);
  const auto large = fixture.sealedWithPhoto(QByteArray(1200 * 1024, 'p'));
  fixture.platform.whenever([](const auto& request) { return request.path == "/v1/batches"; }, FakePlatform::late(30));
  fixture.start();
  QTRY_VERIFY_WITH_TIMEOUT(fixture.platform.requests("PATCH", large.parts[1].digest) > 0, 20000);
  QVERIFY(fixture.countOf(SubmissionState::Received) < 401);
  QVERIFY(fixture.settlesAll(first + many));
  QVERIFY(fixture.reaches(large, SubmissionState::Received));
}

void TestSendBatches::goOneByOneToAnOldGateway() {
  EngineFixture fixture;
  fixture.platform.becomeOld();
  const auto many = fixture.sealedMany(25);
  fixture.platform.next("PUT", many[3].submissionId, FakePlatform::losesReply());
  fixture.platform.next("PUT", many[4].submissionId, FakePlatform::losesReply());
  fixture.start();
  QTRY_COMPARE(fixture.platform.received().size(), 25);
  for (int i = 0; i < 5; ++i) {
    fixture.clock.advance(std::chrono::seconds(2));
    fixture.engine->wake();
    QTest::qWait(10);
  }
  QTRY_COMPARE(fixture.countOf(SubmissionState::Received), 25);
  QCOMPARE(fixture.platform.requests("POST", "/v1/batches"), 1);  // and not again within the hour
  QVERIFY(fixture.platform.requests("POST", "/v1/submissions/query") <= 1);
  QCOMPARE(fixture.platform.commitsOf(many[3].submissionId), 1);
}

void TestSendBatches::areAskedForTogetherAfterARestart() {
  EngineFixture fixture;
  const auto many = fixture.sealedMany(60);
  fixture.platform.next("POST", "/v1/batches", FakePlatform::doesAndSays(FakePlatform::hangs()));
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("POST", "/v1/batches"), 1);
  fixture.engine.reset();
  const int doubtful = fixture.countOf(SubmissionState::InDoubt);
  QVERIFY(doubtful >= 2);
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.countOf(SubmissionState::InDoubt), doubtful);
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 60);
  QVERIFY(fixture.platform.requests("POST", "/v1/submissions/query") >= 1);
  QCOMPARE(fixture.platform.requests("GET", {}), fixture.platform.requests("GET", "/healthz"));
  for (const auto& s : many) QVERIFY(fixture.platform.commitsOf(s.submissionId) <= 1);
}

void TestSendBatches::areHeldAtHomeWhenTheyBrokeOnTheDisk() {
  EngineFixture fixture;
  QList<hall::model::Submission> many;
  for (int i = 0; i < 10; ++i) many.append(fixture.sealedWithPhoto());
  QVERIFY(QFile::resize(fixture.attachmentPath(many[5]), 10));
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.now(many[5]).heldCode, QByteArray("attachment.short"));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 9);
}

void TestSendBatches::growAndShrink() {
  hall::engine::BatchSize size;
  QCOMPARE(size.items(), 16);
  for (int i = 0; i < 10; ++i) size.arrived(std::chrono::milliseconds(100));
  QCOMPARE(size.items(), 256);
  QVERIFY(size.bytes() + 256 * 512 <= 4 * 1024 * 1024);
  size.failed();
  QCOMPARE(size.items(), 128);
  size.arrived(std::chrono::seconds(6));
  QCOMPARE(size.items(), 64);
  for (int i = 0; i < 20; ++i) size.failed();
  QCOMPARE(size.items(), 2);
}

// Failed before: in smaller company, and after three failures alone.
void TestSendBatches::leaveTheFailedOnesBehind() {
  EngineFixture fixture;
  hall::engine::Pauses pauses(fixture.clock);
  hall::engine::PieceSize pieces;
  const std::function<double()> dice = [] { return 0.5; };
  const hall::engine::Tools tools{*fixture.box, fixture.platform, fixture.clock, pauses, pieces, dice, {}, {}};
  const hall::engine::Batches batches(tools);
  QList<hall::model::Submission> small(20);
  small[0].attempts = 2;
  small[1].attempts = 3;
  const auto choice = batches.choose(small);
  QCOMPARE(choice.together.size(), 4);
  QCOMPARE(choice.alone.size(), 1);
}

QTEST_GUILESS_MAIN(TestSendBatches)
#include "tst_send_batches.moc"

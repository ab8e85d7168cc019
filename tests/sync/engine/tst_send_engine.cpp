// The engine's promises: order inside a case, nobody blocks anybody, a stop within a second, doubt resolved by asking,
// missing parts sent again, pauses that grow, and a true sign of the line.
#include "sync/engine/retry_table.h"
#include "tests/sync/engine/engine_fixture.h"

using hall::engine::Line;
using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

class TestSendEngine : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsTheOrderInsideACase();
  void letsOthersPass();
  void isNotHeldUpByOneThatHangs();
  void isNotHeldUpByABacklog();
  void doesNotCutALargeOneTwice();
  void stopsWhileTheLineHangs();
  void goesOnAfterAStopInTheMiddleOfACommit();
  void goesBackToPartsWhenThePlatformForgot();
  void sendsMissingPartsAgain();
  void holdsWhenItsOwnAttachmentBroke();
  void waitsLongerEachTime();
  void survivesAClockSetBack();
  void tellsWhetherTheLineIsThere();
  void doesNotAskAnythingTwiceWhenIdle();
};

void TestSendEngine::keepsTheOrderInsideACase() {
  EngineFixture fixture;
  auto request = fixture.request();
  QList<QByteArray> order;
  for (int i = 0; i < 5; ++i) order.append(fixture.box->seal(request)->submissionId);
  for (int i = 0; i < 3; ++i) fixture.platform.next("PUT", order[0], FakePlatform::reset());
  fixture.start();
  QVERIFY(fixture.reaches(fixture.box->find(order.last()).value(), SubmissionState::Received));
  QCOMPARE(fixture.platform.received(), order);
}

void TestSendEngine::letsOthersPass() {
  EngineFixture fixture;
  const auto stuck = fixture.sealed();
  const auto other = fixture.sealed();
  for (int i = 0; i < 3; ++i)
    fixture.platform.next("PUT", stuck.submissionId + "/announcement", FakePlatform::timesOut());
  fixture.start();
  QTRY_COMPARE(fixture.now(other).state, SubmissionState::Received);
  QCOMPARE(fixture.now(stuck).state, SubmissionState::Sealed);
}

void TestSendEngine::isNotHeldUpByOneThatHangs() {
  for (const char* tail : {"/announcement", ""}) {
    EngineFixture fixture;
    const auto stuck = fixture.sealed();
    fixture.platform.next("PUT", stuck.submissionId + tail, FakePlatform::hangs());
    fixture.start();
    QTRY_COMPARE(fixture.platform.requests("PUT", stuck.submissionId + tail), 1);
    const auto fresh = fixture.sealed();
    fixture.engine->wake();
    QTRY_COMPARE_WITH_TIMEOUT(fixture.now(fresh).state, SubmissionState::Received, 2000);
    QCOMPARE(fixture.now(stuck).attempts, 1);
    QVERIFY(fixture.reaches(stuck, SubmissionState::Received));
    QCOMPARE(fixture.platform.received().size(), 2);
  }
}

void TestSendEngine::isNotHeldUpByABacklog() {
  EngineFixture fixture;
  for (int i = 0; i < 20; ++i) {
    fixture.platform.next("PUT", fixture.sealed().submissionId + "/announcement", FakePlatform::timesOutAfter(200));
  }
  fixture.start();
  QTRY_VERIFY(fixture.platform.requests("PUT", "/announcement") >= 2);
  const auto fresh = fixture.sealed();
  fixture.engine->wake();
  QTRY_COMPARE_WITH_TIMEOUT(fixture.now(fresh).state, SubmissionState::Received, 1500);
  QVERIFY(fixture.platform.requests("PUT", "/announcement") < 20);  // the others are still at it
}

void TestSendEngine::doesNotCutALargeOneTwice() {
  EngineFixture fixture;
  const auto large = fixture.sealedWithPhoto(QByteArray(2 * 1024 * 1024, 'p'));
  fixture.platform.next("PATCH", large.parts[1].digest, FakePlatform::hangs());
  fixture.platform.next("PATCH", large.parts[1].digest, FakePlatform::timesOutAfter(2500));
  fixture.start();
  QTRY_COMPARE(fixture.platform.requests("PATCH", large.parts[1].digest), 1);
  fixture.engine->wake();
  QVERIFY(fixture.isTried(large, 1));
  fixture.clock.advance(std::chrono::seconds(2));
  fixture.engine->wake();
  QTRY_COMPARE(fixture.platform.requests("PATCH", large.parts[1].digest), 2);
  fixture.engine->wake();
  QTest::qWait(1500);
  QCOMPARE(fixture.now(large).attempts, 1);  // still at it
  QVERIFY(fixture.isTried(large, 2));
}

void TestSendEngine::stopsWhileTheLineHangs() {
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", s.submissionId, FakePlatform::hangs());
  fixture.start();
  QTRY_COMPARE(fixture.now(s).state, SubmissionState::Committing);
  QElapsedTimer timer;
  timer.start();
  fixture.engine.reset();
  QVERIFY(timer.elapsed() < 1000);
  QCOMPARE(fixture.now(s).state, SubmissionState::InDoubt);
}

void TestSendEngine::goesOnAfterAStopInTheMiddleOfACommit() {
  EngineFixture fixture;
  const auto s = fixture.sealed();
  QVERIFY(fixture.box->announced(s.submissionId));
  QVERIFY(fixture.box->beginCommit(s.submissionId));
  fixture.start();  // finds COMMITTING without a restart of the outbox
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QVERIFY(fixture.platform.requests("GET", s.submissionId) >= 1);
}

void TestSendEngine::goesBackToPartsWhenThePlatformForgot() {
  EngineFixture fixture;
  const auto s = fixture.sealedWithPhoto();
  fixture.platform.next("PUT", s.submissionId, FakePlatform::reset());
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  fixture.platform.forgetEverything();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", s.parts[1].digest), 2);
}

void TestSendEngine::sendsMissingPartsAgain() {
  EngineFixture fixture;
  const auto s = fixture.sealedWithPhoto();
  // Says it has the part, and does not.
  fixture.platform.next("PUT", s.parts[1].digest, FakePlatform::says(204, {}, {}));
  fixture.start();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QCOMPARE(fixture.platform.requests("PUT", s.parts[1].digest), 2);
}

void TestSendEngine::holdsWhenItsOwnAttachmentBroke() {
  EngineFixture fixture;
  const auto s = fixture.sealedWithPhoto();
  QVERIFY(QFile::resize(fixture.attachmentPath(s), 10));
  fixture.start();
  QVERIFY(fixture.reaches(s, SubmissionState::Held));
  QCOMPARE(fixture.now(s).heldCode, QByteArray("attachment.short"));
}

void TestSendEngine::waitsLongerEachTime() {
  using namespace std::chrono_literals;
  using hall::engine::backOff;
  QCOMPARE(backOff(0, 0.0), 500ms);
  QCOMPARE(backOff(0, 1.0), 1000ms);
  QCOMPARE(backOff(3, 1.0), 8000ms);
  QCOMPARE(backOff(40, 1.0), 300000ms);
  QCOMPARE(backOff(1000000, 0.0), 150000ms);
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", "/announcement", FakePlatform::says(503, "text/plain", "", 120));
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  QCOMPARE(fixture.clock.now().msecsTo(fixture.now(s).nextTry), 120000);  // it asked for two minutes
}

void TestSendEngine::survivesAClockSetBack() {
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", "/announcement", FakePlatform::reset());
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  fixture.clock.step(-std::chrono::hours(24 * 365));
  fixture.clock.advance(std::chrono::seconds(1));
  fixture.engine->wake();
  QTRY_COMPARE(fixture.now(s).state, SubmissionState::Received);
}

void TestSendEngine::tellsWhetherTheLineIsThere() {
  EngineFixture fixture;
  fixture.platform.next("GET", "/healthz", FakePlatform::portal());
  fixture.start();
  QTRY_COMPARE(fixture.engine->line(), Line::Offline);
  (void)fixture.sealed();
  fixture.engine->wake();
  QTRY_COMPARE(fixture.engine->line(), Line::Online);
}

void TestSendEngine::doesNotAskAnythingTwiceWhenIdle() {
  EngineFixture fixture;
  fixture.start();
  for (int i = 0; i < 20; ++i) {
    fixture.engine->wake();
    QTest::qWait(5);
  }
  QCOMPARE(fixture.platform.requests("GET", "/healthz"), 1);
}

QTEST_GUILESS_MAIN(TestSendEngine)
#include "tst_send_engine.moc"

// A wall clock that is set, in either direction, neither freezes what waits nor makes it hurry.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;
using namespace std::chrono_literals;

class TestSendClockSteps : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void doesNotFreeze_data();
  void doesNotFreeze();
  void doesNotHurry_data();
  void doesNotHurry();
  void sendsWhatIsSealedAfterAStep_data();
  void sendsWhatIsSealedAfterAStep();
};

namespace {
void steps() {
  QTest::addColumn<std::chrono::milliseconds>("by");
  QTest::newRow("a minute back") << std::chrono::milliseconds(-1min);
  QTest::newRow("a year back") << std::chrono::milliseconds(-24h * 365);
  QTest::newRow("a minute on") << std::chrono::milliseconds(1min);
  QTest::newRow("a year on") << std::chrono::milliseconds(24h * 365);
}
}  // namespace

void TestSendClockSteps::doesNotFreeze_data() {
  steps();
}

void TestSendClockSteps::doesNotFreeze() {
  QFETCH(std::chrono::milliseconds, by);
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", "/announcement", FakePlatform::reset());
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  fixture.clock.step(by);
  fixture.clock.advance(1s);
  fixture.engine->wake();
  QTRY_COMPARE(fixture.now(s).state, SubmissionState::Received);
}

void TestSendClockSteps::doesNotHurry_data() {
  steps();
}

void TestSendClockSteps::doesNotHurry() {
  QFETCH(std::chrono::milliseconds, by);
  EngineFixture fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", "/announcement", FakePlatform::says(503, "text/plain", "", 120));
  fixture.start();
  QVERIFY(fixture.isTried(s, 1));
  fixture.clock.step(by);
  for (int i = 0; i < 119; ++i) {
    fixture.clock.advance(1s);
    fixture.engine->wake();
    if (i % 10 == 0) QTest::qWait(10);
  }
  QCOMPARE(fixture.platform.requests("PUT", "/announcement"), 1);
  fixture.clock.advance(2s);
  fixture.engine->wake();
  QTRY_COMPARE(fixture.now(s).state, SubmissionState::Received);
}

void TestSendClockSteps::sendsWhatIsSealedAfterAStep_data() {
  steps();
}

void TestSendClockSteps::sendsWhatIsSealedAfterAStep() {
  QFETCH(std::chrono::milliseconds, by);
  EngineFixture fixture;
  const auto before = fixture.sealed();
  fixture.clock.step(by);
  fixture.start();
  QTRY_COMPARE(fixture.now(before).state, SubmissionState::Received);
  fixture.clock.step(-by);
  const auto after = fixture.sealed();
  fixture.clock.step(by);
  const auto later = fixture.sealed();
  fixture.engine->wake();
  QTRY_COMPARE(fixture.now(after).state, SubmissionState::Received);
  QTRY_COMPARE(fixture.now(later).state, SubmissionState::Received);
}

QTEST_GUILESS_MAIN(TestSendClockSteps)
#include "tst_send_clock_steps.moc"

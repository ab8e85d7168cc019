// Hundreds wait while the line or the platform is down, or the platform says "too many": the engine finds out with a
// few tries, does not wear out line and disk meanwhile, and brings all of them once it is over.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::test::EngineFixture;
using hall::test::FakePlatform;

Q_DECLARE_METATYPE(FakePlatform::Answer)

class TestSendStorm : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesSlowlyAndArrives_data();
  void goesSlowlyAndArrives();
  void listensToTooMany();
  void sendsWhatSomebodyWaitsFor();
};

namespace {
bool always(const hall::engine::Request&) {
  return true;
}
}  // namespace

void TestSendStorm::goesSlowlyAndArrives_data() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  QTest::newRow("no line") << FakePlatform::reset();
  QTest::newRow("portal") << FakePlatform::portal();
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops");
  QTest::newRow("503 problem") << FakePlatform::problem(503, "unavailable");
}

void TestSendStorm::goesSlowlyAndArrives() {
  QFETCH(FakePlatform::Answer, answer);
  EngineFixture fixture;
  const auto many = fixture.sealedMany(200);
  fixture.platform.whenever(always, answer);
  fixture.start();
  QTRY_VERIFY(fixture.platform.allRequests().size() >= 9);
  QTest::qWait(300);  // the clock stands
  QVERIFY(fixture.platform.allRequests().size() < 20);
  for (int i = 0; i < 60; ++i) {  // half an hour
    fixture.clock.advance(std::chrono::seconds(30));
    QTest::qWait(2);
  }
  QVERIFY(fixture.platform.allRequests().size() < 120);
  fixture.platform.calm();
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 200);
  QVERIFY(fixture.platform.requests("POST", "/v1/batches") >= 1);
}

void TestSendStorm::listensToTooMany() {
  EngineFixture fixture;
  const auto many = fixture.sealedMany(50);
  fixture.platform.next("PUT", "/announcement", FakePlatform::problem(429, "too-many-requests", 30));
  fixture.start();
  QTRY_COMPARE(fixture.platform.allRequests().size(), 1);
  for (int i = 0; i < 29; ++i) {
    fixture.clock.advance(std::chrono::seconds(1));
    fixture.engine->wake();
    QTest::qWait(1);
  }
  QCOMPARE(fixture.platform.allRequests().size(), 1);
  QVERIFY(fixture.settlesAll(many));
  QCOMPARE(fixture.countOf(SubmissionState::Received), 50);
}

void TestSendStorm::sendsWhatSomebodyWaitsFor() {
  EngineFixture fixture;
  (void)fixture.sealedMany(50);
  fixture.platform.whenever(always, FakePlatform::reset());
  fixture.start();
  QTRY_VERIFY(fixture.platform.allRequests().size() >= 9);
  fixture.platform.calm();
  const auto fresh = fixture.sealed();
  fixture.engine->wake();  // the brake is on, and somebody stands in front of the screen
  QTRY_COMPARE(fixture.now(fresh).state, SubmissionState::Received);
}

QTEST_GUILESS_MAIN(TestSendStorm)
#include "tst_send_storm.moc"

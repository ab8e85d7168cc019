// What calibration understands of two switches, and that nothing pressed, held or pulled out keeps anybody in it.
#include <QtTest>

#include "kiosk-app/assist/switch_calibration.h"

using hall::kiosk::SwitchCalibration;
using hall::kiosk::SwitchProfile;
using hall::kiosk::TwoSwitches;
using Step = SwitchCalibration::Step;
using Trouble = SwitchCalibration::Trouble;
using Ending = SwitchCalibration::Ending;
using Heard = TwoSwitches::Heard;
using namespace std::chrono_literals;
using Time = SwitchProfile::Time;

class TestSwitchCalibration : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_now = 1000ms; }
  void understandsEither();
  void measures_data();
  void measures();
  void staysWithinBounds();
  void quickToTheSecond();
  void sameSwitch();
  void bothAtOnce();
  void bothOnTrialBeginsAnew();
  void whatWasHeldIsNotLearnt();
  void leavesByHolding_data();
  void leavesByHolding();
  void timesOut();
  void unplugged();

 private:
  SwitchCalibration begin() { return SwitchCalibration({}, m_now); }
  Heard click(SwitchCalibration& calibration, quint32 code, Time held = 100ms);
  void wait(SwitchCalibration& calibration, Time time);
  void learnBoth(SwitchCalibration& calibration);
  Time m_now{1000};
};

Heard TestSwitchCalibration::click(SwitchCalibration& calibration, quint32 code, Time held) {
  calibration.press(code, m_now);
  wait(calibration, held);
  return calibration.release(code, m_now);
}

void TestSwitchCalibration::wait(SwitchCalibration& calibration, Time time) {
  for (Time passed{0}; passed < time; passed += 10ms) calibration.tick(m_now += 10ms);
}

void TestSwitchCalibration::learnBoth(SwitchCalibration& calibration) {
  click(calibration, 57);
  wait(calibration, 700ms);
  click(calibration, 54);
  wait(calibration, 700ms);
}

void TestSwitchCalibration::understandsEither() {
  for (const auto& [first, second] : {std::pair{95U, 96U}, std::pair{96U, 95U}, std::pair{38U, 0x8000'0020U}}) {
    SwitchCalibration calibration = begin();
    click(calibration, first);
    QCOMPARE(calibration.step(), Step::First);  // it may still be shaking
    wait(calibration, SwitchCalibration::kSettle);
    QCOMPARE(calibration.step(), Step::Second);
    click(calibration, second);
    wait(calibration, SwitchCalibration::kSettle);
    QCOMPARE(calibration.step(), Step::Trial);
    QCOMPARE(calibration.profile().move, first);
    QCOMPARE(calibration.profile().select, second);
    QVERIFY(!calibration.wants(24));
    QCOMPARE(click(calibration, first), Heard::Move);
    QCOMPARE(click(calibration, second), Heard::Select);
    QCOMPARE(calibration.ending(), Ending::Open);
  }
}

void TestSwitchCalibration::measures_data() {
  QTest::addColumn<int>("firstHeld");
  QTest::addColumn<int>("secondHeld");
  QTest::addColumn<int>("gap");  // of the second switch, 0: it does not shake
  QTest::addColumn<int>("hold");
  QTest::addColumn<int>("debounce");
  QTest::newRow("clean and short") << 20 << 20 << 0 << 10 << 50;
  QTest::newRow("one slower than the other") << 600 << 200 << 0 << 100 << 50;
  QTest::newRow("long") << 2000 << 2500 << 0 << 500 << 50;
  QTest::newRow("a bouncing contact") << 100 << 100 << 10 << 50 << 50;
  QTest::newRow("a shaking hand") << 100 << 100 << 400 << 50 << 600;
}

void TestSwitchCalibration::measures() {
  QFETCH(int, firstHeld);
  QFETCH(int, secondHeld);
  QFETCH(int, gap);
  QFETCH(int, hold);
  QFETCH(int, debounce);
  SwitchCalibration calibration = begin();
  click(calibration, 57, Time(firstHeld));
  wait(calibration, 700ms);
  click(calibration, 54, Time(secondHeld));
  if (gap != 0) {
    wait(calibration, Time(gap));
    click(calibration, 54, 10ms);
  }
  wait(calibration, 700ms);
  QCOMPARE(calibration.step(), Step::Trial);
  QCOMPARE(calibration.profile().hold, Time(hold));
  QCOMPARE(calibration.profile().debounce, Time(debounce));
}

void TestSwitchCalibration::staysWithinBounds() {
  // Whatever was measured, the switches stay usable.
  for (Time held = 0ms; held < 3s; held += 170ms) {
    for (Time gap = 0ms; gap < 600ms; gap += 70ms) {
      SwitchCalibration calibration = begin();
      click(calibration, 57, held);
      wait(calibration, gap);
      click(calibration, 57, 10ms);
      wait(calibration, 700ms);
      click(calibration, 54, held);
      wait(calibration, 700ms);
      if (calibration.ending() == Ending::Left) continue;  // held and shaking together were three seconds
      QCOMPARE(calibration.step(), Step::Trial);
      QVERIFY(calibration.profile().hold <= SwitchProfile::kMostHold);
      QVERIFY(calibration.profile().debounce >= SwitchProfile::kLeastDebounce);
      QVERIFY(calibration.profile().debounce <= SwitchProfile::kMostDebounce);
    }
  }
}

void TestSwitchCalibration::quickToTheSecond() {
  SwitchCalibration calibration = begin();
  click(calibration, 57);
  wait(calibration, 50ms);
  click(calibration, 54);
  QCOMPARE(calibration.step(), Step::Second);
  wait(calibration, SwitchCalibration::kSettle);
  QCOMPARE(calibration.step(), Step::Trial);
  QCOMPARE(calibration.profile().select, 54U);
}

void TestSwitchCalibration::sameSwitch() {
  SwitchCalibration calibration = begin();
  click(calibration, 57);
  wait(calibration, 700ms);
  click(calibration, 57);
  QCOMPARE(calibration.trouble(), Trouble::SameSwitch);
  QCOMPARE(calibration.step(), Step::Second);
  click(calibration, 54);
  QCOMPARE(calibration.trouble(), Trouble::None);
  wait(calibration, 700ms);
  QCOMPARE(calibration.step(), Step::Trial);
}

void TestSwitchCalibration::bothAtOnce() {
  SwitchCalibration calibration = begin();
  calibration.press(57, m_now);
  wait(calibration, 50ms);
  calibration.press(54, m_now);
  QCOMPARE(calibration.trouble(), Trouble::OneAtATime);
  wait(calibration, 50ms);
  calibration.release(57, m_now);
  calibration.press(57, m_now);  // the other is still held
  calibration.release(57, m_now);
  calibration.release(54, m_now);
  wait(calibration, 700ms);
  QCOMPARE(calibration.step(), Step::First);
  learnBoth(calibration);
  QCOMPARE(calibration.step(), Step::Trial);
}

void TestSwitchCalibration::bothOnTrialBeginsAnew() {
  SwitchCalibration calibration = begin();
  learnBoth(calibration);
  calibration.press(57, m_now);
  calibration.press(54, m_now);
  QCOMPARE(calibration.step(), Step::First);
  calibration.release(57, m_now);
  calibration.release(54, m_now);
  wait(calibration, 400ms);
  learnBoth(calibration);
  QCOMPARE(calibration.step(), Step::Trial);
}

void TestSwitchCalibration::whatWasHeldIsNotLearnt() {
  SwitchCalibration calibration({95, 96}, m_now);
  calibration.release(95, m_now);
  calibration.press(95, m_now += 5ms);  // it bounces
  calibration.release(95, m_now += 5ms);
  calibration.release(96, m_now);
  calibration.press(96, m_now += 5ms);
  calibration.release(96, m_now += 5ms);
  wait(calibration, 700ms);
  QCOMPARE(calibration.step(), Step::First);
  QCOMPARE(calibration.ending(), Ending::Open);
  learnBoth(calibration);
  QCOMPARE(calibration.profile().move, 57U);
}

void TestSwitchCalibration::leavesByHolding_data() {
  QTest::addColumn<int>("learnt");
  QTest::newRow("instead of the first") << 0;
  QTest::newRow("instead of the second") << 1;
  QTest::newRow("on trial") << 2;
}

void TestSwitchCalibration::leavesByHolding() {
  QFETCH(int, learnt);
  SwitchCalibration calibration = begin();
  if (learnt > 0) click(calibration, 57);
  wait(calibration, 700ms);
  if (learnt > 1) click(calibration, 54);
  wait(calibration, 700ms);
  QCOMPARE(static_cast<int>(calibration.step()), learnt);
  calibration.press(54, m_now);
  wait(calibration, SwitchCalibration::kLeave - 10ms);
  QCOMPARE(calibration.ending(), Ending::Open);
  wait(calibration, 10ms);
  QCOMPARE(calibration.ending(), Ending::Left);
}

void TestSwitchCalibration::timesOut() {
  SwitchCalibration calibration = begin();
  wait(calibration, 20s);
  click(calibration, 57);
  wait(calibration, 29s);
  QCOMPARE(calibration.ending(), Ending::Open);
  wait(calibration, 1s);
  QCOMPARE(calibration.ending(), Ending::TimedOut);
  // Also for whoever never lets go of what called it.
  SwitchCalibration held({95, 96}, m_now);
  wait(held, 31s);
  QCOMPARE(held.ending(), Ending::TimedOut);
}

void TestSwitchCalibration::unplugged() {
  SwitchCalibration calibration = begin();
  click(calibration, 57);
  wait(calibration, 700ms);
  calibration.press(54, m_now);
  calibration.unplugged(m_now);  // its release never comes
  QCOMPARE(calibration.trouble(), Trouble::Unplugged);
  wait(calibration, 10s);
  QCOMPARE(calibration.ending(), Ending::Open);
  learnBoth(calibration);
  QCOMPARE(calibration.step(), Step::Trial);
  calibration.unplugged(m_now);
  QCOMPARE(calibration.step(), Step::First);
  wait(calibration, 30s);
  QCOMPARE(calibration.ending(), Ending::TimedOut);
}

QTEST_APPLESS_MAIN(TestSwitchCalibration)
#include "tst_switch_calibration.moc"

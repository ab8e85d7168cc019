// What two switches mean, from presses of every kind a hand or a contact makes.
#include <QtTest>

#include "kiosk-app/assist/two_switches.h"

using hall::kiosk::SwitchProfile;
using hall::kiosk::TwoSwitches;
using Heard = TwoSwitches::Heard;
using namespace std::chrono_literals;

namespace {

constexpr quint32 kMove = 95;
constexpr quint32 kSelect = 96;

TwoSwitches switches(std::chrono::milliseconds hold, std::chrono::milliseconds debounce) {
  return TwoSwitches(SwitchProfile{kMove, kSelect, hold, debounce});
}

}  // namespace

class TestTwoSwitches : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void counts();
  void bouncing();
  void bouncingInto();
  void brushed();
  void both();
  void bothTooFarApart();
  void stuck();
  void stuckIsToldOnce();
  void unplugged();
  void lostRelease();
  void foreignKeys();
};

void TestTwoSwitches::counts() {
  TwoSwitches two = switches(0ms, 100ms);
  QCOMPARE(two.press(kMove, 1000ms), Heard::Nothing);
  QCOMPARE(two.release(kMove, 1010ms), Heard::Move);
  QCOMPARE(two.press(kSelect, 1020ms), Heard::Nothing);
  QCOMPARE(two.release(kSelect, 9000ms), Heard::Select);  // a long press is a press
  QCOMPARE(two.press(kMove, 9100ms), Heard::Nothing);
  QCOMPARE(two.release(kMove, 9110ms), Heard::Move);
}

void TestTwoSwitches::bouncing() {
  TwoSwitches two = switches(0ms, 100ms);
  two.press(kMove, 1000ms);
  int moves = two.release(kMove, 1200ms) == Heard::Move ? 1 : 0;
  for (std::chrono::milliseconds at = 1210ms; at < 1600ms; at += 40ms) {
    QCOMPARE(two.press(kMove, at), Heard::Nothing);
    if (two.release(kMove, at + 5ms) == Heard::Move) ++moves;
  }
  QCOMPARE(moves, 1);
  two.press(kMove, 1700ms);  // 125 ms after the last of it
  QCOMPARE(two.release(kMove, 1720ms), Heard::Move);
}

void TestTwoSwitches::bouncingInto() {
  // A contact that closes in three tries is held from the first on.
  TwoSwitches two = switches(200ms, 100ms);
  two.press(kSelect, 1000ms);
  QCOMPARE(two.release(kSelect, 1005ms), Heard::Nothing);
  two.press(kSelect, 1010ms);
  QCOMPARE(two.release(kSelect, 1015ms), Heard::Nothing);
  two.press(kSelect, 1020ms);
  QCOMPARE(two.release(kSelect, 1200ms), Heard::Select);
}

void TestTwoSwitches::brushed() {
  TwoSwitches two = switches(200ms, 50ms);
  two.press(kSelect, 1000ms);
  QCOMPARE(two.release(kSelect, 1199ms), Heard::Nothing);
  two.press(kSelect, 2000ms);
  QCOMPARE(two.release(kSelect, 2200ms), Heard::Select);
}

void TestTwoSwitches::both() {
  for (const quint32 first : {kMove, kSelect}) {
    TwoSwitches two = switches(0ms, 50ms);
    const quint32 second = first == kMove ? kSelect : kMove;
    two.press(first, 1000ms);
    QCOMPARE(two.press(second, 2000ms), Heard::Both);
    QCOMPARE(two.release(first, 2100ms), Heard::Nothing);
    QCOMPARE(two.release(second, 2200ms), Heard::Nothing);
    two.press(kSelect, 3000ms);
    QCOMPARE(two.release(kSelect, 3010ms), Heard::Select);
  }
}

void TestTwoSwitches::bothTooFarApart() {
  TwoSwitches two = switches(0ms, 50ms);
  two.press(kMove, 1000ms);
  QCOMPARE(two.press(kSelect, 2001ms), Heard::Nothing);
  QCOMPARE(two.release(kSelect, 2100ms), Heard::Select);
  // One after the other, however quickly, is move and select.
  QCOMPARE(two.release(kMove, 2200ms), Heard::Move);
  two.press(kMove, 3000ms);
  two.release(kMove, 3010ms);
  QCOMPARE(two.press(kSelect, 3011ms), Heard::Nothing);
}

void TestTwoSwitches::stuck() {
  TwoSwitches two = switches(0ms, 50ms);
  two.press(kMove, 1000ms);
  QCOMPARE(two.tick(10'999ms), Heard::Nothing);
  QCOMPARE(two.tick(11'000ms), Heard::Stuck);
  // The other goes on as ever, and together with a stuck one it is not both.
  QCOMPARE(two.press(kSelect, 11'100ms), Heard::Nothing);
  QCOMPARE(two.release(kSelect, 11'200ms), Heard::Select);
  QCOMPARE(two.release(kMove, 20'000ms), Heard::Nothing);
  two.press(kMove, 21'000ms);
  QCOMPARE(two.release(kMove, 21'010ms), Heard::Move);
}

void TestTwoSwitches::stuckIsToldOnce() {
  TwoSwitches two = switches(0ms, 50ms);
  two.press(kMove, 1000ms);
  int told = 0;
  for (std::chrono::milliseconds at = 1000ms; at < 60s; at += 50ms) told += two.tick(at) == Heard::Stuck ? 1 : 0;
  QCOMPARE(told, 1);
  two.release(kMove, 60s);
  two.press(kMove, 61s);
  QCOMPARE(two.release(kMove, 71s), Heard::Stuck);  // nobody ticked in between
}

void TestTwoSwitches::unplugged() {
  TwoSwitches two = switches(0ms, 50ms);
  two.press(kMove, 1000ms);
  two.letGo();
  QVERIFY(!two.held());
  QCOMPARE(two.tick(60s), Heard::Nothing);
  QCOMPARE(two.release(kMove, 61s), Heard::Nothing);
  two.press(kMove, 62s);
  QCOMPARE(two.release(kMove, 62'010ms), Heard::Move);
}

void TestTwoSwitches::lostRelease() {
  TwoSwitches two = switches(0ms, 50ms);
  two.press(kMove, 1000ms);
  two.press(kMove, 30s);  // its release went to another window
  QCOMPARE(two.release(kMove, 30'100ms), Heard::Move);
}

void TestTwoSwitches::foreignKeys() {
  TwoSwitches two = switches(0ms, 50ms);
  QCOMPARE(two.press(38, 1000ms), Heard::Nothing);
  QCOMPARE(two.release(38, 1100ms), Heard::Nothing);
  TwoSwitches none{SwitchProfile()};
  QVERIFY(!none.knows(0));
  QCOMPARE(none.press(0, 1000ms), Heard::Nothing);
  QCOMPARE(none.release(0, 1100ms), Heard::Nothing);
}

QTEST_APPLESS_MAIN(TestTwoSwitches)
#include "tst_two_switches.moc"

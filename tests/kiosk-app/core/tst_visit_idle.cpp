// Nobody is hurried, and nobody's answers stay for the next: warning after two minutes, 45 seconds to say "I am here".
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using namespace std::chrono_literals;
using hall::model::Language;
using hall::test::Step;
using hall::test::Terminal;

class TestVisitIdle : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void warnsThenEnds();
  void aTouchGivesTheTimeAgain();
  void expiryTakesThePersonAway();
  void timeStandsStillWhileHeld();
  void nothingRunsOnTheHomePage();
  void aChangedScreenGoesBackByItself();
  void aSteppedClockHurriesNobody();
  void theClosedDoorEndsToo();

 private:
  static void pass(Terminal& terminal, std::chrono::seconds span) {
    for (auto passed = 0s; passed < span; passed += 1s) {
      terminal.ground.clock.advance(1s);
      terminal.core->session.tick();
    }
  }
};

void TestVisitIdle::warnsThenEnds() {
  Terminal terminal;
  terminal.begin();
  pass(terminal, 119s);
  QVERIFY(!terminal.core->session.warning());
  pass(terminal, 1s);
  QVERIFY(terminal.core->session.warning());
  QCOMPARE(terminal.core->session.secondsLeft(), 45);
  pass(terminal, 44s);
  QCOMPARE(terminal.core->session.secondsLeft(), 1);
  QCOMPARE(terminal.visit().step(), Step::Find);
  pass(terminal, 1s);
  QCOMPARE(terminal.visit().step(), Step::Home);
  QVERIFY(!terminal.core->session.warning());
}

void TestVisitIdle::aTouchGivesTheTimeAgain() {
  Terminal terminal;
  QVERIFY(terminal.fillIn());
  for (int i = 0; i < 12; ++i) {
    pass(terminal, 164s);
    QVERIFY(terminal.core->session.warning());
    terminal.core->session.touched();
    QVERIFY(!terminal.core->session.warning());
  }
  QCOMPARE(terminal.visit().step(), Step::Review);
  QCOMPARE(terminal.visit().form()->answers().value("phone").value, Terminal::phone());
}

void TestVisitIdle::expiryTakesThePersonAway() {
  Terminal terminal;
  QVERIFY(terminal.fillIn());
  pass(terminal, 165s);
  QCOMPARE(terminal.visit().step(), Step::Home);
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.visit().offers().isEmpty());
  QVERIFY(!terminal.core->identification.running());
}

void TestVisitIdle::timeStandsStillWhileHeld() {
  Terminal terminal;
  terminal.begin();
  pass(terminal, 150s);
  terminal.core->session.holdTime(true);
  QVERIFY(!terminal.core->session.warning());
  pass(terminal, 3600s);
  QCOMPARE(terminal.visit().step(), Step::Find);
  terminal.core->session.holdTime(false);
  pass(terminal, 119s);
  QVERIFY(!terminal.core->session.warning());
}

void TestVisitIdle::nothingRunsOnTheHomePage() {
  Terminal terminal;
  pass(terminal, 600s);
  QVERIFY(!terminal.core->session.warning());
  QCOMPARE(terminal.visit().step(), Step::Home);
}

void TestVisitIdle::aChangedScreenGoesBackByItself() {
  Terminal terminal;
  terminal.core->session.setLanguage(Language::English);  // and walks away
  pass(terminal, 165s);
  QCOMPARE(terminal.core->session.language(), Language::Chinese);
}

void TestVisitIdle::aSteppedClockHurriesNobody() {
  Terminal terminal;
  terminal.begin();
  terminal.ground.clock.step(24h);
  terminal.core->session.tick();
  QVERIFY(!terminal.core->session.warning());
  terminal.ground.clock.step(-48h);
  pass(terminal, 120s);
  QVERIFY(terminal.core->session.warning());
}

void TestVisitIdle::theClosedDoorEndsToo() {
  Terminal terminal;
  terminal.visit().setGate(hall::Error{hall::Failure::Full, "disk.low", {}});
  terminal.begin();
  pass(terminal, 165s);
  QCOMPARE(terminal.visit().step(), Step::Home);
}

QTEST_GUILESS_MAIN(TestVisitIdle)
#include "tst_visit_idle.moc"

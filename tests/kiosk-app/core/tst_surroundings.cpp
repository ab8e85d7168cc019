// What stands around a visit: a call lights the lamp until staff answer it or it is needed no longer, and sensors are
// told as events. Losing any of it harms no visit.
#include <QSignalSpy>
#include <QtTest>

#include "kiosk-app/core/surroundings.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::Surroundings;
using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;
using Call = hall::kiosk::Surroundings::Call;

class TestSurroundings : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    m_terminal = std::make_unique<Terminal>();
    m_surroundings = std::make_unique<Surroundings>(*m_terminal->bay, m_terminal->ground.log);
    QTRY_VERIFY(m_surroundings->lampThere());
  }
  void cleanup() {
    m_surroundings.reset();
    m_terminal.reset();
  }
  void aCallLightsTheLampUntilItEnds();
  void staffAnswerWithTheKey();
  void theButtonCalls();
  void withoutALampTheWordsHaveToDo();
  void sensorsAreEvents();
  void aVisitNeedsNoneOfThem();

 private:
  [[nodiscard]] qsizetype timesLogged(const char* event) const {
    return std::count_if(m_terminal->ground.lines.begin(), m_terminal->ground.lines.end(),
                         [event](const QByteArray& line) { return line.contains('"' + QByteArray(event) + '"'); });
  }
  Levers& levers() { return m_terminal->levers(); }

  std::unique_ptr<Terminal> m_terminal;
  std::unique_ptr<Surroundings> m_surroundings;
};

void TestSurroundings::aCallLightsTheLampUntilItEnds() {
  QSignalSpy flashes(&levers(), &Levers::lampChanged);
  m_surroundings->callStaff();
  m_surroundings->callStaff();
  QCOMPARE(m_surroundings->call(), Call::Called);
  QTRY_VERIFY(levers().lampLit());
  QTRY_VERIFY(!levers().lampLit());  // it flashes
  QTRY_VERIFY(levers().lampLit());
  m_surroundings->endCall();
  QTRY_VERIFY(!levers().lampLit());
  QCOMPARE(m_surroundings->call(), Call::None);
  QCOMPARE(timesLogged("staff.called"), 1);
  QCOMPARE(timesLogged("staff.call-ended"), 1);
}

void TestSurroundings::staffAnswerWithTheKey() {
  levers().setOperatorSwitch(Levers::Maintenance);
  QTRY_COMPARE(m_surroundings->operatorSwitch(), hall::drivers::OperatorSwitch::Maintenance);
  QCOMPARE(m_surroundings->call(), Call::None);  // nobody called
  levers().setOperatorSwitch(Levers::Run);
  QTRY_COMPARE(m_surroundings->operatorSwitch(), hall::drivers::OperatorSwitch::Run);
  m_surroundings->callStaff();
  levers().setOperatorSwitch(Levers::Supervisor);
  QTRY_COMPARE(m_surroundings->call(), Call::Answered);
  QTRY_VERIFY(!levers().lampLit());
  QCOMPARE(timesLogged("staff.answered"), 1);
  m_surroundings->endCall();
  QCOMPARE(m_surroundings->call(), Call::None);
}

void TestSurroundings::theButtonCalls() {
  QTRY_VERIFY(m_terminal->bay->auxiliaries().callButton == hall::drivers::Sensed::NotPresent);
  levers().holdCallButton(true);
  QTRY_COMPARE(m_surroundings->call(), Call::Called);
  m_surroundings->endCall();
  QTest::qWait(100);
  QCOMPARE(m_surroundings->call(), Call::None);  // a button that is held calls once
}

void TestSurroundings::withoutALampTheWordsHaveToDo() {
  levers().setLampPlugged(false);
  QTRY_VERIFY(!m_surroundings->lampThere());
  m_surroundings->callStaff();
  QCOMPARE(m_surroundings->call(), Call::Called);
  levers().setLampPlugged(true);
  QTRY_VERIFY(m_surroundings->lampThere());
  QTRY_VERIFY(levers().lampLit());  // the call still stands
}

void TestSurroundings::sensorsAreEvents() {
  QTRY_VERIFY(m_terminal->bay->auxiliaries().headphones.has_value());
  QSignalSpy headphones(m_surroundings.get(), &Surroundings::headphonesChanged);
  QSignalSpy people(m_surroundings.get(), &Surroundings::personChanged);
  levers().setHeadphones(true);
  QTRY_VERIFY(m_surroundings->headphones());
  levers().setPerson(true);
  QTRY_VERIFY(m_surroundings->person());
  levers().setHeadphones(false);
  QTRY_VERIFY(!m_surroundings->headphones());
  QCOMPARE(headphones.size(), 2);
  QCOMPARE(people.size(), 1);
}

void TestSurroundings::aVisitNeedsNoneOfThem() {
  levers().setLampPlugged(false);
  levers().setPanelPlugged(false);
  levers().setKeypadPlugged(false);
  QVERIFY(m_terminal->identify("pensioner"));
  m_terminal->visit().confirmPerson();
  QVERIFY(m_terminal->answer(Terminal::pensionAnswers()));
}

QTEST_GUILESS_MAIN(TestSurroundings)
#include "tst_surroundings.moc"

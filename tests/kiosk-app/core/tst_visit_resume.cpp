// Whoever was called away, or stood there when the power went, finds the answers again; consent is asked anew.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestVisitResume : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void afterAPowerCut();
  void afterWalkingAway();
  void notForAnotherPerson();
  void notInAnotherService();
  void notOnceItWasHandedIn();
  void keepsTheCase();
  void aDraftReadLateIsNotForAnotherMatter();

 private:
  static bool abandonAfterThePhone(const Terminal& terminal) {
    if (!terminal.identify("pensioner")) return false;
    terminal.visit().confirmPerson();
    return terminal.answer(Terminal::pensionAnswers()) && terminal.storeIsIdle();
  }
};

void TestVisitResume::afterAPowerCut() {
  Terminal terminal;
  QVERIFY(abandonAfterThePhone(terminal));
  terminal.restart();
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(terminal.visit().resumed());
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().question()->id, "truth");  // the only one left
  QCOMPARE(terminal.visit().form()->answers().value("phone").value, Terminal::phone());
  QVERIFY(terminal.answer({{"truth", "yes"}}));
  QCOMPARE(terminal.visit().step(), Step::Review);
}

void TestVisitResume::afterWalkingAway() {
  const Terminal terminal;
  QVERIFY(abandonAfterThePhone(terminal));
  terminal.visit().end();
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(terminal.visit().resumed());
  QVERIFY(!terminal.visit().form()->answers().contains("truth"));
  QCOMPARE(terminal.visit().form()->answers().value("residence").value, QStringLiteral("same-city"));
}

void TestVisitResume::notForAnotherPerson() {
  const Terminal terminal;
  QVERIFY(abandonAfterThePhone(terminal));
  terminal.visit().end();
  QVERIFY(terminal.identify("elder"));
  QVERIFY(!terminal.visit().resumed());
  QVERIFY(!terminal.visit().form()->answers().contains("phone"));
}

void TestVisitResume::notInAnotherService() {
  const Terminal terminal;
  QVERIFY(abandonAfterThePhone(terminal));
  terminal.visit().end();
  QVERIFY(terminal.identify("pensioner", "social-security-record"));
  QVERIFY(!terminal.visit().resumed());
}

void TestVisitResume::notOnceItWasHandedIn() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  terminal.visit().end();
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(!terminal.visit().resumed());
}

void TestVisitResume::keepsTheCase() {
  Terminal terminal;
  QVERIFY(abandonAfterThePhone(terminal));
  const QByteArray caseId = terminal.ground.box->drafts()->constFirst().caseId;
  terminal.restart();
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().confirmPerson();
  QVERIFY(terminal.answer({{"truth", "yes"}}));
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->caseId, caseId);
}

void TestVisitResume::aDraftReadLateIsNotForAnotherMatter() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  std::promise<void> go;  // the disk takes its time
  terminal.core->store.run(
      &terminal.visit(), [wait = go.get_future().share()](const std::stop_token&) { wait.wait(); }, [] {});
  terminal.visit().back();
  terminal.visit().startForm();  // asks for the draft of the pension
  terminal.visit().back();       // and changes their mind
  terminal.visit().choose("social-security-record");
  go.set_value();
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.visit().step(), Step::Guide);
  QVERIFY(terminal.visit().form() == nullptr);
}

QTEST_GUILESS_MAIN(TestVisitResume)
#include "tst_visit_resume.moc"

// Back is always one step, nothing typed is lost, and a correction from the review asks no more than it must.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestVisitBackAndChange : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void walksAllTheWayBack();
  void walksBackAndForthThroughTheQuestions();
  void aCorrectionGoesStraightBackToTheReview();
  void aCorrectionThatOpensAQuestionAsksOnlyThatOne();
  void backFromAnOpenedQuestionIsNoDeadEnd();
  void leavingACorrectionChangesNothing();
  void theCardsWordsCannotBeChanged();
  void aRefusedAnswerStays();
  void thereIsNoWayBackOnceHandedIn();
  void someoneElsesCardIsPutAside();

 private:
  static QByteArray question(const Terminal& terminal) {
    return terminal.visit().question() != nullptr ? terminal.visit().question()->id : QByteArray();
  }
};

void TestVisitBackAndChange::walksAllTheWayBack() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().confirmPerson();
  for (const Step step : {Step::Confirm, Step::Guide, Step::Find, Step::Home}) {
    terminal.visit().back();
    QCOMPARE(terminal.visit().step(), step);
  }
  QVERIFY(terminal.visit().form() == nullptr);
}

void TestVisitBackAndChange::walksBackAndForthThroughTheQuestions() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  for (const char* expected : {"truth", "phone", "pension_on_time", "residence"}) {
    terminal.visit().back();
    QCOMPARE(question(terminal), expected);
    QVERIFY(terminal.visit().form()->answers().contains(expected));
  }
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Confirm);
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().step(), Step::Review);  // everything is still answered
}

void TestVisitBackAndChange::aCorrectionGoesStraightBackToTheReview() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().change("pension_on_time");
  QVERIFY(terminal.answer({{"pension_on_time", "missing"}}));
  QCOMPARE(terminal.visit().step(), Step::Review);
  QCOMPARE(terminal.visit().form()->answers().value("pension_on_time").value, QStringLiteral("missing"));
}

void TestVisitBackAndChange::aCorrectionThatOpensAQuestionAsksOnlyThatOne() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().change("residence");
  QVERIFY(terminal.answer({{"residence", "abroad"}}));
  QCOMPARE(question(terminal), "return_month");
  QVERIFY(terminal.answer({{"return_month", "yearly"}}));
  QCOMPARE(terminal.visit().step(), Step::Review);
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
}

void TestVisitBackAndChange::backFromAnOpenedQuestionIsNoDeadEnd() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().change("residence");
  QVERIFY(terminal.answer({{"residence", "abroad"}}));
  terminal.visit().back();
  QCOMPARE(question(terminal), "residence");  // never a review that cannot be handed in
  QVERIFY(terminal.answer({{"residence", "same"}}));
  QCOMPARE(terminal.visit().step(), Step::Review);
  QVERIFY(terminal.visit().form()->complete());
}

void TestVisitBackAndChange::leavingACorrectionChangesNothing() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  const QJsonObject before = terminal.visit().form()->toJson();
  terminal.visit().change("phone");
  QCOMPARE(question(terminal), "phone");
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Review);
  QCOMPARE(terminal.visit().form()->toJson(), before);
}

void TestVisitBackAndChange::theCardsWordsCannotBeChanged() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  for (const char* field : {"name", "number", "return_month", "nothing"}) {  // from the card, hidden, unknown
    terminal.visit().change(field);
    QCOMPARE(terminal.visit().step(), Step::Review);
  }
}

void TestVisitBackAndChange::aRefusedAnswerStays() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().change("phone");
  const auto fault = terminal.visit().answer(QStringLiteral("139"));
  QVERIFY(fault);
  QCOMPARE(fault->code, "phone-length");
  QCOMPARE(question(terminal), "phone");
  QCOMPARE(terminal.visit().form()->answers().value("phone").value, Terminal::phone());
}

void TestVisitBackAndChange::thereIsNoWayBackOnceHandedIn() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().submit();
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Keeping);
  terminal.visit().submit();  // a second touch
  QVERIFY(terminal.reaches(Step::Receipt));
  terminal.visit().back();
  terminal.visit().submit();
  terminal.visit().change("phone");
  QCOMPARE(terminal.visit().step(), Step::Receipt);
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.ground.box->all()->size(), 1);
}

void TestVisitBackAndChange::someoneElsesCardIsPutAside() {
  const Terminal terminal;
  QVERIFY(terminal.identify("elder"));
  QVERIFY(terminal.takeCard());
  terminal.visit().rejectPerson();
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.visit().offers().isEmpty());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(terminal.visit().form()->answers().value("name").value, QStringLiteral("测试样例"));
}

QTEST_GUILESS_MAIN(TestVisitBackAndChange)
#include "tst_visit_back_and_change.moc"

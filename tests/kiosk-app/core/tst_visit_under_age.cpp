// Whoever is not entitled hears why and what to do, before answering anything.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestVisitUnderAge : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysWhyAndKeepsNothing();
  void anAnswerMayShutOutToo();
};

void TestVisitUnderAge::saysWhyAndKeepsNothing() {
  Terminal terminal;
  QVERIFY(terminal.identify("minor"));
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().step(), Step::NotEligible);
  const auto* rule = terminal.visit().form()->ineligible();
  QVERIFY(rule != nullptr);
  QVERIFY(rule->otherwise.zh.contains(QStringLiteral("16 周岁")));
  QVERIFY(rule->otherwise.en.contains(QStringLiteral("guardian")));
  terminal.visit().submit();
  QVERIFY(terminal.storeIsIdle());
  QVERIFY(terminal.ground.box->all()->isEmpty());
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Guide);
  terminal.visit().end();
  QVERIFY(terminal.identify("minor"));
  QVERIFY(!terminal.visit().resumed());
}

void TestVisitUnderAge::anAnswerMayShutOutToo() {
  const Terminal terminal(QStringLiteral(HALL_FIXTURES "/services"));
  QVERIFY(terminal.identify("adult", "example"));
  terminal.visit().confirmPerson();
  QVERIFY(terminal.answer({{"residence", "abroad"}, {"country", "nowhere"}}));
  QCOMPARE(terminal.visit().step(), Step::NotEligible);
  terminal.visit().back();  // it may have been a slip of the finger
  QCOMPARE(terminal.visit().question()->id, "country");
  QCOMPARE(terminal.visit().step(), Step::Question);
  QVERIFY(terminal.answer(
      {{"country", "near"}, {"permit", "7"}, {"since", ""}, {"phone", "13900001234"}, {"truth", "yes"}}));
  QCOMPARE(terminal.visit().step(), Step::Review);
}

QTEST_GUILESS_MAIN(TestVisitUnderAge)
#include "tst_visit_under_age.moc"

// A number that contradicts itself is not taken, whatever the card reader thinks of the card.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestVisitWrongCheckDigit : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isNotTaken();
};

void TestVisitWrongCheckDigit::isNotTaken() {
  Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QVERIFY(terminal.levers().layCard(QStringLiteral("wrong-check-digit")));
  QTRY_VERIFY(terminal.core->identification.trouble());
  QCOMPARE(terminal.core->identification.trouble()->code, "identity.check-digit");
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.visit().offers().isEmpty());
  QVERIFY(terminal.takeCard());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(terminal.visit().form()->answers().value("name").value, QStringLiteral("测试样例"));
}

QTEST_GUILESS_MAIN(TestVisitWrongCheckDigit)
#include "tst_visit_wrong_check_digit.moc"

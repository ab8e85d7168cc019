// A card past its day is not taken, and says so; a valid one after it is.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestVisitExpiredCard : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isNotTaken();
};

void TestVisitExpiredCard::isNotTaken() {
  Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QVERIFY(terminal.levers().layCard(QStringLiteral("expired")));
  QTRY_VERIFY(terminal.core->identification.trouble());
  QCOMPARE(terminal.core->identification.trouble()->code, "identity.expired");
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.visit().offers().isEmpty());
  QVERIFY(terminal.takeCard());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(terminal.visit().form()->answers().value("name").value, QStringLiteral("测试样例"));
}

QTEST_GUILESS_MAIN(TestVisitExpiredCard)
#include "tst_visit_expired_card.moc"

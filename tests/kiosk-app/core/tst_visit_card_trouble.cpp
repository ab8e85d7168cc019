// A card that cannot be read is told by its own words, and the next good one works without starting over.
#include <QtTest>

#include "kiosk-app/core/notice.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;

class TestVisitCardTrouble : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void tellsAndGoesOn_data();
  void tellsAndGoesOn();
  void waitsAsLongAsThePersonStays();
  void goingBackAndForthIsNoTrouble();
  void aCardReadAfterGoingBackIsNotTaken();
};

void TestVisitCardTrouble::tellsAndGoesOn_data() {
  QTest::addColumn<Levers::CardFault>("fault");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("wrong checksum") << Levers::WrongChecksum << QByteArray("card.checksum");
  QTest::newRow("truncated") << Levers::Truncated << QByteArray("card.frame");
  QTest::newRow("oversized") << Levers::Oversized << QByteArray("card.frame");
  QTest::newRow("unknown layout") << Levers::UnknownLayout << QByteArray("card.layout");
  QTest::newRow("read failed") << Levers::ReadFailed << QByteArray("card.read-failed");
  QTest::newRow("unplugged") << Levers::Unplugged << QByteArray("reader.gone");
}

void TestVisitCardTrouble::tellsAndGoesOn() {
  QFETCH(const Levers::CardFault, fault);
  Terminal terminal;
  terminal.begin();
  terminal.levers().setCardFault(fault);
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QTRY_VERIFY(terminal.core->identification.trouble());
  const hall::Error trouble = *terminal.core->identification.trouble();
  QTEST(trouble.code, "code");
  QVERIFY(terminal.words.contains(QStringLiteral("notice.%1.citizen").arg(QLatin1String(trouble.code))));
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
  terminal.levers().setCardFault(Levers::NoFault);
  QVERIFY(terminal.reaches(Step::Confirm));
  QVERIFY(!terminal.core->identification.trouble());
}

void TestVisitCardTrouble::waitsAsLongAsThePersonStays() {
  Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QTest::qWait(200);
  QVERIFY(!terminal.core->identification.trouble());
  QVERIFY(terminal.core->identification.running());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
}

void TestVisitCardTrouble::goingBackAndForthIsNoTrouble() {
  Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  bool troubled = false;
  connect(&terminal.core->identification, &hall::kiosk::Identification::changed, this,
          [&] { troubled = troubled || terminal.core->identification.trouble(); });
  for (int i = 0; i < 5; ++i) {
    terminal.visit().startForm();
    QTest::qWait(20);
    terminal.visit().back();
    QCOMPARE(terminal.visit().step(), Step::Guide);
  }
  terminal.visit().startForm();
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QVERIFY(!troubled);
}

void TestVisitCardTrouble::aCardReadAfterGoingBackIsNotTaken() {
  Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QTest::qWait(50);
  terminal.visit().back();
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QTest::qWait(200);
  QCOMPARE(terminal.visit().step(), Step::Guide);
  QVERIFY(terminal.visit().form() == nullptr);
}

QTEST_GUILESS_MAIN(TestVisitCardTrouble)
#include "tst_visit_card_trouble.moc"

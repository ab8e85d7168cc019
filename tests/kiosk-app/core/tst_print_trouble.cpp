// Paper that does not come: the application stays safe, it can be printed again, and the ledger tells what happened.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::Submitting;
using hall::outbox::EffectState;
using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;
using Turn = void (*)(Levers&);

Q_DECLARE_METATYPE(Turn)

class TestPrintTrouble : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isToldAndMended_data();
  void isToldAndMended();
  void theOfficialOneFollowsTheLocalOne();
  void theOfficialOneComesAloneWhenItIsThereInTime();
  void theOfficialOneIsPrintedAfterTrouble();
  void aSecondTouchPrintsOnce();

 private:
  static QList<hall::outbox::Effect> ledger(const Terminal& terminal) {
    if (!terminal.storeIsIdle()) return {};
    return terminal.ground.box->effects(terminal.core->submitting.submission()->submissionId).value();
  }
};

void TestPrintTrouble::isToldAndMended_data() {
  QTest::addColumn<Turn>("breakIt");
  QTest::addColumn<Turn>("mendIt");
  QTest::addColumn<QByteArray>("code");
  const auto row = [](const char* name, Turn breakIt, Turn mendIt, const char* code) {
    QTest::newRow(name) << breakIt << mendIt << QByteArray(code);
  };
  row(
      "paper out", [](Levers& levers) { levers.setPaper(Levers::PaperOut); },
      [](Levers& levers) { levers.setPaper(Levers::PaperFull); }, "paper.out");
  row(
      "cover open", [](Levers& levers) { levers.setCoverOpen(true); },
      [](Levers& levers) { levers.setCoverOpen(false); }, "printer.cover-open");
  row(
      "unplugged", [](Levers& levers) { levers.setPrinterPlugged(false); },
      [](Levers& levers) { levers.setPrinterPlugged(true); }, "printer.gone");
}

void TestPrintTrouble::isToldAndMended() {
  QFETCH(const Turn, breakIt);
  QFETCH(const Turn, mendIt);
  QFETCH(const QByteArray, code);
  const Terminal terminal;
  breakIt(terminal.levers());
  QVERIFY(terminal.handIn());
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Trouble);
  QCOMPARE(terminal.core->submitting.printTrouble()->code, code);
  QCOMPARE(terminal.visit().step(), Step::Receipt);
  QVERIFY(terminal.core->submitting.submission());
  QVERIFY(terminal.words.contains(QStringLiteral("notice.%1.citizen").arg(QLatin1String(code))));
  mendIt(terminal.levers());
  QTest::qWait(100);
  terminal.core->submitting.printAgain();
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QVERIFY(!terminal.core->submitting.printTrouble());
  const auto effects = ledger(terminal);
  QCOMPARE(effects.size(), 2);
  QCOMPARE(effects.at(0).kind, "print.local");
  QCOMPARE(effects.at(0).state, EffectState::Failed);
  QCOMPARE(effects.at(0).code, code);
  QCOMPARE(effects.at(1).number, 2);
  QCOMPARE(effects.at(1).state, EffectState::Confirmed);
  QCOMPARE(terminal.ground.box->all()->size(), 1);
}

void TestPrintTrouble::theOfficialOneFollowsTheLocalOne() {
  Terminal terminal;
  terminal.settings.localSlipSeconds = 60;
  QVERIFY(terminal.handIn());
  terminal.core->submitting.printAgain();
  QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printing);
  terminal.settle();  // arrives while the local slip is coming out
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QTRY_COMPARE(ledger(terminal).size(), 2);
  QTRY_COMPARE(ledger(terminal).at(1).state, EffectState::Confirmed);
  QCOMPARE(ledger(terminal).at(0).kind, "print.local");
  QCOMPARE(ledger(terminal).at(1).kind, "print.official");
  QTRY_VERIFY(terminal.levers().lastSlip().contains(QStringLiteral("20261102-000001")));
}

void TestPrintTrouble::theOfficialOneComesAloneWhenItIsThereInTime() {
  Terminal terminal;
  terminal.settings.localSlipSeconds = 60;
  QVERIFY(terminal.handIn());
  QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::None);
  terminal.settle();
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QCOMPARE(ledger(terminal).size(), 1);
  QCOMPARE(ledger(terminal).at(0).kind, "print.official");
}

void TestPrintTrouble::theOfficialOneIsPrintedAfterTrouble() {
  const Terminal terminal;
  terminal.levers().setPaper(Levers::PaperOut);
  QVERIFY(terminal.handIn());
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Trouble);
  terminal.levers().setPaper(Levers::PaperFull);
  terminal.settle();
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QVERIFY(!terminal.core->submitting.printTrouble());
  const auto effects = ledger(terminal);
  QCOMPARE(effects.size(), 2);
  QCOMPARE(effects.at(0).state, EffectState::Failed);
  QCOMPARE(effects.at(1).kind, "print.official");
  QCOMPARE(effects.at(1).state, EffectState::Confirmed);
}

void TestPrintTrouble::aSecondTouchPrintsOnce() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  terminal.core->submitting.printAgain();
  terminal.core->submitting.printAgain();
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QCOMPARE(ledger(terminal).size(), 2);
  QCOMPARE(QDir(terminal.slips()).entryList(QDir::Files).size(), 2);
}

QTEST_GUILESS_MAIN(TestPrintTrouble)
#include "tst_print_trouble.moc"

// An answer that comes after its citizen has gone is nobody's: the next one sees and finds nothing of it.
#include <QtTest>
#include <future>

#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::Submitting;
using hall::test::Step;
using hall::test::Terminal;

namespace {
// Keeps the store busy until released.
struct SlowDisk {
  explicit SlowDisk(const Terminal& terminal) {
    terminal.core->store.run(
        &terminal.visit(), [wait = release.get_future().share()](const std::stop_token&) { wait.wait(); }, [] {});
  }
  std::promise<void> release;
};
}  // namespace

class TestVisitLateAnswers : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aCardReadAsThePersonLeaves();
  void aDraftFoundAfterThePersonLeft();
  void aSealThatComesHomeLate();
  void aFailedSealThatComesHomeLate();
  void aPrintAskedBeforeThePersonLeft();
  void aPrintThatEndsDuringTheNextVisit();
  void aReceiptOfAnEarlierCitizen();
  void aReceiptThatOvertakesTheSeal();
  void aCodeFoundAfterThePersonLeft();
};

void TestVisitLateAnswers::aCardReadAsThePersonLeaves() {
  const Terminal terminal;
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the card is read, its answer waits for this thread
  terminal.visit().end();
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.levers().takeCard();
  terminal.visit().startForm();
  QTest::qWait(150);
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
}

void TestVisitLateAnswers::aDraftFoundAfterThePersonLeft() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  SlowDisk disk(terminal);
  terminal.visit().back();
  terminal.visit().startForm();
  terminal.visit().end();
  terminal.levers().takeCard();
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  disk.release.set_value();
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
}

void TestVisitLateAnswers::aSealThatComesHomeLate() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  SlowDisk disk(terminal);
  terminal.visit().submit();
  // Nobody can leave while it is being written: else it would be handed in unseen, and then handed in again.
  terminal.visit().end();
  QCOMPARE(terminal.visit().step(), Step::Keeping);
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Keeping);
  disk.release.set_value();
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.ground.box->all()->size(), 1);
  QCOMPARE(terminal.core->wakes, 1);
  QCOMPARE(terminal.visit().step(), Step::Receipt);
  // Who leaves the receipt at once still gets the paper.
  terminal.visit().end();
  QCOMPARE(terminal.visit().step(), Step::Home);
  QVERIFY(!terminal.core->submitting.submission());
  QTRY_VERIFY(!terminal.levers().lastSlip().isEmpty());
}

void TestVisitLateAnswers::aFailedSealThatComesHomeLate() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  SlowDisk disk(terminal);
  // Without its service the outbox refuses it.
  terminal.core->submitting.submit({"no identifier", terminal.visit().service()}, hall::model::Language::Chinese);
  terminal.visit().end();
  terminal.begin();
  disk.release.set_value();
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.visit().step(), Step::Find);
  QVERIFY(!terminal.visit().trouble());
}

void TestVisitLateAnswers::aPrintAskedBeforeThePersonLeft() {
  Terminal terminal;
  terminal.settings.localSlipSeconds = 60;
  QVERIFY(terminal.handIn());
  const QByteArray first = terminal.core->submitting.submission()->submissionId;
  SlowDisk disk(terminal);
  terminal.core->submitting.printAgain();
  terminal.visit().end();
  terminal.begin();
  disk.release.set_value();
  QVERIFY(terminal.storeIsIdle());
  // The slip is theirs and names nobody: it comes out, but the next citizen's page says nothing of it.
  QTRY_VERIFY(!terminal.levers().lastSlip().isEmpty());
  QTRY_COMPARE(terminal.ground.box->effects(first).value().value(0).state, hall::outbox::EffectState::Confirmed);
  QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::None);
  QVERIFY(!terminal.levers().lastSlip().contains(QStringLiteral("测试")));
}

void TestVisitLateAnswers::aPrintThatEndsDuringTheNextVisit() {
  Terminal terminal;
  terminal.settings.localSlipSeconds = 60;
  terminal.levers().setPaper(hall::test::Levers::PaperOut);
  QVERIFY(terminal.handIn());
  SlowDisk disk(terminal);
  terminal.core->submitting.printAgain();
  QVERIFY(terminal.core->submitting.slip() == Submitting::Slip::Printing);
  terminal.visit().end();
  disk.release.set_value();
  QVERIFY(terminal.handIn("elder"));
  QVERIFY(terminal.storeIsIdle());
  QTest::qWait(100);
  QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::None);  // the elder has not asked for one yet
  QVERIFY(!terminal.core->submitting.printTrouble());
}

void TestVisitLateAnswers::aReceiptOfAnEarlierCitizen() {
  const Terminal terminal;
  QVERIFY(terminal.handIn("pensioner"));
  const QByteArray first = terminal.core->submitting.submission()->submissionId;
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  terminal.visit().end();
  QVERIFY(terminal.handIn("elder"));
  terminal.core->submitting.moved(terminal.settled(first));
  QVERIFY(terminal.core->submitting.submission()->submissionId != first);
  QVERIFY(!terminal.core->submitting.official());
}

void TestVisitLateAnswers::aReceiptThatOvertakesTheSeal() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().submit();
  // The seal is done, but its answer still waits for this thread, while the engine was quicker.
  while (terminal.ground.box->all()->isEmpty()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  const auto settled = terminal.settled(terminal.ground.box->all()->constFirst().submissionId);
  terminal.core->submitting.moved(settled);
  QVERIFY(terminal.reaches(Step::Receipt));
  QVERIFY(terminal.core->submitting.official());
  QTRY_COMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  QVERIFY(terminal.storeIsIdle());
  const auto effects = terminal.ground.box->effects(settled.submissionId).value();
  QCOMPARE(effects.size(), 1);
  QCOMPARE(effects.at(0).kind, "print.official");
}

void TestVisitLateAnswers::aCodeFoundAfterThePersonLeft() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  QTRY_VERIFY(!terminal.levers().lastSlip().isEmpty());
  const QString code = terminal.levers().lastSlip().section(QStringLiteral("QR: "), 1).trimmed();
  terminal.visit().end();
  terminal.visit().lookUp();
  terminal.levers().showCode(code);
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  terminal.visit().end();
  terminal.levers().hideCode();
  terminal.visit().lookUp();
  QTest::qWait(200);
  QVERIFY(!terminal.core->lookup.found());
  QVERIFY(!terminal.core->lookup.trouble());
  QVERIFY(terminal.core->lookup.looking());
}

QTEST_GUILESS_MAIN(TestVisitLateAnswers)
#include "tst_visit_late_answers.moc"

// A disk that cannot keep it: never "kept", the answers stay on the screen, and nobody is let in to type in vain.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"
#include "tests/support/broken_disk.h"

using hall::Failure;
using hall::test::Step;
using hall::test::Terminal;
namespace broken_disk = hall::test::broken_disk;

class TestVisitDiskFull : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void cleanup() { broken_disk::mend(); }
  void answersStayWhenItCannotBeKept();
  void aDraftThatCannotBeKeptStopsNobody();
  void aPageThatCannotBeKeptIsNotSafe();
  void refusesNewVisitsAtTheDoor();
  void letsARunningVisitGoOn();
};

void TestVisitDiskFull::answersStayWhenItCannotBeKept() {
  Terminal terminal;
  QVERIFY(terminal.fillIn());
  QVERIFY(terminal.storeIsIdle());
  const QJsonObject before = terminal.visit().form()->toJson();
  broken_disk::breakDisk(terminal.ground.folder().toStdString(), broken_disk::Misfortune::Full);
  terminal.visit().submit();
  QCOMPARE(terminal.visit().step(), Step::Keeping);
  QVERIFY(terminal.reaches(Step::Review));
  QVERIFY(terminal.visit().trouble());
  QCOMPARE(terminal.visit().trouble()->kind, Failure::Full);
  QCOMPARE(terminal.visit().form()->toJson(), before);
  QVERIFY(!terminal.core->submitting.submission());
  QCOMPARE(terminal.core->wakes, 0);

  broken_disk::mend();
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QVERIFY(!terminal.visit().trouble());
  QCOMPARE(terminal.ground.box->all()->size(), 1);
}

void TestVisitDiskFull::aDraftThatCannotBeKeptStopsNobody() {
  Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  broken_disk::breakDisk(terminal.ground.folder().toStdString(), broken_disk::Misfortune::Full);
  terminal.visit().confirmPerson();
  QVERIFY(terminal.answer(Terminal::pensionAnswers()));
  QCOMPARE(terminal.visit().step(), Step::Review);
  QVERIFY(terminal.storeIsIdle());
  QVERIFY(terminal.ground.lines.join().contains("draft.not-kept"));
  broken_disk::mend();
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
}

void TestVisitDiskFull::aPageThatCannotBeKeptIsNotSafe() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph("\xFF\xD8 the first"));
  QVERIFY(terminal.storeIsIdle());
  broken_disk::breakDisk(terminal.ground.folder().toStdString(), broken_disk::Misfortune::Full);
  terminal.desk->lay("\xFF\xD8 the second");
  terminal.visit().photograph();
  QTRY_VERIFY(terminal.visit().pages().trouble());
  QCOMPARE(terminal.visit().pages().trouble()->kind, Failure::Full);
  QCOMPARE(terminal.visit().pages().pages("diagnosis").size(), 1);
  // What cannot be taken off the disk does not look removed either.
  terminal.visit().removePage(terminal.visit().pages().pages("diagnosis").constFirst().kept.id);
  QTRY_VERIFY(terminal.visit().pages().state() == hall::kiosk::DocumentPages::State::Resting);
  QVERIFY(terminal.visit().pages().trouble());
  QCOMPARE(terminal.visit().pages().pages("diagnosis").size(), 1);
  broken_disk::mend();
  QVERIFY(terminal.photograph("\xFF\xD8 the second"));
  QVERIFY(terminal.goOnFromThePaper());
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->parts.size(), 3);
}

void TestVisitDiskFull::refusesNewVisitsAtTheDoor() {
  const Terminal terminal(QStringLiteral(HALL_ASSETS "/services"), {.minimumFreeBytes = Q_INT64_C(1) << 60});
  const std::optional<hall::Error> gate = terminal.ground.box->gate();
  QVERIFY(gate);
  QCOMPARE(gate->code, "disk.low");
  terminal.visit().setGate(gate);
  terminal.begin();
  QCOMPARE(terminal.visit().step(), Step::Unavailable);
  QCOMPARE(terminal.visit().trouble()->code, "disk.low");
  QVERIFY(terminal.words.contains(QStringLiteral("notice.disk.low.citizen")));
  terminal.visit().setGate(std::nullopt);
  QCOMPARE(terminal.visit().step(), Step::Home);
  terminal.begin();
  QCOMPARE(terminal.visit().step(), Step::Find);
}

void TestVisitDiskFull::letsARunningVisitGoOn() {
  const Terminal terminal;
  QVERIFY(terminal.fillIn());
  terminal.visit().setGate(hall::Error{Failure::Full, "disk.low", {}});
  QCOMPARE(terminal.visit().step(), Step::Review);
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
}

QTEST_GUILESS_MAIN(TestVisitDiskFull)
#include "tst_visit_disk_full.moc"

// The power goes in the very moment in which a page is safe, or a digit is typed: a process is killed without a word,
// and the next start finds what the citizen was told is safe.
#include <sys/wait.h>
#include <unistd.h>
#include <QtTest>
#include <csignal>

#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::DocumentPages;
using hall::test::Step;
using hall::test::Terminal;

namespace {

const QByteArray kSheet = "\xFF\xD8 the proof " + QByteArray(30'000, 'p');

// In a process of its own over the terminal's folder; true if it was killed as it should, not ended.
bool killed(Terminal& terminal, const std::function<void(Terminal&)>& visit) {
  terminal.core.reset();
  terminal.bay.reset();
  terminal.ground.box.reset();  // no thread, no lock and no file is left to share
  const pid_t child = fork();
  if (child == 0) {
    terminal.restart();
    visit(terminal);
    _exit(1);
  }
  int status = 0;
  const bool ended = waitpid(child, &status, 0) == child;
  terminal.restart();
  return ended && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

void die() {
  ::kill(getpid(), SIGKILL);
}

}  // namespace

class TestVisitPowerGone : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void whenThePageIsSafe();
  void whileThePageIsBeingWritten();
  void inTheMiddleOfANumber();
};

void TestVisitPowerGone::whenThePageIsSafe() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(killed(terminal, [](Terminal& doomed) {
    if (!doomed.comeToThePaper()) return;
    // Before any page or button can know of it.
    QObject::connect(&doomed.core->pages, &DocumentPages::pagesChanged, [] { die(); });
    (void)doomed.photograph(kSheet);
  }));
  QVERIFY(terminal.identify("adult", "special-disease-benefit"));
  QVERIFY(terminal.visit().resumed());
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().step(), Step::Document);
  QCOMPARE(terminal.visit().pages().pages("diagnosis").size(), 1);
  QCOMPARE(terminal.visit().pages().pages("diagnosis").constFirst().kept.jpeg, kSheet);
  QVERIFY(terminal.goOnFromThePaper());
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->parts.size(), 2);
}

void TestVisitPowerGone::whileThePageIsBeingWritten() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(killed(terminal, [](Terminal& doomed) {
    if (!doomed.comeToThePaper() || !doomed.photograph(kSheet)) return;
    QObject::connect(&doomed.core->pages, &DocumentPages::changed, &doomed.visit(), [&doomed] {
      if (doomed.visit().pages().state() == DocumentPages::State::Keeping) die();
    });
    (void)doomed.photograph(kSheet + "second");
  }));
  QVERIFY(terminal.identify("adult", "special-disease-benefit"));
  terminal.visit().confirmPerson();
  // The first is there whole; the second was never said to be safe, and is there whole or not at all.
  const auto pages = terminal.visit().pages().pages("diagnosis");
  QVERIFY(!pages.isEmpty() && pages.size() <= 2);
  QCOMPARE(pages.constFirst().kept.jpeg, kSheet);
  if (pages.size() == 2) QCOMPARE(pages.constLast().kept.jpeg, kSheet + "second");
}

void TestVisitPowerGone::inTheMiddleOfANumber() {
  Terminal terminal;
  QVERIFY(killed(terminal, [](Terminal& doomed) {
    if (!doomed.identify("pensioner")) return;
    doomed.visit().confirmPerson();
    if (!doomed.answer({{"residence", QStringLiteral("same-city")}, {"pension_on_time", QStringLiteral("all")}}))
      return;
    doomed.visit().typing(QStringLiteral("13900"));
    if (doomed.storeIsIdle()) die();
  }));
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().question()->id, "phone");
  QCOMPARE(terminal.visit().typed("phone"), QStringLiteral("13900"));
  QVERIFY(!terminal.visit().form()->answers().contains("phone"));
  QVERIFY(!terminal.everythingKept().contains("13900"));
}

QTEST_GUILESS_MAIN(TestVisitPowerGone)
#include "tst_visit_power_gone.moc"

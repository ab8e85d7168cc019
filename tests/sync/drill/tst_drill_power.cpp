// The power cut must bite: on a disk that only says it has synced, promises are lost, and the books show it; on an
// honest one none is.
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>

#include "sync/drill/reckoning.h"
#include "sync/drill/terminal_stand.h"

using namespace hall;
using namespace std::chrono_literals;
using drill::Levers;
using drill::TerminalStand;

class TestDrillPower : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void losesNothingOnAnHonestDisk();
  void losesPromisesOnADiskThatLies();

 private:
  // How many promises are gone after a cut in the middle of everything; the start may refuse as well.
  static int lostIn(Levers& levers, TerminalStand& terminal, quint64 dice);
};

namespace {

std::unique_ptr<TerminalStand> terminalIn(const QTemporaryDir& folder) {
  const QString bin = QStringLiteral(HALL_BIN);
  const drill::Programs programs{bin + QStringLiteral("/hall-drill"), bin + QStringLiteral("/hall-gateway"),
                                 bin + QStringLiteral("/libhall-drill-levers.so")};
  const auto pem = [](const char* name, seal::KeyUse use) {
    return seal::KeyPair::generate(name, use).value().certificate().pem();
  };
  const QByteArray platform = pem("receipts", seal::KeyUse::Sign) + pem("envelopes", seal::KeyUse::Agree);
  return TerminalStand::create(programs, folder.path(), platform, Levers::Unsynced::Kept).value();
}

}  // namespace

int TestDrillPower::lostIn(Levers& levers, TerminalStand& terminal, quint64 dice) {
  const SystemClock clock;
  Log log(clock, [](const QByteArray&) {});
  drill::TerminalTask task;
  task.gateway = "http://127.0.0.1:9";  // nobody is there: everything waits
  task.submissions = 200;
  constexpr long kWritesOfAnOpening = 600;  // and more, schema by schema: the cut must meet promises
  levers.setDice(dice);
  levers.set(drill::levers::Misfortune::PowerCut, drill::levers::bit(drill::levers::Operation::Write),
             kWritesOfAnOpening + static_cast<long>(dice % 100));
  if (!terminal.start(task)) return -1;
  if (!terminal.child().waitFor(60s) || terminal.child().status() != -SIGKILL) return -1;
  const auto box = terminal.openOutbox(log);
  const auto kept = terminal.witness().kept;
  if (!box) return static_cast<int>(kept.size());
  int lost = 0;
  for (const auto& promise : kept) lost += (*box)->find(promise.submissionId) ? 0 : 1;
  return lost;
}

void TestDrillPower::losesNothingOnAnHonestDisk() {
  const QTemporaryDir folder;
  const auto terminal = terminalIn(folder);
  for (quint64 dice = 1; dice <= 6; ++dice) {
    QCOMPARE(lostIn(terminal->levers(), *terminal, dice), 0);
    QVERIFY(!terminal->witness().kept.isEmpty());
  }
  QVERIFY(terminal->levers().dropped() > 0);
}

void TestDrillPower::losesPromisesOnADiskThatLies() {
  const QTemporaryDir folder;
  const auto terminal = terminalIn(folder);
  terminal->levers().lieAboutSync();
  QVERIFY(lostIn(terminal->levers(), *terminal, 1) > 0);
}

QTEST_GUILESS_MAIN(TestDrillPower)
#include "tst_drill_power.moc"

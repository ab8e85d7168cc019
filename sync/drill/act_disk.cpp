// A disk that is full, breaks, or may suddenly not be written: under the terminal, then under the gateway.
#include "sync/drill/acts.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;
using levers::Misfortune;

constexpr unsigned kDisk = levers::bit(levers::Operation::Write) | levers::bit(levers::Operation::Sync) |
                           levers::bit(levers::Operation::Name) | levers::bit(levers::Operation::Read);

// While the terminal starts, or while it works: it must come back from both.
void burstUnderTerminal(Stage& stage, Misfortune misfortune, int number) {
  TerminalStand& terminal = stage.terminal();
  const bool atStart = number % 3 == 2;
  const long before = terminal.levers().struck(misfortune);
  const auto strike = [&] {
    terminal.levers().set(misfortune, kDisk, stage.roll(atStart ? 12 : 40), 1 + static_cast<long>(stage.roll(8)));
  };
  const int each = std::max(3, stage.options().submissions / 2 / std::max(1, stage.options().strikes));
  if (atStart) strike();
  if (!stage.start(0, each, 1ms)) return;
  if (!atStart && terminal.waitForWord("ready", 10s)) strike();
  (void)stage.waitReviving(
      2s, [&] { return terminal.levers().struck(misfortune) > before || !terminal.child().isRunning(); });
  (void)stage.waitReviving(std::chrono::milliseconds(stage.roll(60)), [] { return false; });
  terminal.levers().mend();
  stage.strike("terminal", terminal.levers().struck(misfortune) - before);
  // A gate that an error has closed stays closed until somebody starts the machine again.
  (void)stage.waitReviving(
      6s, [&] { return !terminal.child().isRunning() || terminal.saidSinceStart().contains("gate disk."); });
  (void)terminal.stop();
}

void burstUnderGateway(Stage& stage, Misfortune misfortune) {
  Levers& levers = stage.gateway().levers();
  const long before = levers.struck(misfortune);
  const int each = std::max(3, stage.options().submissions / 2 / std::max(1, stage.options().strikes));
  if (!stage.terminal().child().isRunning() && !stage.start(0, each, 1ms)) return;
  levers.set(misfortune, kDisk, stage.roll(20), 1 + static_cast<long>(stage.roll(5)));
  (void)stage.waitReviving(2s, [&] { return levers.struck(misfortune) > before || stage.allDone(); });
  (void)stage.waitReviving(30ms, [] { return false; });
  levers.mend();
  stage.strike("gateway", levers.struck(misfortune) - before);
}

}  // namespace

Result<Outcome> badDisk(const StageOptions& options, Misfortune misfortune) {
  auto set = Stage::set(options, 1, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  stage.count("terminal", 0);
  stage.count("gateway", 0);
  const int bursts = std::max(3, options.strikes);
  for (int i = 0; i < bursts; ++i) burstUnderTerminal(stage, misfortune, i);
  for (int i = 0; i < bursts * 3 && (i < bursts || stage.outcome().exercised.value("gateway") == 0); ++i) {
    burstUnderGateway(stage, misfortune);
  }
  (void)stage.waitReviving(20s, [&] { return stage.allDone(); });
  return stage.finish(Stage::Clerk::Releases);
}

}  // namespace hall::drill::acts

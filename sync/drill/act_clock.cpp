// A wall clock that jumps, by hours and by years, forth and back, while everything goes on.
#include "sync/drill/acts.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;

struct Jump {
  std::chrono::hours step;
  const char* name;
};
constexpr std::chrono::hours kYear{24 * 365};
constexpr std::array<Jump, 8> kJumps{{{2h, "hours forth"},
                                      {-3h, "hours back"},
                                      {26h, "hours forth"},
                                      {-50h, "hours back"},
                                      {3 * kYear, "years forth"},
                                      {-4 * kYear, "years back"},
                                      {30 * kYear, "years forth"},
                                      {-30 * kYear, "years back"}}};

// The gateway may be started in a wrong time as well: it tidies then.
enum class Whose { Terminal, Gateway };

Result<Outcome> jump(const StageOptions& options, Whose whose) {
  auto set = Stage::set(options, 1, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  const bool gateways = whose == Whose::Gateway;
  Levers& levers = gateways ? stage.gateway().levers() : stage.terminal().levers();
  const int each = std::max(4, options.submissions / static_cast<int>(kJumps.size()));
  stage.line().script().set({LineFault::Cut}, 3);  // so that tries are waiting when the clock jumps
  for (const Jump& one : kJumps) {
    if (!stage.start(0, each, 2ms)) break;
    (void)stage.terminal().waitForWord("ready", 10s);
    (void)stage.waitReviving(std::chrono::milliseconds(10 + stage.roll(60)), [] { return false; });
    levers.stepClock(one.step);
    if (gateways && stage.roll(2) == 0) stage.gateway().kill();
    stage.strike(one.name);
    (void)stage.waitReviving(6s, [&] { return stage.allDone(); });
    (void)stage.terminal().stop();
  }
  stage.count("asked while wrong", levers.clockAsked());
  return stage.finish(Stage::Clerk::LeavesHeld);
}

}  // namespace

Result<Outcome> clockOfTerminal(const StageOptions& options) {
  return jump(options, Whose::Terminal);
}

Result<Outcome> clockOfGateway(const StageOptions& options) {
  return jump(options, Whose::Gateway);
}

}  // namespace hall::drill::acts

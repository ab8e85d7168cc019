// Two terminals behind a bad line.
#include <algorithm>

#include "sync/drill/acts.h"

namespace hall::drill::acts {

namespace {

using namespace std::chrono_literals;

// In a hundred requests: enough to strike everywhere, and not so many that back-offs grow without end.
int shareOf(LineFault fault) {
  switch (fault) {
    case LineFault::BlackHole:
      return 2;
    case LineFault::Refusal:
      return 4;
    case LineFault::Duplicate:
    case LineFault::SwappedAnswers:
      return 25;
    case LineFault::OtherReceipt:
      return 10;
    default:
      return 6;
  }
}

QByteArray nameOf(LineFault fault) {
  const auto* row = std::ranges::find(kLineFaults, fault, &std::pair<LineFault, const char*>::first);
  return row->second;
}

}  // namespace

Result<Outcome> badLine(const StageOptions& options, LineFault fault) {
  auto set = Stage::set(options, 2, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  FaultScript& script = stage.line().script();
  script.set({fault}, shareOf(fault));
  const int each = std::max(5, options.submissions / 2);
  (void)stage.startAll(each, 1ms);
  const auto end = std::chrono::steady_clock::now() + 8s + std::chrono::milliseconds(options.submissions * 20);
  // The line stays bad until everything is sealed and enough has happened.
  const auto enough = [&] {
    const bool sealed = stage.terminal(0).waitForWord("sealed", 0ms) && stage.terminal(1).waitForWord("sealed", 0ms);
    return sealed && script.struck().value(fault) >= options.strikes;
  };
  while (!enough() && std::chrono::steady_clock::now() < end) {
    if (stage.allDone()) (void)stage.startAll(each, 1ms);
    (void)stage.waitReviving(50ms, [] { return false; });
  }
  script.set({}, 0);
  (void)stage.waitReviving(30s, [&] { return stage.allDone(); });
  stage.strike(nameOf(fault), script.struck().value(fault));
  return stage.finish(Stage::Clerk::Releases);
}

}  // namespace hall::drill::acts

// Both sides are ended politely and started again in the middle of everything, as an upgrade does it.
#include "sync/drill/acts.h"

namespace hall::drill::acts {

Result<Outcome> restarts(const StageOptions& options) {
  using namespace std::chrono_literals;
  auto set = Stage::set(options, 1, Levers::Unsynced::Forgotten);
  if (!set) return failure(set.error());
  Stage& stage = **set;
  const int each = std::max(4, options.submissions / std::max(1, options.strikes));
  for (int i = 0; i < options.strikes; ++i) {
    if (!stage.start(0, each, 1ms)) break;
    (void)stage.terminal().waitForWord("ready", 10s);
    (void)stage.waitReviving(std::chrono::milliseconds(stage.roll(120)), [] { return false; });
    if (i % 2 == 0) {
      (void)stage.gateway().stop();
      stage.strike("gateway");
      (void)stage.waitReviving(20ms, [] { return false; });
    }
    const int status = stage.terminal().stop();
    if (status != 0) stage.trouble(QStringLiteral("a terminal that was ended politely ended with %1").arg(status));
    stage.strike("terminal");
  }
  return stage.finish(Stage::Clerk::LeavesHeld);
}

}  // namespace hall::drill::acts

#pragma once
// One act for each kind of fault: sets a stage, provokes the fault while synthetic citizens hand in, and reckons.
// Each blocks until its reckoning stands. Thread: any, each with a folder of its own.
#include "sync/drill/stage.h"

namespace hall::drill::acts {

Result<Outcome> killTerminal(const StageOptions& options);
Result<Outcome> killGateway(const StageOptions& options);
Result<Outcome> cutPowerOfTerminal(const StageOptions& options);
Result<Outcome> cutPowerOfGateway(const StageOptions& options);

Result<Outcome> badLine(const StageOptions& options, LineFault fault);

Result<Outcome> badDisk(const StageOptions& options, levers::Misfortune misfortune);
// On a file system of its own, as root: really made read-only, and really shut down with what was not synced lost.
Result<Outcome> readOnlyMount(const StageOptions& options);
Result<Outcome> lostMount(const StageOptions& options);
// Why the two above cannot be done here; nothing if they can.
std::optional<QString> noMount();

Result<Outcome> clockOfTerminal(const StageOptions& options);
Result<Outcome> clockOfGateway(const StageOptions& options);

Result<Outcome> damagedDatabase(const StageOptions& options);
Result<Outcome> damagedLog(const StageOptions& options);
Result<Outcome> damagedAttachment(const StageOptions& options);
Result<Outcome> restoredCopy(const StageOptions& options);
Result<Outcome> restarts(const StageOptions& options);

}  // namespace hall::drill::acts

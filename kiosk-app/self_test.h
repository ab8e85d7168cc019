#pragma once
// hall-kiosk --self-test: what a technician asks before opening the doors. One line per check on standard output,
// "ok" or "FAILED" and why; exit status 0 only if nothing failed. A device that is not there is told, not failed.
#include <memory>

#include "kiosk-app/kiosk.h"

namespace hall::kiosk {

int selfTest(const Result<std::unique_ptr<Kiosk>>& kiosk);

}  // namespace hall::kiosk

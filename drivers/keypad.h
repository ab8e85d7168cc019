#pragma once
// An assistive keypad. Its keys reach the pages like any keyboard's (kiosk-app/assist turns them into meanings); what a
// device can add is whether it is there. A visit by touch needs none. Calls belong on the device's own lane.
#include <chrono>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

class Keypad {
 public:
  Keypad() = default;
  Keypad(const Keypad&) = delete;
  Keypad& operator=(const Keypad&) = delete;
  virtual ~Keypad() = default;

  // Waits until any key is pressed, which reaches the pages all the same. Timeout "keys.none", Cancelled, Disconnected
  // "keys.gone".
  virtual Result<void> awaitKey(std::chrono::milliseconds patience, std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers

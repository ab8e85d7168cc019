#pragma once
// An assistive keypad. Its keys reach the pages like any keyboard's (kiosk-app/assist turns them into meanings); what a
// device can add is whether it is there. A visit by touch needs none. Calls belong on the device's own lane.
#include "drivers/device.h"

namespace hall::drivers {

class Keypad {
 public:
  Keypad() = default;
  Keypad(const Keypad&) = delete;
  Keypad& operator=(const Keypad&) = delete;
  virtual ~Keypad() = default;

  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers

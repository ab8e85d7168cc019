#pragma once
// The lamp or bell that calls staff. How fast it flashes is XFS4IoT's word; no rate flashes more than twice a second,
// because three times can harm (WCAG 2.3.1). Calls block and belong on the device's own lane.
#include <chrono>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

enum class FlashRate { Off, Slow, Medium, Quick, Continuous };
enum class Lamp { Dark, Lit };

class Lights {
 public:
  Lights() = default;
  Lights(const Lights&) = delete;
  Lights& operator=(const Lights&) = delete;
  virtual ~Lights() = default;  // leaves it dark

  // Disconnected "lamp.gone".
  virtual Result<void> show(Lamp lamp) = 0;
  virtual DeviceReport report() = 0;
};

// How long a flashing lamp stays lit, and then dark; nothing for one that does not flash.
std::chrono::milliseconds halfPeriod(FlashRate rate);
QByteArray name(FlashRate rate);

}  // namespace hall::drivers

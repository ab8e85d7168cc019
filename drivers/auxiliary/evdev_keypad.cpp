#include "drivers/auxiliary/evdev_keypad.h"

#include <linux/input-event-codes.h>
#include <poll.h>

#include <thread>

#include "drivers/port/deadline.h"

namespace hall::drivers {

Result<void> EvdevKeypad::awaitKey(std::chrono::milliseconds patience, std::stop_token stop) {
  const Deadline deadline = Deadline::in(patience, std::move(stop));
  while (true) {
    const Result<std::optional<EvdevEvent>> event = m_device->next();
    if (!event) return failure(Failure::Disconnected, "keys.gone");
    if (*event && (*event)->what.type == EV_KEY && (*event)->value == 1) return {};
    if (*event) continue;
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "device.cancelled");
    if (deadline.passed()) return failure(Failure::Timeout, "keys.none");
    constexpr int look = 50;  // milliseconds, in which nobody notices that he had to wait
    pollfd waiting{m_device->file(), POLLIN, 0};
    ::poll(&waiting, 1, look);
    // A node that is gone is not readable ever again, and would turn this into a busy loop.
    if ((waiting.revents & (POLLERR | POLLNVAL)) != 0) std::this_thread::sleep_for(std::chrono::milliseconds(look));
  }
}

DeviceReport EvdevKeypad::report() {
  constexpr int most = 4096;  // of the keys pressed since the last look, which are nothing to us
  bool gone = false;
  for (int i = 0; i < most && !gone; ++i) {
    const Result<std::optional<EvdevEvent>> event = m_device->next();
    gone = !event;
    if (event && !*event) break;
  }
  DeviceReport report;
  report.kind = DeviceKind::Keypad;
  report.state = gone ? DeviceState::PowerOff : DeviceState::Online;
  report.id = m_device->place();
  report.model = m_model;
  if (gone) report.code = "keys.gone";
  return report;
}

}  // namespace hall::drivers

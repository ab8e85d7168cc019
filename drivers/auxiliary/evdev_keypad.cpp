#include "drivers/auxiliary/evdev_keypad.h"

namespace hall::drivers {

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

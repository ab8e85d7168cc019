#pragma once
// An assistive keypad as the kernel sees it. Only its being there is watched: its keys go their usual way.
#include <memory>

#include "drivers/keypad.h"
#include "drivers/port/evdev_device.h"

namespace hall::drivers {

class EvdevKeypad final : public Keypad {
 public:
  EvdevKeypad(std::unique_ptr<EvdevDevice> device, QString model)
      : m_device(std::move(device)), m_model(std::move(model)) {}

  Result<void> awaitKey(std::chrono::milliseconds patience, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  std::unique_ptr<EvdevDevice> m_device;
  QString m_model;
};

}  // namespace hall::drivers

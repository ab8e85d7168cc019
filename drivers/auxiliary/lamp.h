#pragma once
// A lamp or bell behind a GPIO line or a HID relay; what a relay wants to be told is data in assets/devices.
#include <QJsonObject>
#include <memory>

#include "drivers/lights.h"
#include "drivers/port/gpio_line.h"
#include "drivers/port/report_port.h"

namespace hall::drivers {

struct LampModel {
  enum class By { Output, Feature };
  By by = By::Output;
  QByteArray on;  // whole reports, their number first where they have one
  QByteArray off;
  int line = -1;  // of a GPIO chip instead
  bool inverted = false;
};

// Invalid "catalogue.entry" for a field it does not know, or for neither a relay nor a line.
Result<LampModel> readLampModel(const QJsonObject& lamp);

class HidLamp final : public Lights {
 public:
  HidLamp(std::unique_ptr<ReportPort> port, QString name, LampModel model);
  ~HidLamp() override;
  Result<void> show(Lamp lamp) override;
  DeviceReport report() override;

 private:
  std::unique_ptr<ReportPort> m_port;
  QString m_name;
  LampModel m_model;
  bool m_gone = false;
};

class GpioLamp final : public Lights {
 public:
  GpioLamp(std::unique_ptr<GpioOutput> line, QString name);
  ~GpioLamp() override;
  Result<void> show(Lamp lamp) override;
  DeviceReport report() override;

 private:
  std::unique_ptr<GpioOutput> m_line;
  QString m_name;
  bool m_gone = false;
};

}  // namespace hall::drivers

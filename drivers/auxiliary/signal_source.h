#pragma once
// Where signals come from: an input device, GPIO lines, or a device that sends HID reports. Thread: one at a time.
#include <memory>
#include <vector>

#include "drivers/auxiliary/signal.h"
#include "drivers/port/deadline.h"
#include "drivers/port/gpio_line.h"
#include "drivers/port/report_port.h"

namespace hall::drivers {

class SignalSource {
 public:
  SignalSource() = default;
  SignalSource(const SignalSource&) = delete;
  SignalSource& operator=(const SignalSource&) = delete;
  virtual ~SignalSource() = default;

  // What can be read once something changed; empty for a source that has to be asked again and again.
  [[nodiscard]] virtual QList<int> files() const = 0;
  // Takes in all that has changed. Waits a few milliseconds at most. Disconnected when it is gone.
  virtual Result<void> take(Levels& levels) = 0;
  [[nodiscard]] virtual const QList<Signal>& wires() const = 0;
  [[nodiscard]] virtual QByteArray place() const = 0;
  [[nodiscard]] virtual QString model() const = 0;
};

// A jack's switch, a keypad's keys, a keyed switch that types.
class EvdevSignals final : public SignalSource {
 public:
  EvdevSignals(std::unique_ptr<EvdevDevice> device, QString model, QList<Signal> wires);
  [[nodiscard]] QList<int> files() const override { return {m_device->file()}; }
  Result<void> take(Levels& levels) override;
  [[nodiscard]] const QList<Signal>& wires() const override { return m_wires; }
  [[nodiscard]] QByteArray place() const override { return m_device->place(); }
  [[nodiscard]] QString model() const override { return m_model; }

 private:
  void hear(const EvdevEvent& event, Levels& levels) const;

  std::unique_ptr<EvdevDevice> m_device;
  QString m_model;
  QList<Signal> m_wires;
  bool m_begun = false;
};

class HidSignals final : public SignalSource {
 public:
  HidSignals(std::unique_ptr<ReportPort> port, QString model, QList<Signal> wires);
  [[nodiscard]] QList<int> files() const override { return {}; }
  Result<void> take(Levels& levels) override;
  [[nodiscard]] const QList<Signal>& wires() const override { return m_wires; }
  [[nodiscard]] QByteArray place() const override { return m_port->place(); }
  [[nodiscard]] QString model() const override { return m_model; }

 private:
  std::unique_ptr<ReportPort> m_port;
  QString m_model;
  QList<Signal> m_wires;
};

// Wires of a GPIO chip, in the order of `wires`.
class GpioSignals final : public SignalSource {
 public:
  GpioSignals(std::vector<std::unique_ptr<GpioInput>> lines, QByteArray place, QString model, QList<Signal> wires);
  [[nodiscard]] QList<int> files() const override;
  Result<void> take(Levels& levels) override;
  [[nodiscard]] const QList<Signal>& wires() const override { return m_wires; }
  [[nodiscard]] QByteArray place() const override { return m_place; }
  [[nodiscard]] QString model() const override { return m_model; }

 private:
  std::vector<std::unique_ptr<GpioInput>> m_lines;
  QByteArray m_place;
  QString m_model;
  QList<Signal> m_wires;
};

}  // namespace hall::drivers

#include "drivers/auxiliary/signal_source.h"

#include <linux/input-event-codes.h>

namespace hall::drivers {

namespace {

constexpr int mostAtOnce = 256;  // what never rests is looked at again in the next round

}  // namespace

EvdevSignals::EvdevSignals(std::unique_ptr<EvdevDevice> device, QString model, QList<Signal> wires)
    : m_device(std::move(device)), m_model(std::move(model)), m_wires(std::move(wires)) {}

void EvdevSignals::hear(const EvdevEvent& event, Levels& levels) const {
  for (const Signal& wire : m_wires) {
    if (wire.level == event.what) levels[wire.means] = (event.value != 0) != wire.inverted;
    if (event.value != 1) continue;
    if (wire.in == event.what) levels[wire.means] = true;
    if (wire.out == event.what) levels[wire.means] = false;
  }
}

Result<void> EvdevSignals::take(Levels& levels) {
  // A switch can be asked how it stands; a key that was tapped before we listened cannot, so that stays unknown.
  for (const Signal& wire : m_begun ? QList<Signal>() : m_wires) {
    if (wire.level) levels[wire.means] = (m_device->value(*wire.level) != 0) != wire.inverted;
  }
  m_begun = true;
  for (int i = 0; i < mostAtOnce; ++i) {
    const Result<std::optional<EvdevEvent>> event = m_device->next();
    if (!event) return failure(event.error());
    if (!*event) break;
    hear(**event, levels);
  }
  return {};
}

HidSignals::HidSignals(std::unique_ptr<ReportPort> port, QString model, QList<Signal> wires)
    : m_port(std::move(port)), m_model(std::move(model)), m_wires(std::move(wires)) {}

Result<void> HidSignals::take(Levels& levels) {
  constexpr std::chrono::milliseconds wait(20);
  for (int i = 0; i < mostAtOnce; ++i) {
    const Result<QByteArray> report = m_port->readReport(Deadline::in(wait));
    if (!report && report.error().kind == Failure::Disconnected) return failure(report.error());
    if (!report) break;
    readReport(m_wires, *report, levels);
  }
  return {};
}

GpioSignals::GpioSignals(std::vector<std::unique_ptr<GpioInput>> lines, QByteArray place, QString model,
                         QList<Signal> wires)
    : m_lines(std::move(lines)), m_place(std::move(place)), m_model(std::move(model)), m_wires(std::move(wires)) {}

QList<int> GpioSignals::files() const {
  QList<int> files;
  for (const auto& line : m_lines) files.append(line->file());
  return files;
}

// The chip inverts what is wired so; what it says counts.
Result<void> GpioSignals::take(Levels& levels) {
  for (qsizetype i = 0; i < m_wires.size(); ++i) {
    const Result<bool> value = m_lines[size_t(i)]->value();
    if (!value) return failure(value.error());
    levels[m_wires[i].means] = *value;
  }
  return {};
}

}  // namespace hall::drivers

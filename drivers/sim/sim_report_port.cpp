#include "drivers/sim/sim_report_port.h"

#include <thread>

namespace hall::drivers::sim {

Result<QByteArray> SimReportPort::readReport(const Deadline& deadline) {
  constexpr std::chrono::milliseconds look(5);
  while (true) {
    if (!m_farEnd.plugged()) return failure(Failure::Disconnected, "port.gone");
    if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "port.cancelled");
    if (m_farEnd.next) {
      if (std::optional<QByteArray> report = m_farEnd.next()) return std::move(*report);
    }
    if (deadline.passed()) return failure(Failure::Timeout, "port.silent");
    std::this_thread::sleep_for(look);
  }
}

Result<void> SimReportPort::writeReport(QByteArrayView report, const Deadline& /*deadline*/) {
  if (!m_farEnd.plugged()) return failure(Failure::Disconnected, "port.gone");
  if (m_farEnd.told) m_farEnd.told(report);
  return {};
}

Result<void> SimReportPort::setFeature(uint8_t /*id*/, QByteArrayView payload, const Deadline& deadline) {
  return writeReport(payload, deadline);
}

Result<QByteArray> SimReportPort::feature(uint8_t /*id*/, const Deadline& /*deadline*/) {
  return failure(Failure::Unsupported, "port.feature");
}

void SimReportPort::drain() {
  while (m_farEnd.plugged() && m_farEnd.next && m_farEnd.next()) {
  }
}

}  // namespace hall::drivers::sim

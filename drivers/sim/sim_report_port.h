#pragma once
// The far end of a simulated HID device: asks the stage what there is to report, and tells it what it was sent.
#include <functional>
#include <optional>

#include "drivers/port/report_port.h"

namespace hall::drivers::sim {

class SimReportPort final : public ReportPort {
 public:
  struct FarEnd {
    QByteArray place;
    std::function<bool()> plugged;
    std::function<std::optional<QByteArray>()> next;  // a report that has come up, or nothing
    std::function<void(QByteArrayView)> told;         // an output or feature report
  };

  explicit SimReportPort(FarEnd farEnd) : m_farEnd(std::move(farEnd)) {}

  Result<QByteArray> readReport(const Deadline& deadline) override;
  Result<void> writeReport(QByteArrayView report, const Deadline& deadline) override;
  Result<void> setFeature(uint8_t id, QByteArrayView payload, const Deadline& deadline) override;
  Result<QByteArray> feature(uint8_t id, const Deadline& deadline) override;
  void drain() override;
  [[nodiscard]] const HidReports& reports() const override { return m_reports; }
  void close() override {}
  [[nodiscard]] QByteArray place() const override { return m_farEnd.place; }

 private:
  FarEnd m_farEnd;
  HidReports m_reports;
};

}  // namespace hall::drivers::sim

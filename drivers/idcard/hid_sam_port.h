#pragma once
// SAM_V bytes over HID reports, with or without an envelope around them, so that the same talker speaks to all readers.
#include <memory>
#include <optional>

#include "drivers/idcard/hid_envelope.h"
#include "drivers/port/port.h"
#include "drivers/port/report_port.h"

namespace hall::drivers {

class HidSamPort final : public Port {
 public:
  // Without an envelope the bytes go as they are.
  HidSamPort(std::unique_ptr<ReportPort> reports, std::optional<hid::Envelope> envelope);

  // Each call takes one whole request.
  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  void drain() override { m_reports->drain(); }
  void close() override { m_reports->close(); }
  [[nodiscard]] QByteArray place() const override { return m_reports->place(); }

 private:
  std::unique_ptr<ReportPort> m_reports;
  std::optional<hid::Envelope> m_envelope;
  int m_size;  // of an output report
};

}  // namespace hall::drivers

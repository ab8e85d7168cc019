#pragma once
// HID reports over libusb, without the kernel's HID driver, which is detached and comes back at close. Takes an
// interface of class 03, and one of vendor class whose endpoints carry reports all the same; interrupt or bulk.
#include "drivers/port/report_port.h"
#include "drivers/port/usb_claim.h"

namespace hall::drivers {

class HidPort final : public ReportPort {
 public:
  // Fails like UsbClaim; Unsupported "port.shape" without an endpoint to read from.
  static Result<std::unique_ptr<HidPort>> open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface);
  ~HidPort() override;

  Result<QByteArray> readReport(const Deadline& deadline) override;
  Result<void> writeReport(QByteArrayView report, const Deadline& deadline) override;
  Result<void> setFeature(uint8_t id, QByteArrayView payload, const Deadline& deadline) override;
  Result<QByteArray> feature(uint8_t id, const Deadline& deadline) override;
  void drain() override;
  [[nodiscard]] const HidReports& reports() const override { return m_reports; }
  void close() override { m_claim->close(); }
  [[nodiscard]] QByteArray place() const override { return m_claim->place(); }

 private:
  explicit HidPort(std::unique_ptr<UsbClaim> claim);
  void learnReports();
  Result<void> setReport(int kind, uint8_t id, QByteArray bytes, const Deadline& deadline);

  std::unique_ptr<UsbClaim> m_claim;
  HidReports m_reports;
  UsbEndpoint m_in;
  UsbEndpoint m_out;     // address 0: output reports go as control requests
  qsizetype m_inSize;    // the longest input report in whole packets
  QByteArray m_partial;  // of a report longer than a packet that a deadline cut in two
};

}  // namespace hall::drivers

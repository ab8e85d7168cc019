#include "drivers/port/hid_port.h"

#include <libusb.h>

#include "sync/base/wipe.h"

namespace hall::drivers {

namespace {

enum ReportKind { OutputReport = 2, FeatureReport = 3 };
constexpr uint8_t getReport = 0x01;
constexpr uint8_t setReportRequest = 0x09;
constexpr uint8_t getDescriptor = 0x06;
constexpr uint8_t reportDescriptor = 0x22;
constexpr uint8_t classOut = uint8_t(LIBUSB_REQUEST_TYPE_CLASS) | uint8_t(LIBUSB_RECIPIENT_INTERFACE);
constexpr uint8_t classIn = classOut | uint8_t(LIBUSB_ENDPOINT_IN);
constexpr uint8_t standardIn = uint8_t(LIBUSB_ENDPOINT_IN) | uint8_t(LIBUSB_RECIPIENT_INTERFACE);

}  // namespace

Result<std::unique_ptr<HidPort>> HidPort::open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface) {
  Result<std::unique_ptr<UsbClaim>> claim = UsbClaim::open(std::move(context), found, interface);
  if (!claim) {
    return failure(claim.error());
  }
  if ((*claim)->endpoints().in.isEmpty()) {
    return failure(Failure::Unsupported, "port.shape");
  }
  if (const Result<void> claimed = (*claim)->claim(); !claimed) {
    return failure(claimed.error());
  }
  auto port = std::unique_ptr<HidPort>(new HidPort(std::move(*claim)));
  port->learnReports();
  return port;
}

HidPort::HidPort(std::unique_ptr<UsbClaim> claim) : m_claim(std::move(claim)) {
  m_in = m_claim->endpoints().in.constFirst();
  if (!m_claim->endpoints().out.isEmpty()) m_out = m_claim->endpoints().out.constFirst();
  m_inSize = m_in.packet;
}

HidPort::~HidPort() {
  hall::wipe(m_partial);
}

// A device that does not describe its reports sends one in each packet.
void HidPort::learnReports() {
  constexpr int longestDescriptor = 4096;
  const UsbClaim::Control control{standardIn, getDescriptor, uint16_t(reportDescriptor << 8)};
  const Result<QByteArray> descriptor =
      m_claim->ask(control, longestDescriptor, Deadline::in(std::chrono::milliseconds(500)));
  if (descriptor) m_reports = parseHidDescriptor(*descriptor);
  if (m_reports.input == 0) m_reports.input = m_in.packet;
  if (m_reports.output == 0 && m_out.address != 0) m_reports.output = m_out.packet;
  m_inSize = (m_reports.input + m_in.packet - 1) / m_in.packet * m_in.packet;
}

Result<QByteArray> HidPort::readReport(const Deadline& deadline) {
  if (m_claim->raw() == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  while (true) {
    UsbTransfer transfer(m_claim->raw(), m_in, QByteArray(m_inSize - m_partial.size(), '\0'));
    const Result<qsizetype> count = transfer.run(deadline);
    if (!count) {
      return failure(count.error());
    }
    m_partial.append(transfer.buffer().first(*count));
    if (transfer.isCut() && m_partial.size() < m_reports.input) {
      return failure(Failure::Timeout, "port.silent");
    }
    if (!m_partial.isEmpty()) {
      return std::exchange(m_partial, {});
    }
  }
}

Result<void> HidPort::writeReport(QByteArrayView report, const Deadline& deadline) {
  if (m_claim->raw() == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  if (m_out.address == 0) {
    const uint8_t id = m_reports.numbered && !report.isEmpty() ? static_cast<uint8_t>(report[0]) : uint8_t(0);
    return setReport(OutputReport, id, report.toByteArray(), deadline);
  }
  UsbTransfer transfer(m_claim->raw(), m_out, report.toByteArray());
  const Result<qsizetype> count = transfer.run(deadline);
  if (!count) {
    return failure(count.error());
  }
  // Half a report means nothing to a device, and the other half would not be taken for its end.
  return *count == report.size() ? Result<void>() : failure(Failure::Timeout, "port.silent");
}

Result<void> HidPort::setReport(int kind, uint8_t id, QByteArray bytes, const Deadline& deadline) {
  return m_claim->tell({classOut, setReportRequest, static_cast<uint16_t>(kind << 8 | id)}, std::move(bytes), deadline);
}

Result<void> HidPort::setFeature(uint8_t id, QByteArrayView payload, const Deadline& deadline) {
  QByteArray bytes = payload.toByteArray();
  if (id != 0) bytes.prepend(static_cast<char>(id));
  const Result<void> set = setReport(FeatureReport, id, std::move(bytes), deadline);
  if (!set && set.error().code == "port.stall") return failure(Failure::Unsupported, "port.feature");
  return set;
}

Result<QByteArray> HidPort::feature(uint8_t id, const Deadline& deadline) {
  const int most = std::max(m_reports.feature, 64);
  const UsbClaim::Control control{classIn, getReport, static_cast<uint16_t>(FeatureReport << 8 | id)};
  Result<QByteArray> bytes = m_claim->ask(control, most, deadline);
  if (!bytes && bytes.error().code == "port.stall") return failure(Failure::Unsupported, "port.feature");
  return bytes;
}

void HidPort::drain() {
  constexpr int mostReports = 128;  // more than the longest reply of any device
  constexpr std::chrono::milliseconds silence(5);
  hall::wipe(m_partial);
  for (int i = 0; i < mostReports; ++i) {
    Result<QByteArray> report = readReport(Deadline::in(silence));
    if (!report) break;
    hall::wipe(*report);
  }
  hall::wipe(m_partial);
}

}  // namespace hall::drivers

#pragma once
// A pipe of whole HID reports to one device, for those that speak in reports instead of a stream. Calls block until
// something happened, the deadline passed (Timeout) or its token was stopped (Cancelled). Disconnected is final.
// Thread: one at a time, normally the device's lane.
#include <QByteArray>
#include <cstdint>

#include "drivers/port/deadline.h"
#include "drivers/port/hid_descriptor.h"
#include "sync/base/result.h"

namespace hall::drivers {

class ReportPort {
 public:
  ReportPort() = default;
  ReportPort(const ReportPort&) = delete;
  ReportPort& operator=(const ReportPort&) = delete;
  virtual ~ReportPort() = default;

  // The next input report as the device sent it: where reports are numbered, its number is the first byte.
  virtual Result<QByteArray> readReport(const Deadline& deadline) = 0;

  // Sends an output report as it stands: with its number first where reports are numbered, and not padded.
  virtual Result<void> writeReport(QByteArrayView report, const Deadline& deadline) = 0;

  // A feature report by its number (0 where they are not numbered). `payload` goes without the number; what is answered
  // comes with it, as the device sends it. Unsupported "port.feature" when the device has no such report.
  virtual Result<void> setFeature(uint8_t id, QByteArrayView payload, const Deadline& deadline) = 0;
  virtual Result<QByteArray> feature(uint8_t id, const Deadline& deadline) = 0;

  // Throws away the input reports that are waiting; a few milliseconds, bounded even if the device never stops.
  virtual void drain() = 0;

  // What the device's own descriptor says of its reports.
  [[nodiscard]] virtual const HidReports& reports() const = 0;

  // Ends the use of the device; later calls answer Disconnected. Also done by the destructor.
  virtual void close() = 0;

  // Where it is plugged in, stable over re-plugging into the same socket ("usb-1-2.4").
  [[nodiscard]] virtual QByteArray place() const = 0;
};

}  // namespace hall::drivers

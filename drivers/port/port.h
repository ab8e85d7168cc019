#pragma once
// A pipe of bytes to one device. Calls block until something happened, the deadline passed (Timeout) or its token was
// stopped (Cancelled). Disconnected is final: the port has to be closed and another one opened.
// Thread: one at a time, normally the device's lane.
#include <QByteArray>
#include <cstdint>

#include "drivers/port/deadline.h"
#include "sync/base/result.h"

namespace hall::drivers {

class Port {
 public:
  Port() = default;
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  virtual ~Port() = default;

  // How many bytes the device took, at least one: a printer out of paper takes a part and then nothing.
  virtual Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) = 0;

  // At least one byte, in whatever pieces they arrive; what arrived is never lost to a timeout.
  virtual Result<QByteArray> readSome(const Deadline& deadline) = 0;

  // The port status of the USB printer class (bit 5 paper out, bit 3 no error); Unsupported on any other port.
  virtual Result<uint8_t> printerLine(const Deadline& deadline);
  // The device id of the USB printer class, with its two bytes of length; Unsupported on any other port.
  virtual Result<QByteArray> printerId(const Deadline& deadline);
  // The soft reset of the USB printer class: what the printer was doing is lost. Unsupported on any other port.
  virtual Result<void> printerReset(const Deadline& deadline);

  // Throws away what is waiting to be read. Takes a few milliseconds, bounded even if the device never stops talking.
  virtual void drain() = 0;

  // Ends the use of the device; later calls answer Disconnected. Also done by the destructor.
  virtual void close() = 0;

  // Where it is plugged in, stable over re-plugging into the same socket ("usb-1-2.4", "ttyUSB0").
  [[nodiscard]] virtual QByteArray place() const = 0;
};

// Writes all of `bytes` or says why not.
Result<void> writeAll(Port& port, QByteArrayView bytes, const Deadline& deadline);

// The common drain: reads until a short silence, a bounded number of times.
void drainByReading(Port& port);

}  // namespace hall::drivers

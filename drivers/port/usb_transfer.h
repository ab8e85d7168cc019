#pragma once
// One bulk or interrupt transfer from its submission to its callback. It owns its buffer and does not return before
// libusb has let go of it, whatever happens in between: success, deadline, cancel, stall or the plug being pulled.
// Thread: any but the event thread, which runs the callback.
#include <QByteArray>
#include <condition_variable>
#include <mutex>

#include "drivers/port/deadline.h"
#include "sync/base/result.h"

struct libusb_device_handle;
struct libusb_transfer;

namespace hall::drivers {

struct UsbEndpoint {
  enum class Kind { Bulk, Interrupt };
  uint8_t address = 0;
  Kind kind = Kind::Bulk;
  int packet = 64;  // the longest one, in bytes
};

class UsbTransfer {
 public:
  // What went over is overwritten when this object dies.
  UsbTransfer(libusb_device_handle* handle, UsbEndpoint endpoint, QByteArray buffer);
  ~UsbTransfer();
  UsbTransfer(const UsbTransfer&) = delete;
  UsbTransfer& operator=(const UsbTransfer&) = delete;

  // The bytes that went over, also when the deadline came in between; Timeout or Cancelled only for none at all.
  // Disconnected "port.gone"; Garbled "port.stall" (the halt is cleared), "port.overflow", "port.error".
  Result<qsizetype> run(const Deadline& deadline);
  [[nodiscard]] const QByteArray& buffer() const { return m_buffer; }
  // Whether it was ended by us, so that the device may have more to say of the same piece.
  [[nodiscard]] bool isCut() const;

  void finished();  // for the event thread

 private:
  Result<qsizetype> outcome(const Deadline& deadline);
  Error afterError(const char* code);

  libusb_device_handle* m_handle;
  UsbEndpoint m_endpoint;
  QByteArray m_buffer;
  libusb_transfer* m_transfer;
  std::mutex m_mutex;
  std::condition_variable_any m_wake;
  bool m_done = false;
};

}  // namespace hall::drivers

#pragma once
// One interface of a USB device while it is ours: opened, its kernel driver detached, claimed, and all of it given back
// at the end. Failures: Disconnected "port.gone", Denied "port.denied" (no udev rule), Busy "port.busy".
// Thread: one at a time.
#include <memory>
#include <optional>

#include "drivers/port/deadline.h"
#include "drivers/port/usb_context.h"
#include "drivers/port/usb_transfer.h"

struct libusb_device_handle;

namespace hall::drivers {

class UsbClaim {
 public:
  struct Endpoints {
    QList<UsbEndpoint> in;
    QList<UsbEndpoint> out;
  };
  // The fixed part of a control request; its direction is part of `type`.
  struct Control {
    uint8_t type;
    uint8_t request;
    uint16_t value;
    std::optional<uint16_t> index = {};  // the interface's number, unless the request counts otherwise
  };

  // Opens it and looks at its endpoints, and leaves it to its kernel driver until `claim`.
  static Result<std::unique_ptr<UsbClaim>> open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                                int interface);
  ~UsbClaim();
  UsbClaim(const UsbClaim&) = delete;
  UsbClaim& operator=(const UsbClaim&) = delete;

  Result<void> claim();
  [[nodiscard]] const Endpoints& endpoints() const { return m_endpoints; }

  // A request to this interface. Garbled "port.stall" when the device does not know it. A stop request does not end it
  // early, so no more than a second is waited.
  Result<QByteArray> ask(const Control& control, int most, const Deadline& deadline);
  Result<void> tell(const Control& control, QByteArray bytes, const Deadline& deadline);

  void close();
  [[nodiscard]] libusb_device_handle* raw() const { return m_handle; }  // null once it is closed
  [[nodiscard]] const QByteArray& place() const { return m_place; }
  [[nodiscard]] int interface() const { return m_interface; }

 private:
  UsbClaim(std::shared_ptr<UsbContext> context, libusb_device_handle* handle, int interface, QByteArray place);
  Result<void> discover();
  Result<int> transfer(const Control& control, QByteArray& bytes, const Deadline& deadline);

  std::shared_ptr<UsbContext> m_context;
  libusb_device_handle* m_handle;
  int m_interface;
  QByteArray m_place;
  Endpoints m_endpoints;
  bool m_claimed = false;
};

}  // namespace hall::drivers

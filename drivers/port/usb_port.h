#pragma once
// A port over USB bulk endpoints, which are discovered from the descriptors. Two shapes are documented for SAM_V
// readers: one pair for whole frames, or two pairs of which the first carries a frame's head and the second the rest.
#include <array>
#include <memory>

#include "drivers/port/port.h"
#include "drivers/port/usb_context.h"

struct libusb_device_handle;

namespace hall::drivers {

class UsbPort final : public Port {
 public:
  enum class Pipes { OnePair, SplitHead };

  // Disconnected "port.gone"; Denied "port.denied" (no udev rule); Busy "port.busy"; Unsupported "port.shape" when
  // the interface has not the endpoints for `pipes`. Kernel drivers are detached and come back at close.
  static Result<std::unique_ptr<UsbPort>> open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface, Pipes pipes);
  ~UsbPort() override;

  Result<qsizetype> write(QByteArrayView bytes, const Deadline& deadline) override;
  Result<QByteArray> readSome(const Deadline& deadline) override;
  Result<uint8_t> printerLine(const Deadline& deadline) override;
  void drain() override;
  void close() override;
  [[nodiscard]] QByteArray place() const override { return m_place; }

 private:
  UsbPort(std::shared_ptr<UsbContext> context, libusb_device_handle* handle, int interface, QByteArray place);
  Result<void> claim();
  Result<void> discover(Pipes pipes);

  std::shared_ptr<UsbContext> m_context;
  libusb_device_handle* m_handle;
  int m_interface;
  QByteArray m_place;
  bool m_claimed = false;
  std::array<uint8_t, 2> m_in{};  // of head and rest; the same endpoint twice with one pair
  std::array<uint8_t, 2> m_out{};
  int m_inSize = 0;  // of an IN buffer
  bool m_split = false;
  size_t m_inTurn = 0;
  size_t m_outTurn = 0;
};

}  // namespace hall::drivers

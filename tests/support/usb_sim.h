#pragma once
// USB devices that are not there: an umockdev testbed answers every usbfs request of the unmodified libusb in this
// process, packet by packet, as a kernel would. Make one before any libusb context and keep it longer than all of them.
// Each test program that uses it links hall_usb_sim. Thread: any; a firmware runs on umockdev's thread and may not
// call back into the UsbSim.
#include <QByteArray>
#include <QList>
#include <functional>
#include <memory>

namespace hall::test {

class UsbSim {
 public:
  struct Shape {
    uint16_t vendor = 0x0400;
    uint16_t product = 0xC35A;
    uint8_t interfaceClass = 0xFF;
    uint8_t interfaceSubClass = 0;
    uint8_t interfaceProtocol = 0;
    QList<uint8_t> in{0x81};
    QList<uint8_t> out{0x02};
  };
  struct Packet {
    uint8_t endpoint;
    QByteArray bytes;  // longer than a packet of 64 bytes is cut; no empty packet is added behind
  };
  struct Firmware {
    // What the device sends once these bytes have arrived at an OUT endpoint.
    std::function<QList<Packet>(uint8_t endpoint, const QByteArray& bytes)> written;
    // The answer to a control request, after its eight bytes of setup.
    std::function<QByteArray(const QByteArray& setup)> control;
    // While true, OUT endpoints take nothing and their transfers wait for ever, as with a printer out of paper.
    std::function<bool()> full;
  };
  // How a transfer in flight ends when the plug is pulled; a real kernel does either.
  enum class LastWord { Shutdown, ProtocolError };

  UsbSim();
  ~UsbSim();
  UsbSim(const UsbSim&) = delete;
  UsbSim& operator=(const UsbSim&) = delete;

  // Always into the same socket; each plugging gets a new address, as on a real bus.
  void plug(const Shape& shape, Firmware firmware);
  void unplug(LastWord word = LastWord::Shutdown);

  void send(const Packet& packet);         // now, unasked
  void stall(uint8_t endpoint);            // the next transfer there fails until the halt is cleared
  [[nodiscard]] int pendingReads() const;  // transfers that wait for the device to send

 private:
  struct Device;
  class Testbed;
  std::unique_ptr<Testbed> m_testbed;
};

}  // namespace hall::test

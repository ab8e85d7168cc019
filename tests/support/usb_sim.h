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
  enum class Endpoints { Bulk, Interrupt };
  struct Shape {
    uint16_t vendor = 0x0400;
    uint16_t product = 0xC35A;
    uint8_t interfaceClass = 0xFF;
    uint8_t interfaceSubClass = 0;
    uint8_t interfaceProtocol = 0;
    QList<uint8_t> in{0x81};
    QList<uint8_t> out{0x02};
    Endpoints endpoints = Endpoints::Bulk;
    int packetSize = 64;
    QByteArray reportDescriptor;  // of class 03; such a device starts with the kernel's HID driver on it
    int socket = 1;               // where it is plugged in: "usb-1-1"
  };
  enum class Cut { InPackets, Not };
  struct Packet {
    uint8_t endpoint;
    QByteArray bytes;
    // Longer than a packet is cut, and no empty packet added behind. Not cut, what is longer than the program has room
    // for is an overflow, as with a device that does not keep to its own descriptor.
    Cut cut = Cut::InPackets;
  };
  struct Firmware {
    // What the device sends once these bytes have arrived at an OUT endpoint.
    std::function<QList<Packet>(uint8_t endpoint, const QByteArray& bytes)> written = {};
    // The answer to a control request, after its eight bytes of setup and, on the way out, what goes with them. One on
    // the way out is refused with "no" and taken with anything else.
    std::function<QByteArray(const QByteArray& setup)> control = {};
    // While true, OUT endpoints take nothing and their transfers wait for ever, as with a printer out of paper.
    std::function<bool()> full = {};
    // How many bytes OUT endpoints take now; a transfer that is given up keeps what was taken of it. Unset: all.
    std::function<qsizetype()> room = {};
  };
  // How a transfer in flight ends when the plug is pulled; a real kernel does either.
  enum class LastWord { Shutdown, ProtocolError };

  UsbSim();
  ~UsbSim();
  UsbSim(const UsbSim&) = delete;
  UsbSim& operator=(const UsbSim&) = delete;

  // Each plugging gets the next address that is free, of 1 to 127 as on a real bus; the socket stays the shape's.
  void plug(const Shape& shape, Firmware firmware);
  // Without a socket these mean the device plugged last.
  void unplug(LastWord word = LastWord::Shutdown, int socket = 0);
  void forget();                                          // what has been unplugged, once no program holds it any more
  void send(const Packet& packet, int socket = 0);        // now, unasked
  void stall(uint8_t endpoint, int socket = 0);           // the next transfer there fails until the halt is cleared
  void roomAgain();                                       // what waits for `full` or `room` is looked at again
  [[nodiscard]] int pendingReads() const;                 // transfers that wait for the device to send
  [[nodiscard]] bool kernelDriver(int socket = 0) const;  // whether the kernel's own driver holds it

 private:
  struct Device;
  class Testbed;
  std::unique_ptr<Testbed> m_testbed;
};

}  // namespace hall::test

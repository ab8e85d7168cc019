#pragma once
// Input devices that are not there: nodes in an umockdev testbed whose ioctls this class answers to the unmodified
// libevdev in this process, as the kernel would: names, capabilities, the state of keys and switches, and the grab.
// What a grab does to other listeners is the kernel's doing and cannot be seen here; that it was asked for and given
// back can. Make one before anything else of umockdev. Thread: any.
#include <QByteArray>
#include <QList>
#include <memory>

namespace hall::test {

class EvdevSim {
 public:
  struct Shape {
    QByteArray name = "Barcode Keyboard";
    QByteArray phys = "usb-0000:00:14.0-2/input0";
    uint16_t vendor = 0x1234;
    uint16_t product = 0x5678;
    QList<unsigned> keys;
    QList<unsigned> switches;
  };

  EvdevSim();
  ~EvdevSim();
  EvdevSim(const EvdevSim&) = delete;
  EvdevSim& operator=(const EvdevSim&) = delete;

  // The node's path, "/dev/input/event3".
  QByteArray plug(int number, const Shape& shape);
  void unplug(int number);

  void key(int number, unsigned code, int value);  // with the report that ends it
  void tap(int number, unsigned code);
  void turn(int number, unsigned switchCode, bool in);
  void loseEvents(int number);   // as a kernel whose buffer ran over says it
  void takeByOther(int number);  // another program has grabbed it
  [[nodiscard]] bool grabbed(int number) const;

 private:
  struct Device;
  class Testbed;
  std::unique_ptr<Testbed> m_testbed;
};

}  // namespace hall::test

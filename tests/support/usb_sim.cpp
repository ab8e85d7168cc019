#include "tests/support/usb_sim.h"

#include <sys/stat.h>
#include <umockdev.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/support/usb_sim_device.h"

namespace hall::test {

namespace {

QByteArray devicePath(int socket) {
  return "/devices/usb1/1-" + QByteArray::number(socket);
}

QByteArray littleEndian(int value) {
  return QByteArray().append(static_cast<char>(value & 0xFF)).append(static_cast<char>(value >> 8));
}

QByteArray bytes(std::initializer_list<int> list) {
  QByteArray result;
  for (const int value : list) result.append(static_cast<char>(value));
  return result;
}

// Device, configuration, interface, HID class and endpoints, as the bus would give them.
QByteArray descriptors(const UsbSim::Shape& shape) {
  constexpr int bulk = 2;
  constexpr int interrupt = 3;
  const auto endpoints = static_cast<int>(shape.in.size() + shape.out.size());
  const bool hid = shape.interfaceClass == 3;
  QByteArray result = bytes({18, 1, 0, 2, 0, 0, 0, 64}) + littleEndian(shape.vendor) + littleEndian(shape.product) +
                      bytes({0, 1, 0, 0, 0, 1});
  result += bytes({9, 2}) + littleEndian(9 + 9 + (hid ? 9 : 0) + 7 * endpoints) + bytes({1, 1, 0, 0x80, 50});
  result += bytes({9, 4, 0, 0, endpoints, shape.interfaceClass, shape.interfaceSubClass, shape.interfaceProtocol, 0});
  if (hid) result += bytes({9, 0x21, 0x11, 1, 0, 1, 0x22}) + littleEndian(int(shape.reportDescriptor.size()));
  const int kind = shape.endpoints == UsbSim::Endpoints::Bulk ? bulk : interrupt;
  for (const uint8_t endpoint : shape.out + shape.in) {
    result += bytes({7, 5, endpoint, kind}) + littleEndian(shape.packetSize) + bytes({kind == interrupt ? 1 : 0});
  }
  return result;
}

QByteArray nodeOf(int address) {
  return "/dev/bus/usb/001/" + QByteArray::number(address).rightJustified(3, '0');
}

QByteArray description(const QByteArray& node, int address, const UsbSim::Shape& shape) {
  const QByteArray number = QByteArray::number(address).rightJustified(3, '0');
  return "P: " + devicePath(shape.socket) +
         "\n"
         "E: SUBSYSTEM=usb\nE: DEVTYPE=usb_device\n"
         "E: DEVNAME=" +
         node + "\nE: BUSNUM=001\nE: DEVNUM=" + number +
         "\n"
         "A: busnum=1\nA: devnum=" +
         QByteArray::number(address) +
         "\n"
         "A: bConfigurationValue=1\nA: speed=12\n"
         "H: descriptors=" +
         descriptors(shape).toHex().toUpper() + "\n";
}

}  // namespace

class UsbSim::Testbed {
 public:
  Testbed() : bed(umockdev_testbed_new()) {
    // The answer is remembered for good: asked before the first testbed exists, no plug would ever be announced.
    if (!umockdev_in_mock_environment()) qFatal("UsbSim: the program is not linked with umockdev's preload library");
  }
  ~Testbed() {
    for (const auto& device : devices) drop(*device);
    g_object_unref(bed);  // also removes its folder
  }
  Testbed(const Testbed&) = delete;
  Testbed& operator=(const Testbed&) = delete;

  UMockdevTestbed* bed;
  // The device in that socket, or the last one plugged; null when it is not there (any more).
  Device* at(int socket) const {
    for (auto it = devices.rbegin(); it != devices.rend(); ++it) {
      if (socket == 0 || (*it)->shape.socket == socket) return it->get();
    }
    return nullptr;
  }

  // The hub itself has address 1. libusb keeps an address in one byte, and a device it still knows by that address
  // would hide a new one, so none is given again before its device is forgotten.
  int nextAddress() {
    constexpr int most = 127;
    for (int i = 0; i < most; ++i) {
      m_address = m_address % most + 1;
      const QByteArray node = nodeOf(m_address);
      const auto holds = [&node](const auto& device) { return device->node == node; };
      if (m_address > 1 && std::ranges::none_of(devices, holds)) return m_address;
    }
    qFatal("UsbSim: every address is taken; forget() what has been unplugged");
  }

  QByteArray pathOf(const QByteArray& inside) const {
    gchar* root = umockdev_testbed_get_root_dir(bed);
    QByteArray path = root + inside;
    g_free(root);
    return path;
  }

  void drop(const Device& device) const {
    umockdev_testbed_detach_ioctl(bed, device.node.constData(), nullptr);
    g_object_unref(device.handler);
    QFile::remove(QString::fromLocal8Bit(pathOf(device.node)));
    QFile::remove(QString::fromLocal8Bit(pathOf("/ioctl" + device.node)));
  }

  std::set<const Device*> plugged;
  // Those unplugged stay: a program may still hold their node open and has to hear that they are gone.
  std::vector<std::unique_ptr<Device>> devices;

 private:
  int m_address = 1;
};

namespace {

gboolean onIoctl(UMockdevIoctlBase* /*base*/, UMockdevIoctlClient* client, gpointer answer) {
  return (*static_cast<std::function<bool(UMockdevIoctlClient*)>*>(answer))(client) ? TRUE : FALSE;
}

void deleteAnswer(gpointer answer, GClosure* /*closure*/) {
  delete static_cast<std::function<bool(UMockdevIoctlClient*)>*>(answer);
}

}  // namespace

UsbSim::UsbSim() : m_testbed(std::make_unique<Testbed>()) {}
UsbSim::~UsbSim() = default;

void UsbSim::plug(const Shape& shape, Firmware firmware) {
  const int address = m_testbed->nextAddress();
  const QByteArray node = nodeOf(address);
  const QByteArray path = m_testbed->pathOf(node);
  QDir().mkpath(QFileInfo(QString::fromLocal8Bit(path)).path());
  // A node of our own making: the usual stand-in is a plain file, always writable, and libusb would spin on it.
  if (mkfifo(path.constData(), 0600) != 0) qFatal("UsbSim: no node %s", path.constData());
  auto device = std::make_unique<Device>(node, path, shape, std::move(firmware));
  device->handler = UMOCKDEV_IOCTL_BASE(g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, nullptr));
  auto* answer = new std::function<bool(UMockdevIoctlClient*)>(
      [raw = device.get()](UMockdevIoctlClient* client) { return raw->answer(client); });
  g_signal_connect_data(device->handler, "handle-ioctl", G_CALLBACK(onIoctl), answer, deleteAnswer, GConnectFlags(0));
  const auto vanished = +[](UMockdevIoctlBase* /*base*/, UMockdevIoctlClient* client, gpointer self) {
    static_cast<Device*>(self)->forget(client);
  };
  g_signal_connect(device->handler, "client-vanished", G_CALLBACK(vanished), device.get());
  GError* error = nullptr;
  umockdev_testbed_attach_ioctl(m_testbed->bed, node.constData(), device->handler, &error);
  if (error == nullptr) {
    umockdev_testbed_add_from_string(m_testbed->bed, description(node, address, shape).constData(), &error);
  }
  if (error != nullptr) qFatal("UsbSim: %s", error->message);
  m_testbed->plugged.insert(device.get());
  m_testbed->devices.push_back(std::move(device));
}

void UsbSim::unplug(LastWord word, int socket) {
  Device* device = m_testbed->at(socket);
  if (device == nullptr || m_testbed->plugged.erase(device) == 0) {
    return;
  }
  device->pull(word);
  for (int i = 0; i < 100 && !device->reapedAll(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  const QByteArray syspath = "/sys" + devicePath(device->shape.socket);
  umockdev_testbed_uevent(m_testbed->bed, syspath.constData(), "remove");
  umockdev_testbed_remove_device(m_testbed->bed, syspath.constData());
}

void UsbSim::forget() {
  std::erase_if(m_testbed->devices, [this](const std::unique_ptr<Device>& device) {
    if (m_testbed->plugged.contains(device.get())) return false;
    m_testbed->drop(*device);
    return true;
  });
}

void UsbSim::send(const Packet& packet, int socket) {
  m_testbed->at(socket)->send(packet);
}

void UsbSim::stall(uint8_t endpoint, int socket) {
  m_testbed->at(socket)->stall(endpoint);
}

void UsbSim::roomAgain() {
  m_testbed->at(0)->roomAgain();
}

int UsbSim::pendingReads() const {
  return m_testbed->at(0)->pendingReads();
}

bool UsbSim::kernelDriver(int socket) const {
  return m_testbed->at(socket)->kernelDriver();
}

}  // namespace hall::test

#include "tests/support/usb_sim.h"

#include <sys/stat.h>
#include <umockdev.h>

#include <QDir>
#include <QFileInfo>
#include <chrono>
#include <thread>

#include "tests/support/usb_sim_device.h"

namespace hall::test {

namespace {

constexpr const char* syspath = "/sys/devices/usb1/1-1";

QByteArray littleEndian(int value) {
  return QByteArray().append(static_cast<char>(value & 0xFF)).append(static_cast<char>(value >> 8));
}

QByteArray bytes(std::initializer_list<int> list) {
  QByteArray result;
  for (const int value : list) result.append(static_cast<char>(value));
  return result;
}

// Device, configuration, interface and bulk endpoints, as the bus would give them.
QByteArray descriptors(const UsbSim::Shape& shape) {
  const auto endpoints = static_cast<int>(shape.in.size() + shape.out.size());
  QByteArray result = bytes({18, 1, 0, 2, 0, 0, 0, 64}) + littleEndian(shape.vendor) + littleEndian(shape.product) +
                      bytes({0, 1, 0, 0, 0, 1});
  result += bytes({9, 2}) + littleEndian(9 + 9 + 7 * endpoints) + bytes({1, 1, 0, 0x80, 50});
  result += bytes({9, 4, 0, 0, endpoints, shape.interfaceClass, shape.interfaceSubClass, shape.interfaceProtocol, 0});
  for (const uint8_t endpoint : shape.out + shape.in) result += bytes({7, 5, endpoint, 2, 64, 0, 0});
  return result;
}

QByteArray description(const QByteArray& node, int address, const UsbSim::Shape& shape) {
  const QByteArray number = QByteArray::number(address).rightJustified(3, '0');
  return "P: /devices/usb1/1-1\n"
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
    for (const auto& device : devices) {
      umockdev_testbed_detach_ioctl(bed, device->node.constData(), nullptr);
      g_object_unref(device->handler);
    }
    g_object_unref(bed);  // also removes its folder
  }
  Testbed(const Testbed&) = delete;
  Testbed& operator=(const Testbed&) = delete;

  UMockdevTestbed* bed;
  int address = 1;
  bool plugged = false;
  // Those unplugged stay: a program may still hold their node open and has to hear that they are gone.
  std::vector<std::unique_ptr<Device>> devices;
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
  const int address = ++m_testbed->address;
  const QByteArray node = "/dev/bus/usb/001/" + QByteArray::number(address).rightJustified(3, '0');
  gchar* root = umockdev_testbed_get_root_dir(m_testbed->bed);
  const QByteArray path = QByteArray(root) + node;
  g_free(root);
  QDir().mkpath(QFileInfo(QString::fromLocal8Bit(path)).path());
  // A node of our own making: the usual stand-in is a plain file, always writable, and libusb would spin on it.
  if (mkfifo(path.constData(), 0600) != 0) qFatal("UsbSim: no node %s", path.constData());
  auto device = std::make_unique<Device>(node, path, std::move(firmware));
  device->handler = UMOCKDEV_IOCTL_BASE(g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, nullptr));
  auto* answer = new std::function<bool(UMockdevIoctlClient*)>(
      [raw = device.get()](UMockdevIoctlClient* client) { return raw->answer(client); });
  g_signal_connect_data(device->handler, "handle-ioctl", G_CALLBACK(onIoctl), answer, deleteAnswer, GConnectFlags(0));
  GError* error = nullptr;
  umockdev_testbed_attach_ioctl(m_testbed->bed, node.constData(), device->handler, &error);
  if (error == nullptr) {
    umockdev_testbed_add_from_string(m_testbed->bed, description(node, address, shape).constData(), &error);
  }
  if (error != nullptr) qFatal("UsbSim: %s", error->message);
  m_testbed->devices.push_back(std::move(device));
  m_testbed->plugged = true;
}

void UsbSim::unplug(LastWord word) {
  if (!m_testbed->plugged) {
    return;
  }
  Device& device = *m_testbed->devices.back();
  device.pull(word);
  for (int i = 0; i < 100 && !device.reapedAll(); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  umockdev_testbed_uevent(m_testbed->bed, syspath, "remove");
  umockdev_testbed_remove_device(m_testbed->bed, syspath);
  m_testbed->plugged = false;
}

void UsbSim::send(const Packet& packet) {
  m_testbed->devices.back()->send(packet);
}

void UsbSim::stall(uint8_t endpoint) {
  m_testbed->devices.back()->stall(endpoint);
}

int UsbSim::pendingReads() const {
  return m_testbed->devices.back()->pendingReads();
}

}  // namespace hall::test

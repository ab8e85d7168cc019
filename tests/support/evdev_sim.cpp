#include "tests/support/evdev_sim.h"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <umockdev.h>
#include <unistd.h>

#include <QDir>
#include <QFileInfo>
#include <QMap>
#include <QSet>
#include <mutex>

namespace hall::test {

struct EvdevSim::Device {
  Shape shape;
  QByteArray node;
  QByteArray path;  // of the pipe behind it
  QByteArray syspath;
  int pipe = -1;
  UMockdevIoctlBase* handler = nullptr;
  mutable std::mutex mutex;
  bool grabbed = false;
  bool taken = false;
  QSet<unsigned> down;
  QSet<unsigned> in;

  void send(uint16_t type, uint16_t code, int value) const {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    if (::write(pipe, &event, sizeof event) != sizeof event) qFatal("EvdevSim: pipe full");
  }

  [[nodiscard]] static QByteArray bits(const QList<unsigned>& codes, qsizetype size) {
    QByteArray map(size, '\0');
    for (const unsigned code : codes) {
      if (code / 8 < unsigned(size)) map[code / 8] = static_cast<char>(map[code / 8] | 1 << code % 8);
    }
    return map;
  }

  // What the kernel would write behind the pointer, cut to the size that was asked for.
  [[nodiscard]] QByteArray read(unsigned number, qsizetype size) const {
    switch (number) {
      case _IOC_NR(EVIOCGVERSION):
        return QByteArray::fromHex("01000100");
      case _IOC_NR(EVIOCGID): {
        const input_id id{BUS_USB, shape.vendor, shape.product, 1};
        return {reinterpret_cast<const char*>(&id), sizeof id};
      }
      case _IOC_NR(EVIOCGNAME(0)):
        return shape.name + '\0';
      case _IOC_NR(EVIOCGPHYS(0)):
        return shape.phys + '\0';
      case _IOC_NR(EVIOCGBIT(0, 0)): {
        QList<unsigned> types{EV_SYN};
        if (!shape.keys.isEmpty()) types.append(EV_KEY);
        if (!shape.switches.isEmpty()) types.append(EV_SW);
        return bits(types, size);
      }
      case _IOC_NR(EVIOCGBIT(EV_KEY, 0)):
        return bits(shape.keys, size);
      case _IOC_NR(EVIOCGBIT(EV_SW, 0)):
        return bits(shape.switches, size);
      case _IOC_NR(EVIOCGKEY(0)):
        return bits(down.values(), size);
      case _IOC_NR(EVIOCGSW(0)):
        return bits(in.values(), size);
      default:
        return QByteArray(size, '\0');
    }
  }

  bool answer(UMockdevIoctlClient* client) {
    const std::lock_guard lock(mutex);
    const gulong request = umockdev_ioctl_client_get_request(client);
    UMockdevIoctlData* argument = umockdev_ioctl_client_get_arg(client);
    if (_IOC_TYPE(request) != 'E') return false;
    if (request == EVIOCGRAB) {
      const bool wanted = *reinterpret_cast<gulong*>(argument->data) != 0;
      const bool refused = wanted && taken;
      if (!refused) grabbed = wanted;
      umockdev_ioctl_client_complete(client, refused ? -1 : 0, refused ? EBUSY : 0);
      return true;
    }
    if (_IOC_DIR(request) != _IOC_READ) {
      umockdev_ioctl_client_complete(client, 0, 0);
      return true;
    }
    const auto size = static_cast<qsizetype>(_IOC_SIZE(request));
    const QByteArray value = read(_IOC_NR(request), size).leftJustified(size, '\0', true);
    UMockdevIoctlData* there = umockdev_ioctl_data_resolve(argument, 0, static_cast<gsize>(size), nullptr);
    std::copy(value.cbegin(), value.cend(), reinterpret_cast<char*>(there->data));
    umockdev_ioctl_client_complete(client, static_cast<glong>(size), 0);
    g_object_unref(there);
    return true;
  }
};

class EvdevSim::Testbed {
 public:
  Testbed() : bed(umockdev_testbed_new()) {
    if (!umockdev_in_mock_environment()) qFatal("EvdevSim: the program is not linked with umockdev's preload library");
    gchar* folder = umockdev_testbed_get_root_dir(bed);
    root = folder;
    g_free(folder);
    QDir().mkpath(QString::fromLocal8Bit(root) + QStringLiteral("/dev/input"));
  }
  ~Testbed() {
    for (const auto& device : devices) {
      umockdev_testbed_detach_ioctl(bed, device->node.constData(), nullptr);
      g_object_unref(device->handler);
      if (device->pipe >= 0) ::close(device->pipe);
    }
    g_object_unref(bed);
  }
  Testbed(const Testbed&) = delete;
  Testbed& operator=(const Testbed&) = delete;

  UMockdevTestbed* bed;
  QByteArray root;
  std::vector<std::unique_ptr<Device>> devices;  // those unplugged stay
  QMap<int, Device*> plugged;
};

namespace {

gboolean onIoctl(UMockdevIoctlBase* /*base*/, UMockdevIoctlClient* client, gpointer answer) {
  return (*static_cast<std::function<bool(UMockdevIoctlClient*)>*>(answer))(client) ? TRUE : FALSE;
}

void deleteAnswer(gpointer answer, GClosure* /*closure*/) {
  delete static_cast<std::function<bool(UMockdevIoctlClient*)>*>(answer);
}

}  // namespace

EvdevSim::EvdevSim() : m_testbed(std::make_unique<Testbed>()) {}
EvdevSim::~EvdevSim() = default;

QByteArray EvdevSim::plug(int number, const Shape& shape) {
  auto device = std::make_unique<Device>();
  device->shape = shape;
  device->node = "/dev/input/event" + QByteArray::number(number);
  device->path = m_testbed->root + device->node;
  device->syspath = "/sys/devices/virtual/input/input" + QByteArray::number(number);
  if (mkfifo(device->path.constData(), 0600) != 0) qFatal("EvdevSim: no node %s", device->path.constData());
  device->pipe = ::open(device->path.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC);
  device->handler = UMOCKDEV_IOCTL_BASE(g_object_new(UMOCKDEV_TYPE_IOCTL_BASE, nullptr));
  auto* answer = new std::function<bool(UMockdevIoctlClient*)>(
      [raw = device.get()](UMockdevIoctlClient* client) { return raw->answer(client); });
  g_signal_connect_data(device->handler, "handle-ioctl", G_CALLBACK(onIoctl), answer, deleteAnswer, GConnectFlags(0));
  GError* error = nullptr;
  umockdev_testbed_attach_ioctl(m_testbed->bed, device->node.constData(), device->handler, &error);
  const QByteArray described =
      "P: " + device->syspath.mid(4) + "\nE: SUBSYSTEM=input\nE: DEVNAME=" + device->node + "\n";
  if (error == nullptr) umockdev_testbed_add_from_string(m_testbed->bed, described.constData(), &error);
  if (error != nullptr) qFatal("EvdevSim: %s", error->message);
  m_testbed->plugged[number] = device.get();
  m_testbed->devices.push_back(std::move(device));
  return m_testbed->plugged[number]->node;
}

void EvdevSim::unplug(int number) {
  Device* device = m_testbed->plugged.take(number);
  if (device == nullptr) return;
  umockdev_testbed_uevent(m_testbed->bed, device->syspath.constData(), "remove");
  umockdev_testbed_remove_device(m_testbed->bed, device->syspath.constData());
  ::unlink(device->path.constData());
  ::close(device->pipe);  // whoever still reads is told of the hang-up
  device->pipe = -1;
}

void EvdevSim::key(int number, unsigned code, int value) {
  Device* device = m_testbed->plugged[number];
  {
    const std::lock_guard lock(device->mutex);
    if (value == 0) device->down.remove(code);
    if (value == 1) device->down.insert(code);
  }
  device->send(EV_KEY, static_cast<uint16_t>(code), value);
  device->send(EV_SYN, SYN_REPORT, 0);
}

void EvdevSim::tap(int number, unsigned code) {
  key(number, code, 1);
  key(number, code, 0);
}

void EvdevSim::turn(int number, unsigned switchCode, bool in) {
  Device* device = m_testbed->plugged[number];
  {
    const std::lock_guard lock(device->mutex);
    if (in) {
      device->in.insert(switchCode);
    } else {
      device->in.remove(switchCode);
    }
  }
  device->send(EV_SW, static_cast<uint16_t>(switchCode), in ? 1 : 0);
  device->send(EV_SYN, SYN_REPORT, 0);
}

void EvdevSim::loseEvents(int number) {
  m_testbed->plugged[number]->send(EV_SYN, SYN_DROPPED, 0);
  m_testbed->plugged[number]->send(EV_SYN, SYN_REPORT, 0);
}

void EvdevSim::takeByOther(int number) {
  const std::lock_guard lock(m_testbed->plugged[number]->mutex);
  m_testbed->plugged[number]->taken = true;
}

bool EvdevSim::grabbed(int number) const {
  const Device* device = m_testbed->plugged[number];
  const std::lock_guard lock(device->mutex);
  return device->grabbed;
}

}  // namespace hall::test

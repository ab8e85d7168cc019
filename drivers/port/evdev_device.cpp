#include "drivers/port/evdev_device.h"

#include <fcntl.h>
#include <libevdev/libevdev.h>
#include <poll.h>
#include <unistd.h>

#include <QDir>
#include <algorithm>
#include <cerrno>

namespace hall::drivers {

namespace {

Error openError(int error) {
  switch (error) {
    case EACCES:
    case EPERM:
      return {Failure::Denied, "port.denied", {}};
    case EBUSY:
      return {Failure::Busy, "port.busy", {}};
    default:
      return {Failure::Disconnected, "port.gone", {}};
  }
}

// A node whose device is gone may read as merely empty; waiting for it would never rest again.
bool hungUp(int file) {
  pollfd watched{file, POLLIN, 0};
  return poll(&watched, 1, 0) > 0 && (watched.revents & POLLIN) == 0;
}

}  // namespace

std::optional<EvdevCode> evdevCode(const QByteArray& name) {
  const int type = libevdev_event_type_from_code_name(name.constData());
  const int code = libevdev_event_code_from_code_name(name.constData());
  if (type < 0 || code < 0) return std::nullopt;
  return EvdevCode{static_cast<unsigned>(type), static_cast<unsigned>(code)};
}

Result<std::unique_ptr<EvdevDevice>> EvdevDevice::open(const QByteArray& path, Hold hold) {
  const int file = ::open(path.constData(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  if (file < 0) {
    return failure(openError(errno));
  }
  libevdev* device = nullptr;
  if (const int error = libevdev_new_from_fd(file, &device); error < 0) {
    ::close(file);
    if (error == -ENODEV) return failure(openError(ENODEV));
    return failure(Failure::Unsupported, "port.shape");
  }
  auto opened = std::unique_ptr<EvdevDevice>(new EvdevDevice(file, device));
  if (hold == Hold::Grabbed) {
    if (const Result<void> grabbed = opened->grab(); !grabbed) return failure(grabbed.error());
  }
  return opened;
}

EvdevDevice::EvdevDevice(int file, libevdev* device) : m_file(file), m_device(device) {}

EvdevDevice::~EvdevDevice() {
  // The kernel lets go of a grab with the last close; saying so first frees it even while a child holds the file.
  if (m_grabbed) libevdev_grab(m_device, LIBEVDEV_UNGRAB);
  libevdev_free(m_device);
  ::close(m_file);
}

Result<void> EvdevDevice::grab() {
  if (const int error = libevdev_grab(m_device, LIBEVDEV_GRAB); error < 0) {
    return failure(openError(-error));
  }
  m_grabbed = true;
  return {};
}

Result<std::optional<EvdevEvent>> EvdevDevice::next() {
  input_event event{};
  const unsigned flag = m_catchingUp ? LIBEVDEV_READ_FLAG_SYNC : LIBEVDEV_READ_FLAG_NORMAL;
  const int status = libevdev_next_event(m_device, flag, &event);
  if (status == -EAGAIN && m_catchingUp) {
    m_catchingUp = false;
    return next();
  }
  if ((status == -EAGAIN && !hungUp(m_file)) || status == -EINTR) {
    return std::optional<EvdevEvent>();
  }
  if (status < 0) {
    return failure(Failure::Disconnected, "port.gone");
  }
  const bool lost = status == LIBEVDEV_READ_STATUS_SYNC && !m_catchingUp;
  if (lost) m_catchingUp = true;  // what follows tells how keys and switches stand now
  return std::optional(EvdevEvent{{event.type, event.code}, event.value, lost});
}

uint16_t EvdevDevice::vendor() const {
  return static_cast<uint16_t>(libevdev_get_id_vendor(m_device));
}

uint16_t EvdevDevice::product() const {
  return static_cast<uint16_t>(libevdev_get_id_product(m_device));
}

QByteArray EvdevDevice::name() const {
  return libevdev_get_name(m_device);
}

QByteArray EvdevDevice::place() const {
  const QByteArray place = libevdev_get_phys(m_device);
  return place.isEmpty() ? name() : place;
}

bool EvdevDevice::has(EvdevCode what) const {
  return libevdev_has_event_code(m_device, what.type, what.code) != 0;
}

int EvdevDevice::value(EvdevCode what) const {
  return libevdev_get_event_value(m_device, what.type, what.code);
}

QList<QByteArray> evdevNodes() {
  const QString folder = QStringLiteral("/dev/input");
  const QStringList names =
      QDir(folder).entryList({QStringLiteral("event*")}, QDir::Files | QDir::System | QDir::NoDotAndDotDot);
  QList<int> numbers;
  for (const QString& name : names) numbers.append(QStringView(name).mid(5).toInt());
  std::sort(numbers.begin(), numbers.end());
  QList<QByteArray> nodes;
  for (const int number : numbers) nodes.append("/dev/input/event" + QByteArray::number(number));
  return nodes;
}

}  // namespace hall::drivers

#include "tests/support/usb_sim_device.h"

#include <fcntl.h>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>
#include <umockdev.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>

namespace hall::test {

namespace {

constexpr int setupSize = 8;

usbdevfs_urb* urbOf(UMockdevIoctlData* data) {
  return reinterpret_cast<usbdevfs_urb*>(data->data);
}

bool isIn(uint8_t endpoint) {
  return (endpoint & 0x80) != 0;
}

}  // namespace

UsbSim::Device::Device(const QByteArray& nodePath, const QByteArray& fifo, const Shape& itsShape, Firmware firmware)
    : node(nodePath),
      shape(itsShape),
      m_firmware(std::move(firmware)),
      m_fifo(::open(fifo.constData(), O_RDWR | O_NONBLOCK | O_CLOEXEC)),
      m_kernelDriver(itsShape.interfaceClass == 3) {
  showReady(false);
}

UsbSim::Device::~Device() {
  ::close(m_fifo);
}

// libusb polls its node for room to write. A full pipe has none; an emptied one wakes it.
void UsbSim::Device::showReady(bool ready) {
  std::vector<char> block(4096);
  if (ready) {
    while (::read(m_fifo, block.data(), block.size()) > 0) {
    }
  } else {
    while (::write(m_fifo, block.data(), block.size()) > 0) {
    }
  }
}

bool UsbSim::Device::answer(UMockdevIoctlClient* client) {
  const std::lock_guard lock(m_mutex);
  UMockdevIoctlData* argument = umockdev_ioctl_client_get_arg(client);
  const gulong request = umockdev_ioctl_client_get_request(client);
  if (m_gone && request != USBDEVFS_REAPURBNDELAY && request != USBDEVFS_REAPURB) {
    umockdev_ioctl_client_complete(client, -1, ENODEV);
    return true;
  }
  switch (request) {
    case USBDEVFS_GET_CAPABILITIES: {
      UMockdevIoctlData* word = umockdev_ioctl_data_resolve(argument, 0, sizeof(guint32), nullptr);
      *reinterpret_cast<guint32*>(word->data) = USBDEVFS_CAP_REAP_AFTER_DISCONNECT | USBDEVFS_CAP_BULK_SCATTER_GATHER;
      umockdev_ioctl_client_complete(client, 0, 0);
      g_object_unref(word);
      return true;
    }
    case USBDEVFS_SUBMITURB:
      submit(client, argument);
      return true;
    case USBDEVFS_REAPURB:
    case USBDEVFS_REAPURBNDELAY:
      reap(client, argument);
      return true;
    case USBDEVFS_DISCARDURB:
      discard(client, argument);
      return true;
    case USBDEVFS_CLEAR_HALT: {
      UMockdevIoctlData* word = umockdev_ioctl_data_resolve(argument, 0, sizeof(unsigned), nullptr);
      m_halted.erase(static_cast<uint8_t>(*reinterpret_cast<unsigned*>(word->data)));
      umockdev_ioctl_client_complete(client, 0, 0);
      g_object_unref(word);
      return true;
    }
    case USBDEVFS_CLAIMINTERFACE:
    case USBDEVFS_DISCONNECT_CLAIM:
    case USBDEVFS_GETDRIVER:
    case USBDEVFS_IOCTL:
      claim(client, request, argument);
      return true;
    case USBDEVFS_RELEASEINTERFACE:
      if (m_holder == client) m_holder = nullptr;
      umockdev_ioctl_client_complete(client, 0, 0);
      return true;
    case USBDEVFS_SETINTERFACE:
    case USBDEVFS_SETCONFIGURATION:
    case USBDEVFS_RESET:
      umockdev_ioctl_client_complete(client, 0, 0);
      return true;
    default:
      return false;
  }
}

// The kernel's driver stands in the way until it is detached, and comes back when asked to.
void UsbSim::Device::claim(UMockdevIoctlClient* client, gulong request, UMockdevIoctlData* argument) {
  int error = 0;
  const bool taken = m_holder != nullptr && m_holder != client;
  if (request == USBDEVFS_CLAIMINTERFACE) {
    error = m_kernelDriver || taken ? EBUSY : 0;
    if (error == 0) m_holder = client;
  } else if (request == USBDEVFS_DISCONNECT_CLAIM) {
    m_kernelDriver = false;
    error = taken ? EBUSY : 0;
    if (error == 0) m_holder = client;
  } else if (request == USBDEVFS_GETDRIVER) {
    error = ENODATA;
  } else {
    UMockdevIoctlData* inner = umockdev_ioctl_data_resolve(argument, 0, sizeof(usbdevfs_ioctl), nullptr);
    const auto code = static_cast<gulong>(reinterpret_cast<usbdevfs_ioctl*>(inner->data)->ioctl_code);
    g_object_unref(inner);
    const bool comesBack = code == (USBDEVFS_CONNECT & 0xFFFFFFFFUL) && shape.interfaceClass == 3;
    m_kernelDriver = m_kernelDriver || comesBack;
    error = comesBack ? 0 : ENODATA;
  }
  umockdev_ioctl_client_complete(client, error == 0 ? 0 : -1, error);
}

void UsbSim::Device::submit(UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
  UMockdevIoctlData* urb = umockdev_ioctl_data_resolve(argument, 0, sizeof(usbdevfs_urb), nullptr);
  const auto size = static_cast<gsize>(urbOf(urb)->buffer_length);
  UMockdevIoctlData* buffer = umockdev_ioctl_data_resolve(urb, offsetof(usbdevfs_urb, buffer), size, nullptr);
  urbOf(urb)->actual_length = 0;
  umockdev_ioctl_client_complete(client, 0, 0);
  begin({urb, buffer});
}

void UsbSim::Device::begin(const Request& request) {
  const usbdevfs_urb* urb = urbOf(request.urb);
  if (urb->type == USBDEVFS_URB_TYPE_CONTROL) {
    control(request);
  } else if (m_halted.contains(urb->endpoint)) {
    finish(request, -EPIPE);
  } else if (isIn(urb->endpoint)) {
    m_pending.push_back(request);
    fill(urb->endpoint);
  } else {
    m_pending.push_back(request);
    write();
  }
}

void UsbSim::Device::roomAgain() {
  const std::lock_guard lock(m_mutex);
  write();
}

// What waits to go out, in its order, as far as there is room.
void UsbSim::Device::write() {
  QList<Packet> answers;
  for (auto it = m_pending.begin(); it != m_pending.end();) {
    usbdevfs_urb* urb = urbOf(it->urb);
    const qsizetype left = urb->buffer_length - urb->actual_length;
    const qsizetype room = m_firmware.full && m_firmware.full() ? 0 : m_firmware.room ? m_firmware.room() : left;
    if (isIn(urb->endpoint) || (room <= 0 && left > 0)) {
      ++it;
      continue;
    }
    const qsizetype count = std::min(left, room);
    const QByteArray bytes(reinterpret_cast<const char*>(it->buffer->data) + urb->actual_length, count);
    const uint8_t endpoint = urb->endpoint;
    urb->actual_length += static_cast<int>(count);
    if (count == left) {
      const Request request = *it;
      it = m_pending.erase(it);
      finish(request, 0);
    } else {
      ++it;
    }
    if (m_firmware.written) answers += m_firmware.written(endpoint, bytes);
  }
  for (const Packet& packet : answers) queue(packet);  // may touch the queue that was just walked
}

void UsbSim::Device::control(const Request& request) {
  const QByteArray whole(reinterpret_cast<const char*>(request.buffer->data), urbOf(request.urb)->buffer_length);
  const bool in = isIn(static_cast<uint8_t>(whole[0]));
  const QByteArray asked = in ? whole.first(setupSize) : whole;
  const bool forDescriptor = asked.startsWith(QByteArray("\x81\x06\x00\x22", 4));
  QByteArray reply = forDescriptor ? shape.reportDescriptor : QByteArray();
  if (!forDescriptor && m_firmware.control) reply = m_firmware.control(asked);
  const qsizetype room = whole.size() - setupSize;
  if (in) std::copy_n(reply.constData(), std::min(reply.size(), room), request.buffer->data + setupSize);
  urbOf(request.urb)->actual_length = static_cast<int>(in ? std::min(reply.size(), room) : room);
  finish(request, (in && reply.isEmpty()) || (!in && reply == "no") ? -EPIPE : 0);
}

void UsbSim::Device::reap(UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
  if (m_finished.empty()) {
    umockdev_ioctl_client_complete(client, -1, m_gone ? ENODEV : EAGAIN);
    return;
  }
  const Request request = m_finished.front();
  m_finished.pop_front();
  if (m_finished.empty() && !m_gone) showReady(false);
  UMockdevIoctlData* result = umockdev_ioctl_data_resolve(argument, 0, sizeof(gpointer), nullptr);
  umockdev_ioctl_data_set_ptr(result, 0, request.urb);  // also copies status, length and data back
  umockdev_ioctl_client_complete(client, 0, 0);
  g_object_unref(result);
  g_object_unref(request.buffer);
  g_object_unref(request.urb);
}

void UsbSim::Device::discard(UMockdevIoctlClient* client, UMockdevIoctlData* argument) {
  const gulong wanted = *reinterpret_cast<gulong*>(argument->data);
  for (auto it = m_pending.begin(); it != m_pending.end(); ++it) {
    if (it->urb->client_addr != wanted) continue;
    const Request request = *it;
    m_pending.erase(it);
    finish(request, -ENOENT);  // with what has arrived so far
    umockdev_ioctl_client_complete(client, 0, 0);
    return;
  }
  umockdev_ioctl_client_complete(client, -1, EINVAL);
}

void UsbSim::Device::finish(const Request& request, int status) {
  urbOf(request.urb)->status = status;
  m_finished.push_back(request);
  showReady(true);
}

void UsbSim::Device::queue(const Packet& packet) {
  const qsizetype most = packet.cut == Cut::Not ? packet.bytes.size() : shape.packetSize;
  for (qsizetype at = 0; at < packet.bytes.size(); at += most) {
    m_packets[packet.endpoint].push_back(packet.bytes.mid(at, most));
  }
  fill(packet.endpoint);
}

// Packet by packet into the oldest request: it ends with a short packet, when it is full, or when a packet is too much.
void UsbSim::Device::fill(uint8_t endpoint) {
  std::deque<QByteArray>& packets = m_packets[endpoint];
  for (auto it = m_pending.begin(); it != m_pending.end() && !packets.empty();) {
    usbdevfs_urb* urb = urbOf(it->urb);
    if (urb->endpoint != endpoint) {
      ++it;
      continue;
    }
    const QByteArray packet = packets.front();
    packets.pop_front();
    const qsizetype room = urb->buffer_length - urb->actual_length;
    std::copy_n(packet.constData(), std::min(room, packet.size()), it->buffer->data + urb->actual_length);
    urb->actual_length += static_cast<int>(std::min(room, packet.size()));
    if (packet.size() < shape.packetSize || packet.size() >= room) {
      const Request request = *it;
      m_pending.erase(it);
      finish(request, packet.size() > room ? -EOVERFLOW : 0);
      it = m_pending.begin();
    }
  }
}

void UsbSim::Device::send(const Packet& packet) {
  const std::lock_guard lock(m_mutex);
  queue(packet);
}

void UsbSim::Device::stall(uint8_t endpoint) {
  const std::lock_guard lock(m_mutex);
  m_halted.insert(endpoint);
}

void UsbSim::Device::pull(LastWord word) {
  const std::lock_guard lock(m_mutex);
  m_gone = true;
  for (const Request& request : m_pending) finish(request, word == LastWord::Shutdown ? -ESHUTDOWN : -EPROTO);
  m_pending.clear();
  showReady(true);
}

int UsbSim::Device::pendingReads() const {
  const std::lock_guard lock(m_mutex);
  return static_cast<int>(m_pending.size());
}

bool UsbSim::Device::kernelDriver() const {
  const std::lock_guard lock(m_mutex);
  return m_kernelDriver;
}

void UsbSim::Device::forget(const void* client) {
  const std::lock_guard lock(m_mutex);
  if (m_holder == client) m_holder = nullptr;
}

bool UsbSim::Device::reapedAll() const {
  const std::lock_guard lock(m_mutex);
  return m_finished.empty();
}

}  // namespace hall::test

#include "drivers/port/usb_port.h"

#include <libusb.h>

#include "drivers/port/usb_transfer.h"

namespace hall::drivers {

namespace {

constexpr qsizetype headSize = 7;  // preamble and length
constexpr std::chrono::milliseconds slice(150);
constexpr int leastInSize = 4096;  // less than a device sends at once would be an overflow, and the data lost

Error openError(int error) {
  switch (error) {
    case LIBUSB_ERROR_ACCESS:
      return {Failure::Denied, "port.denied", {}};
    case LIBUSB_ERROR_BUSY:
      return {Failure::Busy, "port.busy", {}};
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
    case LIBUSB_ERROR_IO:
      return {Failure::Disconnected, "port.gone", {}};
    default:
      return {Failure::Internal, "port.open", QString::fromLatin1(libusb_error_name(error))};
  }
}

struct Endpoints {
  QList<uint8_t> in;
  QList<uint8_t> out;
  int largestPacket = 1;
};

Endpoints bulkEndpoints(const libusb_interface_descriptor& interface) {
  Endpoints found;
  for (int i = 0; i < interface.bNumEndpoints; ++i) {
    const libusb_endpoint_descriptor& endpoint = interface.endpoint[i];
    if ((endpoint.bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK) continue;
    const bool isIn = (endpoint.bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == LIBUSB_ENDPOINT_IN;
    (isIn ? found.in : found.out).append(endpoint.bEndpointAddress);
    found.largestPacket = std::max<int>(found.largestPacket, endpoint.wMaxPacketSize);
  }
  return found;
}

}  // namespace

Result<std::unique_ptr<UsbPort>> UsbPort::open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                               int interface, Pipes pipes) {
  libusb_device_handle* handle = nullptr;
  if (const int error = libusb_open(found.device.get(), &handle); error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  auto port = std::unique_ptr<UsbPort>(new UsbPort(std::move(context), handle, interface, found.place));
  if (const Result<void> shaped = port->discover(pipes); !shaped) {
    return failure(shaped.error());
  }
  if (const Result<void> claimed = port->claim(); !claimed) {
    return failure(claimed.error());
  }
  return port;
}

UsbPort::UsbPort(std::shared_ptr<UsbContext> context, libusb_device_handle* handle, int interface, QByteArray place)
    : m_context(std::move(context)), m_handle(handle), m_interface(interface), m_place(std::move(place)) {}

UsbPort::~UsbPort() {
  close();
}

Result<void> UsbPort::claim() {
  libusb_set_auto_detach_kernel_driver(m_handle, 1);
  if (const int error = libusb_claim_interface(m_handle, m_interface); error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  m_claimed = true;
  return {};
}

Result<void> UsbPort::discover(Pipes pipes) {
  libusb_config_descriptor* config = nullptr;
  if (const int error = libusb_get_active_config_descriptor(libusb_get_device(m_handle), &config);
      error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  const std::unique_ptr<libusb_config_descriptor, decltype(&libusb_free_config_descriptor)> owner(
      config, libusb_free_config_descriptor);
  Endpoints found;
  for (int i = 0; i < config->bNumInterfaces; ++i) {
    const libusb_interface& interface = config->interface[i];
    if (interface.num_altsetting < 1 || interface.altsetting[0].bInterfaceNumber != m_interface) continue;
    found = bulkEndpoints(interface.altsetting[0]);
  }
  m_split = pipes == Pipes::SplitHead;
  const qsizetype pairs = m_split ? 2 : 1;
  if (found.out.size() < pairs || found.in.size() < (m_split ? 2 : 0)) {
    return failure(Failure::Unsupported, "port.shape");
  }
  for (qsizetype i = 0; i < 2; ++i) {
    m_out[size_t(i)] = found.out[std::min(i, pairs - 1)];
    // A printer that only listens has no way in; reading from it is answered with Unsupported.
    m_in[size_t(i)] = found.in.isEmpty() ? uint8_t(0) : found.in[std::min(i, pairs - 1)];
  }
  m_inSize = (leastInSize + found.largestPacket - 1) / found.largestPacket * found.largestPacket;
  return {};
}

Result<qsizetype> UsbPort::write(QByteArrayView bytes, const Deadline& deadline) {
  if (m_handle == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  const bool head = m_split && m_outTurn == 0;
  const qsizetype count = head ? std::min(headSize, bytes.size()) : bytes.size();
  UsbTransfer transfer(m_handle, m_out[m_outTurn], bytes.first(count).toByteArray());
  Result<qsizetype> taken = transfer.run(deadline);
  if (m_split) {
    m_outTurn = taken && head ? 1 : 0;
    m_inTurn = 0;
  }
  return taken;
}

Result<QByteArray> UsbPort::readSome(const Deadline& deadline) {
  if (m_handle == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  if (m_in[0] == 0) {
    return failure(Failure::Unsupported, "port.one-way");
  }
  while (true) {
    // A reply that fills its last packet may end without an empty one behind it; the transfer then ends with its
    // slice of time, and what it holds is given out without waiting for the whole deadline.
    UsbTransfer transfer(m_handle, m_in[m_inTurn], QByteArray(m_inSize, Qt::Uninitialized));
    const Result<qsizetype> count = transfer.run(deadline.butWithin(slice));
    if (!count) {
      if (count.error().kind == Failure::Timeout && !deadline.passed()) continue;
      return failure(count.error());
    }
    if (m_split) m_inTurn = 1;  // behind the head comes the rest, in as many pieces as the device likes
    if (*count > 0) {
      return transfer.buffer().first(*count);
    }
  }
}

Result<uint8_t> UsbPort::printerLine(const Deadline& deadline) {
  if (m_handle == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  constexpr uint8_t getPortStatus = 1;
  constexpr int kind = int(LIBUSB_ENDPOINT_IN) | int(LIBUSB_REQUEST_TYPE_CLASS) | int(LIBUSB_RECIPIENT_INTERFACE);
  const auto patience = static_cast<unsigned>(std::max<qint64>(1, deadline.left().count()));  // 0 would be for ever
  uint8_t status = 0;
  const int count = libusb_control_transfer(m_handle, static_cast<uint8_t>(kind), getPortStatus, 0,
                                            static_cast<uint16_t>(m_interface), &status, 1, patience);
  if (count == LIBUSB_ERROR_NO_DEVICE) {
    return failure(Failure::Disconnected, "port.gone");
  }
  if (count != 1) {
    return failure(Failure::Timeout, "port.silent");
  }
  return status;
}

void UsbPort::drain() {
  for (size_t i = 0; i < (m_split ? 2U : 1U); ++i) {
    m_inTurn = i;
    drainByReading(*this);
  }
  m_inTurn = 0;
  m_outTurn = 0;
}

// No transfer is in flight between two calls, so what is left is to release and close.
void UsbPort::close() {
  if (m_handle == nullptr) {
    return;
  }
  if (m_claimed) libusb_release_interface(m_handle, m_interface);
  libusb_close(m_handle);
  m_handle = nullptr;
}

}  // namespace hall::drivers

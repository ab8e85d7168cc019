#include "drivers/port/usb_claim.h"

#include <libusb.h>

namespace hall::drivers {

namespace {

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

Error controlError(int error) {
  switch (error) {
    case LIBUSB_ERROR_TIMEOUT:
      return {Failure::Timeout, "port.silent", {}};
    case LIBUSB_ERROR_PIPE:
      return {Failure::Garbled, "port.stall", {}};
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND:
      return {Failure::Disconnected, "port.gone", {}};
    default:
      return {Failure::Garbled, "port.error", QString::fromLatin1(libusb_error_name(error))};
  }
}

UsbClaim::Endpoints endpointsOf(const libusb_interface_descriptor& interface) {
  constexpr uint16_t sizeBits = 0x07FF;  // above them high-speed devices count packets
  UsbClaim::Endpoints found;
  for (int i = 0; i < interface.bNumEndpoints; ++i) {
    const libusb_endpoint_descriptor& endpoint = interface.endpoint[i];
    const int kind = endpoint.bmAttributes & LIBUSB_TRANSFER_TYPE_MASK;
    if (kind != LIBUSB_TRANSFER_TYPE_BULK && kind != LIBUSB_TRANSFER_TYPE_INTERRUPT) continue;
    const bool isIn = (endpoint.bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == LIBUSB_ENDPOINT_IN;
    const auto type = kind == LIBUSB_TRANSFER_TYPE_BULK ? UsbEndpoint::Kind::Bulk : UsbEndpoint::Kind::Interrupt;
    const int packet = std::max(1, endpoint.wMaxPacketSize & sizeBits);
    (isIn ? found.in : found.out).append({endpoint.bEndpointAddress, type, packet});
  }
  return found;
}

}  // namespace

Result<std::unique_ptr<UsbClaim>> UsbClaim::open(std::shared_ptr<UsbContext> context, const UsbFound& found,
                                                 int interface) {
  libusb_device_handle* handle = nullptr;
  if (const int error = libusb_open(found.device.get(), &handle); error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  auto claim = std::unique_ptr<UsbClaim>(new UsbClaim(std::move(context), handle, interface, found.place));
  if (const Result<void> discovered = claim->discover(); !discovered) {
    return failure(discovered.error());
  }
  return claim;
}

UsbClaim::UsbClaim(std::shared_ptr<UsbContext> context, libusb_device_handle* handle, int interface, QByteArray place)
    : m_context(std::move(context)), m_handle(handle), m_interface(interface), m_place(std::move(place)) {}

UsbClaim::~UsbClaim() {
  close();
}

Result<void> UsbClaim::discover() {
  libusb_config_descriptor* config = nullptr;
  if (const int error = libusb_get_active_config_descriptor(libusb_get_device(m_handle), &config);
      error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  const std::unique_ptr<libusb_config_descriptor, decltype(&libusb_free_config_descriptor)> owner(
      config, libusb_free_config_descriptor);
  for (int i = 0; i < config->bNumInterfaces; ++i) {
    const libusb_interface& interface = config->interface[i];
    if (interface.num_altsetting < 1 || interface.altsetting[0].bInterfaceNumber != m_interface) continue;
    m_endpoints = endpointsOf(interface.altsetting[0]);
  }
  return {};
}

Result<void> UsbClaim::claim() {
  libusb_set_auto_detach_kernel_driver(m_handle, 1);
  if (const int error = libusb_claim_interface(m_handle, m_interface); error != LIBUSB_SUCCESS) {
    return failure(openError(error));
  }
  m_claimed = true;
  return {};
}

Result<int> UsbClaim::transfer(const Control& control, QByteArray& bytes, const Deadline& deadline) {
  if (m_handle == nullptr) {
    return failure(Failure::Disconnected, "port.gone");
  }
  if (deadline.stop.stop_requested()) {
    return failure(Failure::Cancelled, "port.cancelled");
  }
  constexpr std::chrono::milliseconds longest(1000);
  const auto patience = std::clamp<qint64>(deadline.left().count(), 1, longest.count());  // 0 would be for ever
  const int count = libusb_control_transfer(m_handle, control.type, control.request, control.value,
                                            control.index.value_or(static_cast<uint16_t>(m_interface)),
                                            reinterpret_cast<unsigned char*>(bytes.data()),
                                            static_cast<uint16_t>(bytes.size()), static_cast<unsigned>(patience));
  if (count < 0) {
    return failure(controlError(count));
  }
  return count;
}

Result<QByteArray> UsbClaim::ask(const Control& control, int most, const Deadline& deadline) {
  QByteArray bytes(most, '\0');
  const Result<int> count = transfer(control, bytes, deadline);
  if (!count) {
    return failure(count.error());
  }
  bytes.truncate(*count);
  return bytes;
}

Result<void> UsbClaim::tell(const Control& control, QByteArray bytes, const Deadline& deadline) {
  const Result<int> count = transfer(control, bytes, deadline);
  if (!count) {
    return failure(count.error());
  }
  return {};
}

// No transfer is in flight between two calls of a port, so what is left is to release and close.
void UsbClaim::close() {
  if (m_handle == nullptr) {
    return;
  }
  if (m_claimed) libusb_release_interface(m_handle, m_interface);
  libusb_close(m_handle);
  m_handle = nullptr;
}

}  // namespace hall::drivers

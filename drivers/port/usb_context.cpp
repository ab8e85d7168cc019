#include "drivers/port/usb_context.h"

#include <libusb.h>

#include <array>

namespace hall::drivers {

namespace {

int LIBUSB_CALL onHotplug(libusb_context* /*context*/, libusb_device* /*device*/, libusb_hotplug_event /*event*/,
                          void* self) {
  static_cast<const UsbContext*>(self)->tellPlugged();
  return 0;  // stay registered
}

QByteArray placeOf(libusb_device* device) {
  constexpr int deepest = 7;  // the standard allows no deeper tree
  std::array<uint8_t, deepest> sockets{};
  const int depth = libusb_get_port_numbers(device, sockets.data(), deepest);
  QByteArray place = "usb-" + QByteArray::number(libusb_get_bus_number(device));
  for (int i = 0; i < depth; ++i) place += (i == 0 ? '-' : '.') + QByteArray::number(sockets[size_t(i)]);
  return place;
}

void noteInterfaces(libusb_device* device, UsbFound& found) {
  libusb_config_descriptor* config = nullptr;
  if (libusb_get_active_config_descriptor(device, &config) != LIBUSB_SUCCESS) {
    return;
  }
  const std::unique_ptr<libusb_config_descriptor, decltype(&libusb_free_config_descriptor)> owner(
      config, libusb_free_config_descriptor);
  for (int i = config->bNumInterfaces - 1; i >= 0; --i) {  // of several printer interfaces the first counts
    const libusb_interface& interface = config->interface[i];
    if (interface.num_altsetting < 1) continue;
    const libusb_interface_descriptor& shape = interface.altsetting[0];
    // Keyboards and mice say so before any driver asks; nobody takes those from the kernel.
    const bool types = shape.bInterfaceSubClass == 1 && shape.bInterfaceProtocol != 0;
    if (shape.bInterfaceClass == LIBUSB_CLASS_HID && !types) found.hidInterfaces.prepend(shape.bInterfaceNumber);
    if (shape.bInterfaceClass == LIBUSB_CLASS_PRINTER && shape.bInterfaceSubClass == 1) {
      found.printerInterface = shape.bInterfaceNumber;
    }
  }
}

}  // namespace

Result<std::shared_ptr<UsbContext>> UsbContext::create(Plugged plugged) {
  libusb_context* context = nullptr;
  if (const int error = libusb_init(&context); error != LIBUSB_SUCCESS) {
    return failure(Failure::Unsupported, "usb.none", QString::fromLatin1(libusb_error_name(error)));
  }
  return std::shared_ptr<UsbContext>(new UsbContext(context, std::move(plugged)));
}

UsbContext::UsbContext(libusb_context* context, Plugged plugged) : m_context(context), m_plugged(std::move(plugged)) {
  // Where the system cannot tell about plugs, the health looks of the bay find out a little later.
  libusb_hotplug_register_callback(m_context, LIBUSB_HOTPLUG_EVENT_DEVICE_ARRIVED | LIBUSB_HOTPLUG_EVENT_DEVICE_LEFT,
                                   LIBUSB_HOTPLUG_NO_FLAGS, LIBUSB_HOTPLUG_MATCH_ANY, LIBUSB_HOTPLUG_MATCH_ANY,
                                   LIBUSB_HOTPLUG_MATCH_ANY, onHotplug, this, &m_watch);
  m_thread = std::thread([this] { handleEvents(); });
}

UsbContext::~UsbContext() {
  libusb_hotplug_deregister_callback(m_context, m_watch);
  m_closing = true;
  libusb_interrupt_event_handler(m_context);
  m_thread.join();
  libusb_exit(m_context);
}

void UsbContext::tellPlugged() const {
  if (m_plugged) m_plugged();
}

void UsbContext::handleEvents() {
  while (!m_closing) {
    timeval longest{1, 0};
    libusb_handle_events_timeout_completed(m_context, &longest, nullptr);
  }
}

QList<UsbFound> UsbContext::devices() const {
  libusb_device** list = nullptr;
  const ssize_t count = libusb_get_device_list(m_context, &list);
  QList<UsbFound> found;
  for (ssize_t i = 0; i < count; ++i) {
    libusb_device_descriptor descriptor{};
    if (libusb_get_device_descriptor(list[i], &descriptor) != LIBUSB_SUCCESS) continue;
    const std::shared_ptr<libusb_device> device(libusb_ref_device(list[i]), libusb_unref_device);
    UsbFound one{descriptor.idVendor, descriptor.idProduct, placeOf(list[i]), -1, {}, device};
    noteInterfaces(list[i], one);
    found.append(std::move(one));
  }
  if (count >= 0) libusb_free_device_list(list, 1);
  return found;
}

}  // namespace hall::drivers

#pragma once
// The program's one libusb context and its one event thread. Ports share it, so it ends only after the last of them.
// `plugged` is called on the event thread when any device comes or goes and may only post; I/O there would deadlock.
#include <QByteArray>
#include <QList>
#include <atomic>
#include <functional>
#include <memory>
#include <thread>

#include "sync/base/result.h"

struct libusb_context;
struct libusb_device;

namespace hall::drivers {

// A device as its descriptors show it, for the bus walk of one moment.
struct UsbFound {
  uint16_t vendor = 0;
  uint16_t product = 0;
  QByteArray place;           // "usb-1-2.4": bus and sockets on the way, stable over re-plugging
  int printerInterface = -1;  // of class 07/01
  QList<int> hidInterfaces;   // of class 03, keyboards and mice left out
  std::shared_ptr<libusb_device> device;
};

class UsbContext {
 public:
  using Plugged = std::function<void()>;

  static Result<std::shared_ptr<UsbContext>> create(Plugged plugged = {});
  ~UsbContext();
  UsbContext(const UsbContext&) = delete;
  UsbContext& operator=(const UsbContext&) = delete;

  // Thread: any.
  [[nodiscard]] QList<UsbFound> devices() const;
  [[nodiscard]] libusb_context* raw() const { return m_context; }
  void tellPlugged() const;  // for the event thread

 private:
  UsbContext(libusb_context* context, Plugged plugged);
  void handleEvents();

  libusb_context* m_context;
  Plugged m_plugged;
  int m_watch = 0;
  std::atomic<bool> m_closing = false;
  std::thread m_thread;
};

}  // namespace hall::drivers

#pragma once
// What a lane holds of one device: how to open it, and the device once it is open. Thread: the device's lane.
#include <functional>
#include <memory>
#include <stop_token>

#include "drivers/device_codes.h"
#include "sync/base/result.h"

namespace hall::drivers {

// The same without the device's type.
class DeviceHolder {
 public:
  DeviceHolder() = default;
  DeviceHolder(const DeviceHolder&) = delete;
  DeviceHolder& operator=(const DeviceHolder&) = delete;
  virtual ~DeviceHolder() = default;

  // Asks the device how it is, opening it first where that is needed.
  virtual DeviceReport look(DeviceKind kind, const std::stop_token& stop) = 0;
};

// PowerOff for a device that is not there, else HardwareError.
DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error);

template <class Device>
class HeldDevice final : public DeviceHolder {
 public:
  using Open = std::function<Result<std::unique_ptr<Device>>(std::stop_token)>;
  template <class T>
  using Work = std::function<Result<T>(Device&, std::stop_token)>;

  explicit HeldDevice(Open open) : m_open(std::move(open)) {}

  // A device that turns out to be gone is closed, and opened anew by the next who needs it.
  template <class T>
  Result<T> perform(const Work<T>& work, const std::stop_token& stop) {
    if (stop.stop_requested()) return failure(Failure::Cancelled, "device.cancelled");
    if (const Result<void> opened = ensureOpen(stop); !opened) return failure(opened.error());
    Result<T> result = work(*m_device, stop);
    if (!result && result.error().kind == Failure::Disconnected) m_device.reset();
    return result;
  }

  // Only if the device is open. Says whether it turned out to be gone.
  bool glance(const Work<void>& work, const std::stop_token& stop) {
    if (!m_device) return false;
    const Result<void> done = work(*m_device, stop);
    const bool gone = !done && done.error().kind == Failure::Disconnected;
    if (gone) m_device.reset();
    return gone;
  }

  DeviceReport look(DeviceKind kind, const std::stop_token& stop) override {
    if (const Result<void> opened = ensureOpen(stop); !opened) return reportOfFailedOpening(kind, opened.error());
    DeviceReport seen = m_device->report();
    const bool failed = seen.state == DeviceState::HardwareError || actionFor(kind, seen.code) == Action::Reset;
    m_failures = failed ? m_failures + 1 : 0;
    if (seen.state == DeviceState::PowerOff || m_failures == kMostFailures) close(stop);
    return seen;
  }

 private:
  // What does not recover is reset if it knows how, and opened anew by the next look.
  void close(const std::stop_token& stop) {
    if constexpr (requires { m_device->reset(stop); }) {
      if (m_failures == kMostFailures) m_device->reset(stop);
    }
    m_failures = 0;
    m_device.reset();
  }

  Result<void> ensureOpen(const std::stop_token& stop) {
    if (m_device) return {};
    Result<std::unique_ptr<Device>> opened = m_open(stop);
    if (!opened) return failure(opened.error());
    m_device = std::move(*opened);
    return {};
  }

  static constexpr int kMostFailures = 3;  // looks in a row

  Open m_open;
  std::unique_ptr<Device> m_device;
  int m_failures = 0;
};

}  // namespace hall::drivers

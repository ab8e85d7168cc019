#pragma once
// One input device of the kernel, by libevdev: a keypad, a jack's switch, a scanner that types. `Grabbed`, nobody else
// hears it until it is closed; every other keyboard stays as it was. Thread: one at a time.
#include <QByteArray>
#include <QList>
#include <memory>
#include <optional>

#include "sync/base/result.h"

struct libevdev;

namespace hall::drivers {

// An event's kind and code, as linux/input-event-codes.h names them: "KEY_F18", "SW_HEADPHONE_INSERT".
struct EvdevCode {
  unsigned type = 0;
  unsigned code = 0;
  bool operator==(const EvdevCode&) const = default;
};
std::optional<EvdevCode> evdevCode(const QByteArray& name);

struct EvdevEvent {
  EvdevCode what;
  int value = 0;         // of a key 1 pressed, 0 released, 2 repeated; of a switch 1 in, 0 out
  bool dropped = false;  // events before this one were lost
};

class EvdevDevice {
 public:
  enum class Hold { Shared, Grabbed };

  // Disconnected "port.gone", Denied "port.denied", Busy "port.busy" (somebody else has grabbed it), Unsupported
  // "port.shape" when it is no input device.
  static Result<std::unique_ptr<EvdevDevice>> open(const QByteArray& path, Hold hold);
  ~EvdevDevice();
  EvdevDevice(const EvdevDevice&) = delete;
  EvdevDevice& operator=(const EvdevDevice&) = delete;

  // The next event that has arrived, nothing when none has, Disconnected "port.gone". Never waits.
  Result<std::optional<EvdevEvent>> next();
  Result<void> grab();
  [[nodiscard]] int file() const { return m_file; }  // readable when an event has arrived

  [[nodiscard]] uint16_t vendor() const;
  [[nodiscard]] uint16_t product() const;
  [[nodiscard]] QByteArray name() const;
  [[nodiscard]] QByteArray place() const;  // the socket it is plugged into, stable over re-plugging
  [[nodiscard]] bool has(EvdevCode what) const;
  [[nodiscard]] int value(EvdevCode what) const;  // of a switch, or of a key that is held, at this moment

 private:
  EvdevDevice(int file, libevdev* device);

  int m_file;
  libevdev* m_device;
  bool m_grabbed = false;
  bool m_catchingUp = false;
};

// The nodes of all input devices of this machine, by their numbers.
QList<QByteArray> evdevNodes();

}  // namespace hall::drivers

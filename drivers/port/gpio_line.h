#pragma once
// One line of a GPIO chip, as an input that tells when it changes or as an output. A chip is named by its label, which
// stays, and not by its number, which does not. Thread: one at a time.
#include <QByteArray>
#include <memory>

#include "sync/base/result.h"

namespace hall::drivers {

class GpioInput {
 public:
  GpioInput() = default;
  GpioInput(const GpioInput&) = delete;
  GpioInput& operator=(const GpioInput&) = delete;
  virtual ~GpioInput() = default;

  // How it stands now; what has changed until now is known with that. Disconnected "port.gone".
  virtual Result<bool> value() = 0;
  [[nodiscard]] virtual int file() const = 0;  // readable once it has changed
  [[nodiscard]] virtual QByteArray place() const = 0;
};

class GpioOutput {
 public:
  GpioOutput() = default;
  GpioOutput(const GpioOutput&) = delete;
  GpioOutput& operator=(const GpioOutput&) = delete;
  virtual ~GpioOutput() = default;

  virtual Result<void> set(bool on) = 0;  // Disconnected "port.gone"
  [[nodiscard]] virtual QByteArray place() const = 0;
};

// By libgpiod. Disconnected "port.gone" without such a chip or line; Denied "port.denied"; Busy "port.busy" when the
// line is somebody else's. `Inverted`: low means on.
enum class GpioSense { Plain, Inverted };
Result<std::unique_ptr<GpioInput>> openGpioInput(const QByteArray& chip, int line, GpioSense sense);
Result<std::unique_ptr<GpioOutput>> openGpioOutput(const QByteArray& chip, int line, GpioSense sense);

}  // namespace hall::drivers

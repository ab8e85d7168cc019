#pragma once
// A code reader that is a scanner which types. The last resort: it cannot send anything outside ASCII. Its one input
// device is grabbed while this lives, so that its keys reach no page; no other keyboard is touched.
#include <memory>

#include "drivers/code/presentation.h"
#include "drivers/code/wedge_text.h"
#include "drivers/code_reader.h"
#include "drivers/port/evdev_device.h"
#include "drivers/port/readable.h"

namespace hall::drivers {

class WedgeScanner final : public CodeReader {
 public:
  // `device` grabbed.
  WedgeScanner(std::unique_ptr<EvdevDevice> device, QString name);

  // Besides the failures of every code reader: Garbled "scanner.wedge-loss"; Disconnected "scanner.gone".
  Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  using Scan = std::optional<Result<QByteArray>>;
  Scan hear(const Deadline& deadline);
  Result<QByteArray> scan(const Deadline& deadline);
  bool throwAway();

  std::unique_ptr<EvdevDevice> m_device;
  QString m_name;
  Readable m_readable;
  WedgeText m_text;
  Presentation m_presentation;
  bool m_gone = false;
};

}  // namespace hall::drivers

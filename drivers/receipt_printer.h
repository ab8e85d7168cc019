#pragma once
// A receipt printer, and the paper it is asked to print. Calls block and belong on the device's own lane.
#include <QByteArray>
#include <QList>
#include <QString>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

// One line or one QR code, from top to bottom. Text may hold any Unicode character; the driver falls back to
// raster for what the printer's own font cannot show.
struct PaperLine {
  enum class Kind { Text, Rule, Code };
  enum class Align { Left, Centre };
  enum class Size { Normal, Large };
  Kind kind = Kind::Text;
  QString text;  // Text: the line; Code: the payload of the QR code
  Align align = Align::Left;
  Size size = Size::Normal;
};

using Paper = QList<PaperLine>;

class ReceiptPrinter {
 public:
  ReceiptPrinter() = default;
  ReceiptPrinter(const ReceiptPrinter&) = delete;
  ReceiptPrinter& operator=(const ReceiptPrinter&) = delete;
  virtual ~ReceiptPrinter() = default;

  // Success only when the printer's status is good after the cut. Full: paper out ("paper.out"); Busy: cover open or
  // offline; Disconnected, Timeout: unknown how much is on the paper, never repeated by itself.
  virtual Result<void> print(const Paper& paper, std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers

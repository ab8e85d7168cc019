#pragma once
// A reader of QR codes: a camera with a decoder, or a scanner. Calls block and belong on the device's own lane.
#include <QByteArray>
#include <QList>
#include <QPoint>
#include <QString>
#include <array>
#include <chrono>
#include <stop_token>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

struct Code {
  QByteArray format;              // "QRCode"
  QByteArray bytes;               // as encoded; hostile until proven otherwise
  QString text;                   // BOM, else strict UTF-8, else GB18030; control characters removed
  std::array<QPoint, 4> corners;  // in the picture, from the code's own top left; all zero from a scanner
};

class CodeReader {
 public:
  CodeReader() = default;
  CodeReader(const CodeReader&) = delete;
  CodeReader& operator=(const CodeReader&) = delete;
  virtual ~CodeReader() = default;

  // Looks until a code is read, `patience` is over (Timeout: nothing seen; Garbled: a code was seen but could not be
  // read) or `stop` is requested (Cancelled). Never empty on success: every code of the first picture that reads any,
  // the one held out most plainly (large, in the middle) first. Who knows the form of his own picks that one.
  virtual Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) = 0;
  virtual DeviceReport report() = 0;
};

}  // namespace hall::drivers

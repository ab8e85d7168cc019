#pragma once
// Where one model of code scanner differs from its kind: the "quirks" of its file in assets/devices. A value.
#include <QJsonObject>
#include <optional>

#include "drivers/code/hid_pos_protocol.h"
#include "drivers/code/scanner_text.h"

namespace hall::drivers {

struct ScannerModel {
  struct Feature {
    uint8_t number = 0;
    QByteArray payload;
  };
  // HID POS
  hidpos::Aim aim = hidpos::Aim::Sent;
  std::optional<Feature> start;  // a feature report without which it stays silent
  // serial line
  ScannerText::Suffix suffix = ScannerText::Suffix::Any;
  QList<QByteArray> echoes;
  QByteArray triggerOn;  // sent when a scan is asked for, and when it is not any more
  QByteArray triggerOff;
};

// Invalid "catalogue.entry" for a word it does not know or bytes that are none.
Result<ScannerModel> readScannerModel(const QJsonObject& quirks);

}  // namespace hall::drivers

#pragma once
// Who a printer says it is: the IEEE 1284 device id that the USB printer class hands out, as a pure function.
#include <QByteArray>
#include <QString>
#include <optional>

namespace hall::drivers {

struct PrinterId {
  QString maker;      // "MFG"
  QString model;      // "MDL"
  QByteArray serial;  // "SN", empty for most

  bool operator==(const PrinterId&) const = default;
};

// `reply`: two bytes of length, big-endian, then "MFG:…;MDL:…;". Lengths that are too short, too long or of the other
// byte order are common and forgiven; control characters are left out. nullopt when neither maker nor model is there.
std::optional<PrinterId> parsePrinterId(const QByteArray& reply);

}  // namespace hall::drivers

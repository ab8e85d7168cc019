#include "drivers/printer/device_id.h"

#include <QList>

namespace hall::drivers {

namespace {

constexpr qsizetype longest = 64;  // of a value; it is shown to staff and kept in logs

QByteArray cleaned(QByteArrayView value) {
  QByteArray clean;
  for (const char byte : value.trimmed()) {
    if (uint8_t(byte) >= 0x20 && uint8_t(byte) < 0x7F && clean.size() < longest) clean.append(byte);
  }
  return clean;
}

}  // namespace

std::optional<PrinterId> parsePrinterId(const QByteArray& reply) {
  constexpr qsizetype lengthBytes = 2;
  PrinterId id;
  for (const QByteArray& pair : reply.mid(lengthBytes).split(';')) {
    const qsizetype colon = pair.indexOf(':');
    if (colon < 0) continue;
    const QByteArray key = pair.first(colon).trimmed().toUpper();
    const QByteArray value = cleaned(QByteArrayView(pair).sliced(colon + 1));
    if (key == "MFG" || key == "MANUFACTURER") id.maker = QString::fromLatin1(value);
    if (key == "MDL" || key == "MODEL") id.model = QString::fromLatin1(value);
    if (key == "SN" || key == "SERN" || key == "SERIALNUMBER") id.serial = value;
  }
  return id.maker.isEmpty() && id.model.isEmpty() ? std::nullopt : std::optional(id);
}

}  // namespace hall::drivers

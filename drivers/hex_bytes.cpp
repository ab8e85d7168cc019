#include "drivers/hex_bytes.h"

namespace hall::drivers {

std::optional<QByteArray> bytesOfHex(const QString& text) {
  const QByteArray bytes = QByteArray::fromHex(text.toLatin1());
  const bool whole = !text.isEmpty() && QString::fromLatin1(bytes.toHex()).compare(text, Qt::CaseInsensitive) == 0;
  return whole ? std::optional(bytes) : std::nullopt;
}

}  // namespace hall::drivers

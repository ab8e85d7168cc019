#pragma once
// Bytes as they stand in the files of assets/devices. Pure; any thread.
#include <QByteArray>
#include <QString>
#include <optional>

namespace hall::drivers {

// The bytes of "FE01"; nothing for what is not hexadecimal or empty.
std::optional<QByteArray> bytesOfHex(const QString& text);

}  // namespace hall::drivers

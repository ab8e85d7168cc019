#pragma once
// The text of a scanned payload: by its byte order mark, else strict UTF-8, else GB18030; control characters removed.
// More bytes than a QR code can hold (2953) were not scanned from one: Garbled "code.too-long". Thread: any.
#include <QByteArray>
#include <QString>

#include "sync/base/result.h"

namespace hall::drivers {

inline constexpr int mostCodeBytes = 2953;

// Without the length limit and with its control characters, for whoever shows them as such.
QString payloadCharacters(const QByteArray& bytes);
Result<QString> payloadText(const QByteArray& bytes);

}  // namespace hall::drivers

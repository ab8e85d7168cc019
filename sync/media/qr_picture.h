#pragma once
// A QR code as a PNG (level M, the smallest version that holds the text), to be shown or printed. Thread: any.
#include <QByteArray>

#include "sync/base/result.h"

namespace hall::media {

// Invalid ("qr.text"): too long for one code. Internal ("qr.picture").
Result<QByteArray> qrPicture(const QByteArray& text);

}  // namespace hall::media

#pragma once
// One zlib stream (RFC 1950), unpacked to no more than a given size whatever it promises. Pure; any thread.
#include <QByteArray>

#include "sync/base/result.h"

namespace hall::credential {

// Garbled ("credential.zlib"): damaged, cut short, larger than `limit`, or followed by other bytes.
Result<QByteArray> unpack(const QByteArray& stream, qsizetype limit);
QByteArray pack(const QByteArray& bytes);

}  // namespace hall::credential

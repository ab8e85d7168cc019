#pragma once
// Base45 (RFC 9285): bytes in the alphabet that a QR code packs best. Pure; any thread.
#include <QByteArray>

#include "sync/base/result.h"

namespace hall::credential {

QByteArray encodeBase45(const QByteArray& bytes);
// Garbled ("credential.base45"): a character outside the alphabet, a group that is too large, or a lone character.
Result<QByteArray> decodeBase45(QByteArrayView text);

}  // namespace hall::credential

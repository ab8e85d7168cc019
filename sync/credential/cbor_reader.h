#pragma once
// CBOR (RFC 8949) from strangers: read by Qt's stream reader within bounds of ours. One item and nothing behind it;
// at most 16 levels, 2048 items and 64 KiB; keys are integers or texts and none reads like another; no integer
// outside 64 signed bits, no number that is not finite, no tag but 0 and 1 (dates), which is dropped. Pure; any thread.
#include <QCborValue>

#include "sync/base/result.h"

namespace hall::credential {

// Deterministic encoding (RFC 9052, section 9) allows known lengths only; the content of others may use both.
enum class Lengths { Known, Any };

// Garbled ("credential.cbor").
Result<QCborValue> readCbor(const QByteArray& bytes, Lengths lengths);

// As a person can read it: keys become texts, bytes base64url without padding (RFC 8949, section 6.1).
QJsonValue toJson(const QCborValue& value);

}  // namespace hall::credential

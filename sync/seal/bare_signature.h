#pragma once
// Signatures without any message around them, in the form of RFC 9053; for the sources of this room.
#include <QByteArray>

#include "sync/seal/public_key.h"

namespace hall::seal {

// The key must be of the algorithm's kind. Anything that does not verify is false.
bool verifyBare(evp_pkey_st* key, SignatureAlgorithm algorithm, const QByteArray& message, const QByteArray& signature);
// Internal ("key.sign").
Result<QByteArray> signBare(evp_pkey_st* key, SignatureAlgorithm algorithm, const QByteArray& message);

}  // namespace hall::seal

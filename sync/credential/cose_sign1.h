#pragma once
// COSE_Sign1 (RFC 9052, section 4.2): a payload, one signature and two headers, of which only the protected one
// counts where they disagree. Pure; any thread.
#include <QCborMap>
#include <optional>

#include "sync/seal/signing_key.h"

namespace hall::credential {

struct CoseSign1 {
  QByteArray protectedBytes;  // as they were signed
  QCborMap protectedHeader;
  QCborMap unprotectedHeader;
  QByteArray payload;
  QByteArray signature;

  // From the protected header alone: who could change it could choose how we verify.
  [[nodiscard]] std::optional<seal::SignatureAlgorithm> algorithm() const;
  [[nodiscard]] QByteArray kid() const;  // protected, else unprotected; empty if there is none
  [[nodiscard]] bool hasUnknownCritical() const;
  [[nodiscard]] QByteArray signedBytes() const;  // the Sig_structure
};

// The items of the message as they stand, tag 18 with or without tag 61 (CWT) before it, or no tag.
// Garbled ("credential.cbor").
Result<QCborValue> readCoseItems(const QByteArray& message);
// Garbled ("credential.cose").
Result<CoseSign1> readCoseSign1(const QCborValue& items);

// A tagged message; `kid` and the key's algorithm in the protected header. Internal ("key.sign").
Result<QByteArray> writeCoseSign1(const QByteArray& payload, const QByteArray& kid, const seal::SigningKey& key);

}  // namespace hall::credential

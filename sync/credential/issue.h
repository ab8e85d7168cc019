#pragma once
// Makes credentials of Hall. Thread: any.
#include "sync/credential/hall_claims.h"
#include "sync/seal/signing_key.h"

namespace hall::credential {

struct Terms {
  QString issuer;  // may be empty: the key names the signer, and a short code is read better
  QDateTime issuedAt;
  QDateTime notBefore;  // not set: from the start
  QDateTime expires;    // not set: never
  QByteArray id;        // cti, what a revocation list will call it by; of a receipt the submission's is taken
};

// The text for the QR code: "HALL1:" and base45. Invalid ("credential.claims": what verify would refuse).
Result<QByteArray> issue(const HallClaims& what, const Terms& terms, const seal::SigningKey& key);

// 16 random bytes. Internal ("key.random").
Result<QByteArray> mintCredentialId();

// Whether the ticket was made out to this person. Slow on purpose (seal::holderHash).
Result<bool> isHolder(const ResumeTicket& ticket, const QByteArray& identityNumber);

}  // namespace hall::credential

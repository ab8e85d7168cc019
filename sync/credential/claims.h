#pragma once
// The claims of a CBOR Web Token (RFC 8392), and the health certificate among them. Times are whole seconds in UTC
// between 1970 and 9999; what lies outside is refused. Pure; any thread.
#include <QCborMap>
#include <QDateTime>
#include <QJsonObject>
#include <QList>

#include "sync/base/result.h"
#include "sync/credential/kind.h"

namespace hall::credential {

struct Claims {
  QString issuer;
  QDateTime expires;  // a time that is not claimed is invalid
  QDateTime notBefore;
  QDateTime issuedAt;
  QByteArray id;  // cti
  QCborMap all;   // as they stand

  [[nodiscard]] QCborMap health() const;          // the certificate in -260, or empty
  [[nodiscard]] QList<Kind> healthKinds() const;  // Cwt alone if there is none
  // What a revocation list may call it by: cti and the identifiers (UVCI) in a health certificate, hashed.
  [[nodiscard]] QList<QByteArray> idHashes() const;
};

// First 16 bytes of SHA-256.
QByteArray idHash(const QByteArray& id);

// Garbled ("credential.claims").
Result<Claims> readClaims(const QCborValue& payload);
QCborMap writeClaims(const Claims& claims);  // those named above, then `all`
// With the registered names instead of their numbers: {"iss": …, "exp": …, "hcert": {"1": …}}.
QJsonObject toJson(const Claims& claims);

}  // namespace hall::credential

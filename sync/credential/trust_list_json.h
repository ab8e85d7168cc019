#pragma once
// Trust lists as JSON: ours (format "hall-trust-list-1", assets/credentials/trust-list.schema.json), read strictly,
// and the simple forms that are about, read for their keys. Pure; any thread.
#include <QJsonObject>

#include "sync/credential/trust_list.h"

namespace hall::credential {

// Invalid ("trust-list.json", "trust-list.field": detail names the place, "trust-list.key").
Result<TrustList> readTrustList(const QByteArray& json);

// Ours, or by shape: {kid: key}, {kid: [key, …]}, [{"kid": …, key}], any of them below other members, or PEM. A key
// is PEM or base64 (certificate, SubjectPublicKeyInfo or raw) alone or in "rawData", "certificate", "x509",
// "publicKey", "publicKeyPem", "subjectPk", "pem", "x5c", or a JWK ("x" and "y" or "n" and "e"). A line of signature
// before the JSON is skipped. "keyUsage" (letters t, v, r) or the certificate's extended key usages bound what may be
// signed; without them every health certificate and plain CWT. Hall's own kinds only by "uses".
// Such a list has no date, and no signature: whoever names the file vouches for it.
// Invalid ("trust-list.json", "trust-list.empty": no usable key).
Result<TrustList> readAnyTrustList(const QByteArray& bytes);

}  // namespace hall::credential

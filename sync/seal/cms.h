#pragma once
// Cryptographic messages (RFC 5652, DER) as any platform opens them with stock tools. Signatures carry their content
// and no certificate: who verifies must hold the signer's. Encryption is authenticated (AuthEnvelopedData).
// Invalid for anything that does not open: "cms.garbled", "cms.algorithm", "cms.signature", "cms.recipient".
// Thread: any.
#include <QByteArray>
#include <QList>

#include "sync/base/result.h"
#include "sync/seal/certificate.h"
#include "sync/seal/key_pair.h"

namespace hall::seal {

Result<QByteArray> signAttached(const QByteArray& content, const KeyPair& signer);
// The content, if `signer` and nobody else has signed it.
Result<QByteArray> verifyAttached(const QByteArray& message, const Certificate& signer);

Result<QByteArray> encrypt(const QByteArray& content, const QList<Certificate>& recipients);
Result<QByteArray> decrypt(const QByteArray& message, const KeyPair& recipient);

// Signed first, then encrypted, so that nobody between the two sees who signed what.
Result<QByteArray> sealEnvelope(const QByteArray& content, const KeyPair& signer, const QList<Certificate>& recipients);
Result<QByteArray> openEnvelope(const QByteArray& envelope, const KeyPair& recipient, const Certificate& signer);

}  // namespace hall::seal

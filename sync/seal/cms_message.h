#pragma once
// Pieces of CMS messages that more than one source of this room makes; for the sources of this room only.
#include <QByteArray>
#include <QList>

#include "sync/seal/certificate.h"
#include "sync/seal/key_pair.h"
#include "sync/seal/openssl.h"

namespace hall::seal {

QByteArray der(CMS_ContentInfo* message);
// AuthEnvelopedData without content yet. Internal ("cms.encrypt").
Result<openssl::Cms> newEnvelope(const QList<Certificate>& recipients);
// `chain` as CMS_dataInit gave it.
bool writeThrough(BIO* chain, CMS_ContentInfo* message, const QByteArray& content);

// As the functions of cms.h, for messages of every shape.
Result<QByteArray> signByOpenSsl(const QByteArray& content, const KeyPair& signer);
Result<QByteArray> verifyByOpenSsl(const QByteArray& message, const Certificate& signer);
Result<QByteArray> decryptByOpenSsl(const QByteArray& message, const KeyPair& recipient);

}  // namespace hall::seal

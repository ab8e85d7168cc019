#pragma once
// Messages of exactly the shape that this room makes, read and written straight from their bytes: nearly all of what a
// gateway sees, at a third of what OpenSSL's CMS objects cost. Shape first, then the same checks: whatever they do not
// take (nothing is given) is for OpenSSL to judge, so that they never decide that something is wrong, only that it is
// right. For the sources of this room. Thread: any.
#include <QByteArray>
#include <optional>
#include <string_view>

#include "sync/seal/certificate.h"
#include "sync/seal/key_pair.h"

namespace hall::seal {

// DER: the identifier of id-data, what every message of this room holds.
constexpr std::string_view kData("\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01", 11);

// As signAttached(); nothing also if the key is not in this process (a TPM).
std::optional<QByteArray> signUsual(const QByteArray& content, const KeyPair& signer);
std::optional<QByteArray> verifyUsual(const QByteArray& message, const Certificate& signer);
std::optional<QByteArray> decryptUsual(const QByteArray& message, const KeyPair& recipient);

// DER: IssuerAndSerialNumber, by which a message names a certificate. Empty: no memory.
QByteArray issuerAndSerial(const Certificate& certificate);
// P-256 and in this process, so that OpenSSL's own arithmetic does the work.
bool isUsualKey(const KeyPair& pair);

}  // namespace hall::seal

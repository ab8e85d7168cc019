#pragma once
// Pieces of which certificates are made; for the sources of this room.
#include <QDateTime>

#include "sync/seal/openssl.h"

namespace hall::seal::x509 {

// Random: a message names its signer by issuer and serial, so two keys of one name must differ in it.
bool setSerial(X509* certificate);
bool setCommonName(X509_NAME* name, const QByteArray& commonName);
bool setUnit(X509_NAME* name, const QByteArray& unit);
// `issuer` may be the certificate itself; null where the extension does not name it.
bool addExtension(X509* certificate, X509* issuer, int nid, const QByteArray& value);
// UTC, as RFC 5280 writes it; "99991231235959Z" is its "no end".
QByteArray timeText(const QDateTime& time);
QDateTime timeOf(const ASN1_TIME* time);

}  // namespace hall::seal::x509

namespace hall::seal {
QByteArray fingerprintOf(const X509_PUBKEY* key);  // "sha-256:<hex>" over the DER form
bool isOfKnownSuite(EVP_PKEY* key);
}  // namespace hall::seal

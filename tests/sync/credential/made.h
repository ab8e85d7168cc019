#pragma once
// Keys, lists and credentials made on the spot, for the tests of this room.
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <QTimeZone>
#include <memory>

#include "sync/credential/base45.h"
#include "sync/credential/claims.h"
#include "sync/credential/cose_sign1.h"
#include "sync/credential/hall_claims.h"
#include "sync/credential/issue.h"
#include "sync/credential/trust_list.h"
#include "sync/credential/verify.h"
#include "sync/credential/zlib_stream.h"

namespace hall::test {

inline seal::SigningKey keyFrom(EVP_PKEY* made) {
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(made, EVP_PKEY_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> sink(BIO_new(BIO_s_mem()), BIO_free_all);
  PEM_write_bio_PKCS8PrivateKey(sink.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  char* data = nullptr;
  const long size = BIO_get_mem_data(sink.get(), &data);
  return seal::SigningKey::fromPem(QByteArray(data, size)).value();
}
inline seal::SigningKey p256() {
  return keyFrom(EVP_EC_gen("P-256"));
}
inline seal::SigningKey ed25519() {
  return keyFrom(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
}
inline seal::SigningKey rsa() {
  return keyFrom(EVP_RSA_gen(2048));
}

inline QDateTime at(const char* time) {
  return QDateTime::fromString(QLatin1String(time), Qt::ISODate).toUTC();
}

inline credential::Signer signerOf(const seal::SigningKey& key, QList<credential::Kind> uses) {
  return {key.signer().kid,
          key.signer().key,
          {QStringLiteral("示例机构"), QStringLiteral("Example authority")},
          std::move(uses),
          at("2026-01-01T00:00:00Z"),
          at("2027-01-01T00:00:00Z"),
          {}};
}
inline credential::TrustList listOf(QList<credential::Signer> signers) {
  credential::TrustList list;
  list.issuer = QStringLiteral("Example city");
  list.number = 7;
  list.issuedAt = at("2026-06-01T00:00:00Z");
  list.nextUpdate = at("2026-07-01T00:00:00Z");
  list.signers = std::move(signers);
  return list;
}

inline QByteArray textOf(const QByteArray& message, const QByteArray& prefix = "HC1:") {
  return prefix + credential::encodeBase45(credential::pack(message));
}
inline QByteArray signedText(const QCborMap& claims, const seal::SigningKey& key) {
  return textOf(credential::writeCoseSign1(QCborValue(claims).toCbor(), key.signer().kid, key).value());
}
// A message whose parts are chosen freely; the signature is over what stands in it.
inline QByteArray signedMessage(const QCborMap& header, const QCborMap& open, const QByteArray& payload,
                                const seal::SigningKey& key) {
  credential::CoseSign1 message{QCborValue(header).toCbor(), header, open, payload, {}};
  message.signature = key.sign(message.signedBytes()).value();
  return QCborValue(QCborArray{message.protectedBytes, open, payload, message.signature}).toCbor();
}

inline credential::ReceiptPass receipt() {
  return {"01932a7e-8c1d-7c3b-9a52-3f0e6d1b2c4a", "0123456789abcdef", QStringLiteral("340100-2026-000123"),
          at("2026-06-10T08:00:00Z"), QStringLiteral("pension-confirmation")};
}
inline credential::Terms terms() {
  return {QStringLiteral("platform.example"), at("2026-06-10T08:00:05Z"), {}, {}, QByteArray(16, 'i')};
}

}  // namespace hall::test

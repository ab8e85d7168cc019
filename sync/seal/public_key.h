#pragma once
// A public key that verifies bare signatures, as COSE (RFC 9053) writes them. Each kind of key belongs to exactly one
// algorithm, so nobody can make us hold a signature of one kind against a key of another. Certificates are read for
// their key and for what they say of it; no chain is followed. A value; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <memory>

#include "sync/base/result.h"

struct evp_pkey_st;

namespace hall::seal {

enum class SignatureAlgorithm {
  Es256,  // ECDSA on P-256 with SHA-256; r and s, 32 bytes each
  Ps256,  // RSASSA-PSS with SHA-256, MGF1 with SHA-256, 32 bytes of salt; 2048 to 8192 bits
  EdDsa,  // Ed25519
};
QByteArray name(SignatureAlgorithm algorithm);

class PublicKey {
 public:
  // Invalid ("certificate.garbled": no such key, "certificate.algorithm": a key of none of the three kinds).
  static Result<PublicKey> fromSubjectPublicKeyInfo(const QByteArray& der);
  // A point of P-256 (33 or 65 bytes) or a key of Ed25519 (32 bytes).
  static Result<PublicKey> fromRaw(const QByteArray& bytes);
  static Result<PublicKey> fromRsa(const QByteArray& modulus, const QByteArray& exponent);
  static Result<PublicKey> adopt(std::shared_ptr<evp_pkey_st> key);

  [[nodiscard]] SignatureAlgorithm algorithm() const { return m_algorithm; }
  [[nodiscard]] QByteArray subjectPublicKeyInfo() const;  // DER
  [[nodiscard]] bool verifies(SignatureAlgorithm algorithm, const QByteArray& message,
                              const QByteArray& signature) const;

 private:
  PublicKey(std::shared_ptr<evp_pkey_st> key, SignatureAlgorithm algorithm)
      : m_key(std::move(key)), m_algorithm(algorithm) {}

  std::shared_ptr<evp_pkey_st> m_key;
  SignatureAlgorithm m_algorithm;
};

// A key and what its certificate says of it; a bare key says nothing: no name, no dates, no uses.
struct SignerKey {
  PublicKey key;
  QByteArray kid;  // first 8 bytes of SHA-256 over the certificate, or over the SubjectPublicKeyInfo of a bare key
  QByteArray der;  // the certificate, or the SubjectPublicKeyInfo
  bool isCertificate = false;
  QByteArray commonName;
  QDateTime notBefore;
  QDateTime notAfter;
  QList<QByteArray> extendedUses;  // dotted OIDs
};

// A certificate or a public key, in PEM (the first one) or DER, or the bytes of a raw key. Errors as above.
Result<SignerKey> readSignerKey(const QByteArray& bytes);

}  // namespace hall::seal

#pragma once
// A private key that makes bare signatures (RFC 9053): P-256, Ed25519 or RSA. A value; thread: any.
#include <QString>

#include "sync/seal/key_pair.h"
#include "sync/seal/public_key.h"

namespace hall::seal {

class SigningKey {
 public:
  // A PEM file with the key and, if there is one, its certificate. Denied ("key.rights"): others may read the file.
  // Corrupt ("key.garbled"): no such key is in it, or the certificate belongs to another.
  static Result<SigningKey> open(const QString& path);
  // As above, for what is in memory; the caller wipes it.
  static Result<SigningKey> fromPem(const QByteArray& pem);
  static Result<SigningKey> of(const KeyPair& pair);

  [[nodiscard]] const SignerKey& signer() const { return m_signer; }
  [[nodiscard]] SignatureAlgorithm algorithm() const { return m_signer.key.algorithm(); }
  // Internal ("key.sign").
  [[nodiscard]] Result<QByteArray> sign(const QByteArray& message) const;

 private:
  SigningKey(std::shared_ptr<evp_pkey_st> key, SignerKey signer) : m_key(std::move(key)), m_signer(std::move(signer)) {}

  std::shared_ptr<evp_pkey_st> m_key;
  SignerKey m_signer;
};

}  // namespace hall::seal

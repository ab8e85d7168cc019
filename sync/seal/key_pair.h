#pragma once
// A private key and its certificate. The private half never leaves this room except into its own file. Thread: any.
#include <QByteArray>
#include <QString>
#include <memory>

#include "sync/base/result.h"
#include "sync/seal/certificate.h"

struct evp_pkey_st;

namespace hall::seal {

enum class KeyUse { Sign, Agree, SignAndAgree, Certify };
enum class KeyPlace { File, Tpm };

class KeyPair {
 public:
  // A fresh key of the default suite with a self-signed certificate in the name of `commonName`.
  static Result<KeyPair> generate(const QByteArray& commonName, KeyUse use, KeyPlace place = KeyPlace::File);

  // From a PEM file with the key and the certificate, or, if there is none, makes the key and writes that file
  // (0600, whole or not at all). Corrupt ("key.garbled"): the file is there but no key; it is never overwritten.
  // Denied ("key.rights"): others may read the file. A key of the TPM is a blob in the same form of file (tpm.h).
  static Result<KeyPair> openOrCreate(const QString& path, const QByteArray& commonName, KeyUse use,
                                      KeyPlace place = KeyPlace::File);

  // As above, but never makes one: NotFound.
  static Result<KeyPair> open(const QString& path);

  // The same key under another certificate. Invalid ("request.key"): it belongs to another key.
  [[nodiscard]] Result<KeyPair> under(const Certificate& certificate) const;

  [[nodiscard]] const Certificate& certificate() const { return m_certificate; }
  [[nodiscard]] evp_pkey_st* handle() const { return m_key.get(); }

 private:
  KeyPair(std::shared_ptr<evp_pkey_st> key, Certificate certificate)
      : m_key(std::move(key)), m_certificate(std::move(certificate)) {}
  static Result<KeyPair> fromPem(const QByteArray& pem);
  [[nodiscard]] QByteArray pem() const;

  std::shared_ptr<evp_pkey_st> m_key;
  Certificate m_certificate;
};

}  // namespace hall::seal

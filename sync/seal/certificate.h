#pragma once
// A public key with a name: trusted because it was handed over (pinned), never because of a chain or a date.
// A value; thread: any.
#include <QByteArray>
#include <memory>

#include "sync/base/result.h"

struct x509_st;

namespace hall::seal {

class Certificate {
 public:
  // The first certificate in `pem`. Invalid ("certificate.garbled", "certificate.algorithm": not of a known suite).
  static Result<Certificate> fromPem(const QByteArray& pem);
  static Certificate adopt(std::shared_ptr<x509_st> certificate) { return Certificate(std::move(certificate)); }

  [[nodiscard]] QByteArray pem() const;
  [[nodiscard]] QByteArray commonName() const;
  [[nodiscard]] QByteArray fingerprint() const;  // "sha-256:<hex>" over the DER form
  [[nodiscard]] bool maySign() const;
  [[nodiscard]] bool mayAgreeOnKeys() const;

  [[nodiscard]] x509_st* handle() const { return m_certificate.get(); }

 private:
  explicit Certificate(std::shared_ptr<x509_st> certificate) : m_certificate(std::move(certificate)) {}
  std::shared_ptr<x509_st> m_certificate;
};

}  // namespace hall::seal

#pragma once
// A public key with a name. For envelopes and receipts it is trusted because it was handed over (pinned), never because
// of a chain or a date; chains and dates count on the line alone (certificate_authority.h).
// A value; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QList>
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
  [[nodiscard]] QByteArray unit() const;            // the role of a machine (certificate_authority.h); empty: none
  [[nodiscard]] QByteArray fingerprint() const;     // "sha-256:<hex>" over the DER form
  [[nodiscard]] QByteArray keyFingerprint() const;  // the same over its public key: survives a renewal with that key
  [[nodiscard]] QByteArray serial() const;          // lower-case hex
  [[nodiscard]] QDateTime notBefore() const;
  [[nodiscard]] QDateTime notAfter() const;
  [[nodiscard]] QList<QByteArray> hosts() const;  // names and addresses it may stand for as a server
  [[nodiscard]] bool isSignedBy(const Certificate& issuer) const;
  [[nodiscard]] bool maySign() const;
  [[nodiscard]] bool mayAgreeOnKeys() const;

  [[nodiscard]] x509_st* handle() const { return m_certificate.get(); }

 private:
  explicit Certificate(std::shared_ptr<x509_st> certificate) : m_certificate(std::move(certificate)) {}
  std::shared_ptr<x509_st> m_certificate;
};

}  // namespace hall::seal

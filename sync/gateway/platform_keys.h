#pragma once
// The platform's two key pairs in <data>/platform: one signs receipts, one opens envelopes. A value; thread: any.
#include <QString>

#include "sync/seal/key_pair.h"
#include "sync/seal/platform_certificates.h"

namespace hall::gateway {

class PlatformKeys {
 public:
  // Makes what is missing; never replaces what is there.
  static Result<PlatformKeys> openOrCreate(const QString& data);
  // NotFound: `init` was not run.
  static Result<PlatformKeys> open(const QString& data);

  [[nodiscard]] const seal::KeyPair& signing() const { return m_signing; }
  [[nodiscard]] const seal::KeyPair& encryption() const { return m_encryption; }
  // The public certificates, what seal::PlatformCertificates reads on a terminal: both of this gateway, and those that
  // the gateways above receive envelopes by (<data>/upstream/platform.pem).
  [[nodiscard]] QByteArray certificatesPem() const;

 private:
  PlatformKeys(seal::KeyPair signing, seal::KeyPair encryption)
      : m_signing(std::move(signing)), m_encryption(std::move(encryption)) {}
  seal::KeyPair m_signing;
  seal::KeyPair m_encryption;
  QList<seal::Certificate> m_above;
};

}  // namespace hall::gateway

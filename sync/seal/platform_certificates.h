#pragma once
// The two certificates of the platform that a terminal is given when it is set up: one signs receipts, one receives
// sealed envelopes. Told apart by their key usage, so their order in the file does not matter. A value; thread: any.
#include <QString>

#include "sync/base/result.h"
#include "sync/seal/certificate.h"

namespace hall::seal {

class PlatformCertificates {
 public:
  // Invalid ("platform.certificates"): one of the two is missing, or there are others.
  static Result<PlatformCertificates> fromPem(const QByteArray& pem);
  static Result<PlatformCertificates> open(const QString& path);

  [[nodiscard]] const Certificate& signing() const { return m_signing; }
  [[nodiscard]] const Certificate& encryption() const { return m_encryption; }

 private:
  PlatformCertificates(Certificate signing, Certificate encryption)
      : m_signing(std::move(signing)), m_encryption(std::move(encryption)) {}

  Certificate m_signing;
  Certificate m_encryption;
};

}  // namespace hall::seal

#pragma once
// The platform's certificates that a terminal is given when it is set up: one signs receipts, the others receive sealed
// envelopes, the gateway's own first, then those of the gateways above it. Told apart by their key usage. A value;
// thread: any.
#include <QList>
#include <QString>

#include "sync/base/result.h"
#include "sync/seal/certificate.h"

namespace hall::seal {

class PlatformCertificates {
 public:
  // Invalid ("platform.certificates"): none signs or more than one does, none receives or more than four do.
  static Result<PlatformCertificates> fromPem(const QByteArray& pem);
  static Result<PlatformCertificates> open(const QString& path);

  [[nodiscard]] const Certificate& signing() const { return m_signing; }
  [[nodiscard]] const Certificate& encryption() const { return m_recipients.first(); }
  [[nodiscard]] const QList<Certificate>& recipients() const { return m_recipients; }

 private:
  PlatformCertificates(Certificate signing, QList<Certificate> recipients)
      : m_signing(std::move(signing)), m_recipients(std::move(recipients)) {}

  Certificate m_signing;
  QList<Certificate> m_recipients;
};

}  // namespace hall::seal

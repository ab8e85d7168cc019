#include "sync/seal/platform_certificates.h"

#include "sync/base/durable_file.h"

namespace hall::seal {

namespace {
constexpr qint64 kFileLimit = 64LL * 1024;
constexpr qsizetype kMaximumRecipients = 4;
const char kEnd[] = "-----END CERTIFICATE-----";
}  // namespace

Result<PlatformCertificates> PlatformCertificates::fromPem(const QByteArray& pem) {
  QList<Certificate> signing;
  QList<Certificate> receiving;
  qsizetype begin = 0;
  for (qsizetype cut = pem.indexOf(kEnd); cut >= 0; cut = pem.indexOf(kEnd, begin)) {
    const qsizetype end = cut + static_cast<qsizetype>(sizeof kEnd) - 1;
    const auto certificate = Certificate::fromPem(pem.mid(begin, end - begin));
    if (!certificate) return failure(certificate.error());
    if (certificate->maySign()) signing.append(*certificate);
    if (certificate->mayAgreeOnKeys()) receiving.append(*certificate);
    begin = end;
  }
  const bool clear = signing.size() == 1 && !receiving.isEmpty() && receiving.size() <= kMaximumRecipients;
  if (!clear) return failure(Failure::Invalid, "platform.certificates");
  return PlatformCertificates(signing.first(), receiving);
}

Result<PlatformCertificates> PlatformCertificates::open(const QString& path) {
  const auto pem = readWholeFile(path, kFileLimit);
  if (!pem) return failure(pem.error());
  return fromPem(*pem);
}

}  // namespace hall::seal

#include "sync/seal/platform_certificates.h"

#include "sync/base/durable_file.h"

namespace hall::seal {

namespace {
constexpr qint64 kFileLimit = 64LL * 1024;
const char kEnd[] = "-----END CERTIFICATE-----";
}  // namespace

Result<PlatformCertificates> PlatformCertificates::fromPem(const QByteArray& pem) {
  const qsizetype cut = pem.indexOf(kEnd);
  if (cut < 0) return failure(Failure::Invalid, "platform.certificates");
  const qsizetype second = cut + static_cast<qsizetype>(sizeof kEnd) - 1;
  if (pem.count(kEnd) != 2) return failure(Failure::Invalid, "platform.certificates");
  auto one = Certificate::fromPem(pem.left(second));
  auto other = Certificate::fromPem(pem.mid(second));
  if (!one) return failure(one.error());
  if (!other) return failure(other.error());
  if (one->maySign() && other->mayAgreeOnKeys()) return PlatformCertificates(*one, *other);
  if (other->maySign() && one->mayAgreeOnKeys()) return PlatformCertificates(*other, *one);
  return failure(Failure::Invalid, "platform.certificates");
}

Result<PlatformCertificates> PlatformCertificates::open(const QString& path) {
  const auto pem = readWholeFile(path, kFileLimit);
  if (!pem) return failure(pem.error());
  return fromPem(*pem);
}

}  // namespace hall::seal

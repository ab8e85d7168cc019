#include "sync/gateway/platform_keys.h"

#include "sync/base/durable_file.h"

namespace hall::gateway {

namespace {
QString signingPath(const QString& data) {
  return data + QStringLiteral("/platform/signing.pem");
}
QString encryptionPath(const QString& data) {
  return data + QStringLiteral("/platform/encryption.pem");
}
}  // namespace

Result<PlatformKeys> PlatformKeys::openOrCreate(const QString& data) {
  if (auto made = makeFolderDurably(data + QStringLiteral("/platform"), 0700); !made) return failure(made.error());
  auto signing = seal::KeyPair::openOrCreate(signingPath(data), "Hall platform receipts", seal::KeyUse::Sign);
  if (!signing) return failure(signing.error());
  auto encryption = seal::KeyPair::openOrCreate(encryptionPath(data), "Hall platform envelopes", seal::KeyUse::Agree);
  if (!encryption) return failure(encryption.error());
  return PlatformKeys(std::move(*signing), std::move(*encryption));
}

Result<PlatformKeys> PlatformKeys::open(const QString& data) {
  auto signing = seal::KeyPair::open(signingPath(data));
  if (!signing) return failure(signing.error());
  auto encryption = seal::KeyPair::open(encryptionPath(data));
  if (!encryption) return failure(encryption.error());
  PlatformKeys keys(std::move(*signing), std::move(*encryption));
  const auto above = seal::PlatformCertificates::open(data + QStringLiteral("/upstream/platform.pem"));
  if (!above && above.error().kind != Failure::NotFound) return failure(above.error());
  if (above) keys.m_above = above->recipients();
  return keys;
}

QByteArray PlatformKeys::certificatesPem() const {
  QByteArray pem = m_signing.certificate().pem() + m_encryption.certificate().pem();
  for (const seal::Certificate& certificate : m_above) pem += certificate.pem();
  return pem;
}

}  // namespace hall::gateway

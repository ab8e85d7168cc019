#include "sync/gateway/line_keys.h"

#include <QMessageAuthenticationCode>
#include <QRandomGenerator>

#include "sync/base/durable_file.h"
#include "sync/model/typed_code.h"

namespace hall::gateway {

namespace {
constexpr std::chrono::hours kServerLife{24 * 365 * 4};
constexpr qint64 kCertificateFileLimit = 64LL * 1024;
constexpr char kAuthority[] = "/authority.pem";
constexpr char kAuthorityCertificate[] = "/authority-certificate.pem";
constexpr char kServerKey[] = "/server-key.pem";
constexpr char kCodeSecret[] = "/enrolment.secret";
constexpr int kSecretSize = 32;
constexpr char kServer[] = "/server.pem";

QByteArray randomBytes(int size) {
  QByteArray bytes(size, Qt::Uninitialized);
  QRandomGenerator::system()->generate(bytes.begin(), bytes.end());
  return bytes;
}

Result<QByteArray> readSecret(const QString& path) {
  auto secret = readWholeFile(path, kSecretSize);
  if (secret && secret->size() != kSecretSize) return failure(Failure::Corrupt, "key.garbled");
  return secret;
}
}  // namespace

Result<LineKeys> LineKeys::openOrCreate(const QString& data) {
  const QString folder = data + QStringLiteral("/platform");
  if (auto made = makeFolderDurably(folder, 0700); !made) return failure(made.error());
  auto authority = seal::CertificateAuthority::openOrCreate(folder + QLatin1String(kAuthority), "Hall machines");
  if (!authority) return failure(authority.error());
  const QString secretPath = folder + QLatin1String(kCodeSecret);
  auto secret = readSecret(secretPath);
  if (!secret && secret.error().kind == Failure::NotFound) {
    secret = randomBytes(kSecretSize);
    if (auto written = writeDurably(secretPath, *secret, 0600); !written) return failure(written.error());
  }
  if (!secret) return failure(secret.error());
  LineKeys keys(folder, std::move(*authority), std::move(*secret));
  const QByteArray pem = keys.authority().certificate().pem();
  if (auto written = writeDurably(keys.path(kAuthorityCertificate), pem, 0644); !written) {
    return failure(written.error());
  }
  return keys;
}

Result<LineKeys> LineKeys::open(const QString& data) {
  const QString folder = data + QStringLiteral("/platform");
  auto authority = seal::CertificateAuthority::open(folder + QLatin1String(kAuthority));
  if (!authority) return failure(authority.error());
  auto secret = readSecret(folder + QLatin1String(kCodeSecret));
  if (!secret) return failure(secret.error());
  return LineKeys(folder, std::move(*authority), std::move(*secret));
}

QByteArray LineKeys::codeHash(const QByteArray& code) const {
  return "hmac-sha-256:" + QMessageAuthenticationCode::hash(code, m_codeSecret, QCryptographicHash::Sha256).toHex();
}

QByteArray LineKeys::typedFingerprint() const {
  const QByteArray fingerprint = m_authority.certificate().fingerprint();
  const QByteArray hex = fingerprint.mid(fingerprint.indexOf(':') + 1);
  return model::typedCode(QByteArray::fromHex(hex), model::kFingerprintSymbols);
}

Result<void> LineKeys::certify(const QList<QByteArray>& hosts, const QDateTime& now) const {
  const auto pair = seal::KeyPair::openOrCreate(path(kServerKey), "Hall gateway", seal::KeyUse::Sign);
  if (!pair) return failure(pair.error());
  const auto request = seal::CertificateRequest::make(*pair);
  if (!request) return failure(request.error());
  const auto certificate = m_authority.issueServer(*request, hosts, now, kServerLife);
  if (!certificate) return failure(certificate.error());
  return writeDurably(path(kServer), certificate->pem() + m_authority.certificate().pem(), 0644);
}

Result<void> LineKeys::renew(const QDateTime& now) const {
  const auto pem = readWholeFile(path(kServer), kCertificateFileLimit);
  if (!pem) return failure(pem.error());
  const auto present = seal::Certificate::fromPem(*pem);
  if (!present) return failure(present.error());
  const std::chrono::milliseconds half = kServerLife / 2;
  if (now.addMSecs(half.count()) < present->notAfter()) return {};
  return certify(present->hosts(), now);
}

HttpServer::Tls LineKeys::tls() const {
  return {path(kServer), path(kServerKey), path(kAuthorityCertificate)};
}

}  // namespace hall::gateway

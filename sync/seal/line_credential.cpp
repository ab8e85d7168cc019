#include "sync/seal/line_credential.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <QFile>
#include <QFileInfo>
#include <cerrno>
#include <cstdio>

#include "sync/base/durable_file.h"
#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {

constexpr qint64 kFileLimit = 64LL * 1024;
// A certificate is issued for this long (the gateway's kCertificateLife); its beginning is long ago on purpose.
constexpr qint64 kLifeDays = 365;

QString certificatePath(const QString& keys) {
  return keys + QStringLiteral("/line.pem");
}

QString keyPath(const QString& keys) {
  return keys + QStringLiteral("/line-key.pem");
}

}  // namespace

QString LineCredential::authorityPath(const QString& keys) {
  return keys + QStringLiteral("/authority.pem");
}

QString LineCredential::nextKeyPath(const QString& keys) {
  return keys + QStringLiteral("/line-key-next.pem");
}

QDateTime LineCredential::changedAt(const QString& keys) {
  const QFileInfo file(certificatePath(keys));
  return file.exists() ? file.lastModified() : QDateTime();
}

Result<LineCredential> LineCredential::open(const QString& keys) {
  const auto pem = readWholeFile(certificatePath(keys), kFileLimit);
  if (!pem) return failure(pem.error());
  const auto certificate = Certificate::fromPem(*pem);
  if (!certificate) return failure(certificate.error());
  // Whichever fits: a renewal with a new key may have been cut off between its two steps.
  for (const QString& path : {keys + QStringLiteral("/identity.pem"), keyPath(keys), nextKeyPath(keys)}) {
    const auto pair = KeyPair::open(path);
    if (!pair && pair.error().kind == Failure::NotFound) continue;
    if (!pair) return failure(pair.error());
    if (auto fitting = pair->under(*certificate)) return LineCredential(std::move(*fitting));
  }
  return failure(Failure::Corrupt, "line.key");
}

Result<void> LineCredential::store(const QString& keys, const Certificate& certificate, const Certificate& authority) {
  if (auto written = writeDurably(authorityPath(keys), authority.pem(), 0644); !written) return written;
  if (auto written = writeDurably(certificatePath(keys), certificate.pem(), 0644); !written) return written;
  const auto next = KeyPair::open(nextKeyPath(keys));
  if (!next || !next->under(certificate)) return {};
  // From here only names change: open() finds the key under either.
  const int done =
      std::rename(QFile::encodeName(nextKeyPath(keys)).constData(), QFile::encodeName(keyPath(keys)).constData());
  return done == 0 ? Result<void>() : failure(systemError(errno));
}

bool LineCredential::isDue(const QDateTime& now) const {
  return certificate().notAfter().addDays(-kLifeDays / 3) < now;
}

bool LineCredential::showOn(void* sslContext) const {
  auto* context = static_cast<SSL_CTX*>(sslContext);
  const bool taken = SSL_CTX_use_certificate(context, certificate().handle()) == 1 &&
                     SSL_CTX_use_PrivateKey(context, m_pair.handle()) == 1;
  ERR_clear_error();
  return taken;
}

}  // namespace hall::seal

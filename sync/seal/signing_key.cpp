#include "sync/seal/signing_key.h"

#include <sys/stat.h>

#include <QFile>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/seal/bare_signature.h"
#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {

constexpr qint64 kKeyFileLimit = 64LL * 1024;

// A key file with a password would make OpenSSL ask on the terminal; nobody is there to answer.
int noPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

QByteArray publicDer(EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  const QByteArray bytes(reinterpret_cast<const char*>(der), size > 0 ? size : 0);
  OPENSSL_free(der);
  return bytes;
}

}  // namespace

Result<SigningKey> SigningKey::open(const QString& path) {
  struct stat about {};
  if (::stat(QFile::encodeName(path).constData(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return failure(Failure::Denied, "key.rights", QStringLiteral("others may read the key file: chmod 600"));
  }
  auto stored = readWholeFile(path, kKeyFileLimit);
  if (!stored) return failure(stored.error());
  auto opened = fromPem(*stored);
  wipe(*stored);
  return opened;
}

Result<SigningKey> SigningKey::fromPem(const QByteArray& pem) {
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassword, nullptr), EVP_PKEY_free);
  if (!key) return openssl::refusal(Failure::Corrupt, "key.garbled");
  const QByteArray der = publicDer(key.get());
  auto signer = readSignerKey(pem.contains("-----BEGIN CERTIFICATE") ? pem : der);
  if (!signer) return failure(signer.error());
  if (signer->key.subjectPublicKeyInfo() != der) return failure(Failure::Corrupt, "key.garbled");
  return SigningKey(std::move(key), std::move(*signer));
}

Result<SigningKey> SigningKey::of(const KeyPair& pair) {
  auto signer = readSignerKey(pair.certificate().pem());
  if (!signer) return failure(signer.error());
  EVP_PKEY_up_ref(pair.handle());
  return SigningKey({pair.handle(), EVP_PKEY_free}, std::move(*signer));
}

Result<QByteArray> SigningKey::sign(const QByteArray& message) const {
  return signBare(m_key.get(), algorithm(), message);
}

}  // namespace hall::seal

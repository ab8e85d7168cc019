#include "sync/seal/key_pair.h"

#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <QFile>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"
#include "sync/seal/tpm.h"
#include "sync/seal/x509_build.h"

namespace hall::seal {

namespace {
constexpr qint64 kKeyFileLimit = 64LL * 1024;

const char* usageText(KeyUse use) {
  switch (use) {
    case KeyUse::Sign:
      return "critical,digitalSignature";
    case KeyUse::Agree:
      return "critical,keyAgreement";
    case KeyUse::SignAndAgree:
      return "critical,digitalSignature,keyAgreement";
    case KeyUse::Certify:
      return "critical,keyCertSign,cRLSign";
  }
  return "critical,digitalSignature";
}

// A key file with a password would make OpenSSL ask on the terminal; nobody is there to answer.
int noPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

bool fill(X509* certificate, EVP_PKEY* key, const QByteArray& commonName, KeyUse use) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const char* constraints = use == KeyUse::Certify ? "critical,CA:TRUE,pathlen:0" : "critical,CA:FALSE";
  // Fixed dates (the end is RFC 5280's "no end"): a terminal's clock may be wrong on its first day, and trust comes
  // from admission and ends with it, not with a date.
  return X509_set_version(certificate, X509_VERSION_3) == 1 && x509::setSerial(certificate) &&
         ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1 &&
         x509::setCommonName(name, commonName) && X509_set_issuer_name(certificate, name) == 1 &&
         X509_set_pubkey(certificate, key) == 1 &&
         x509::addExtension(certificate, nullptr, NID_key_usage, usageText(use)) &&
         x509::addExtension(certificate, nullptr, NID_basic_constraints, constraints) &&
         x509::addExtension(certificate, nullptr, NID_subject_key_identifier, "hash") &&
         X509_sign(certificate, key, EVP_get_digestbyname(defaultSuite().digest)) > 0;
}

Result<std::shared_ptr<EVP_PKEY>> makeKey() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen(defaultSuite().curve), EVP_PKEY_free);
  if (!key) return openssl::refusal(Failure::Internal, "key.generate");
  return key;
}

Result<std::shared_ptr<EVP_PKEY>> readKey(const QByteArray& pem) {
  if (isTpmKey(pem)) return openTpmKey(pem);
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassword, nullptr), EVP_PKEY_free);
  if (!key) return openssl::refusal(Failure::Corrupt, "key.garbled");
  return key;
}

bool mayBeReadByOthers(const QString& path) {
  struct stat about {};
  return ::stat(QFile::encodeName(path).constData(), &about) == 0 && (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}
}  // namespace

Result<KeyPair> KeyPair::generate(const QByteArray& commonName, KeyUse use, KeyPlace place) {
  auto key = place == KeyPlace::Tpm ? makeTpmKey() : makeKey();
  if (!key) return failure(key.error());
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  if (!certificate || !fill(certificate.get(), key->get(), commonName, use)) {
    return openssl::refusal(Failure::Internal, "key.generate");
  }
  return KeyPair(std::move(*key), Certificate::adopt(certificate));
}

Result<KeyPair> KeyPair::openOrCreate(const QString& path, const QByteArray& commonName, KeyUse use, KeyPlace place) {
  auto stored = open(path);
  if (stored || stored.error().kind != Failure::NotFound) return stored;
  auto made = generate(commonName, use, place);
  if (!made) return made;
  QByteArray pem = made->pem();
  const auto written = writeDurably(path, pem, 0600);
  wipe(pem);
  if (!written) return failure(written.error());
  return made;
}

Result<KeyPair> KeyPair::open(const QString& path) {
  if (mayBeReadByOthers(path)) {
    return failure(Failure::Denied, "key.rights", QStringLiteral("others may read the key file: chmod 600"));
  }
  auto stored = readWholeFile(path, kKeyFileLimit);
  if (!stored) return failure(stored.error());
  auto opened = fromPem(*stored);
  wipe(*stored);
  return opened;
}

Result<KeyPair> KeyPair::fromPem(const QByteArray& pem) {
  auto key = readKey(pem);
  if (!key) return failure(key.error());
  auto certificate = Certificate::fromPem(pem);
  if (!certificate || X509_check_private_key(certificate->handle(), key->get()) != 1) {
    return openssl::refusal(Failure::Corrupt, "key.garbled");
  }
  return KeyPair(std::move(*key), std::move(*certificate));
}

Result<KeyPair> KeyPair::under(const Certificate& certificate) const {
  if (X509_check_private_key(certificate.handle(), handle()) != 1) {
    return openssl::refusal(Failure::Invalid, "request.key");
  }
  return KeyPair(m_key, certificate);
}

QByteArray KeyPair::pem() const {
  const openssl::Bio sink = openssl::secureSink();
  const QByteArray blob = tpmKeyPem(m_key.get());
  if (blob.isEmpty()) {
    PEM_write_bio_PKCS8PrivateKey(sink.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  } else {
    BIO_write(sink.get(), blob.constData(), static_cast<int>(blob.size()));
  }
  PEM_write_bio_X509(sink.get(), m_certificate.handle());
  return openssl::contents(sink.get());
}

}  // namespace hall::seal

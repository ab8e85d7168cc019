#include "sync/seal/key_pair.h"

#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <array>

#include "sync/base/durable_file.h"
#include "sync/base/wipe.h"
#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"

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
  }
  return "critical,digitalSignature";
}

// A key file with a password would make OpenSSL ask on the terminal; nobody is there to answer.
int noPassword(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*context*/) {
  return -1;
}

bool addExtension(X509* certificate, int nid, const char* value) {
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
  const bool added = extension != nullptr && X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool setSerial(X509* certificate) {
  // Random: a message names its signer by issuer and serial, so two keys of one name must differ in it.
  std::array<unsigned char, 16> bytes{};
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] &= 0x7FU;
  const std::unique_ptr<BIGNUM, openssl::Freer<BN_free>> number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool fill(X509* certificate, EVP_PKEY* key, const QByteArray& commonName, KeyUse use) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(commonName.constData());
  // Fixed dates (the end is RFC 5280's "no end"): a terminal's clock may be wrong on its first day, and trust comes
  // from admission and ends with it, not with a date.
  return X509_set_version(certificate, X509_VERSION_3) == 1 && setSerial(certificate) &&
         ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1 &&
         ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1 &&
         X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, text, static_cast<int>(commonName.size()), -1,
                                    0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 && X509_set_pubkey(certificate, key) == 1 &&
         addExtension(certificate, NID_key_usage, usageText(use)) &&
         addExtension(certificate, NID_basic_constraints, "critical,CA:FALSE") &&
         X509_sign(certificate, key, EVP_get_digestbyname(defaultSuite().digest)) > 0;
}
}  // namespace

Result<KeyPair> KeyPair::generate(const QByteArray& commonName, KeyUse use) {
  const std::shared_ptr<EVP_PKEY> key(EVP_EC_gen(defaultSuite().curve), EVP_PKEY_free);
  const std::shared_ptr<X509> certificate(X509_new(), X509_free);
  if (!key || !certificate || !fill(certificate.get(), key.get(), commonName, use)) {
    return openssl::refusal(Failure::Internal, "key.generate");
  }
  return KeyPair(key, Certificate::adopt(certificate));
}

Result<KeyPair> KeyPair::openOrCreate(const QString& path, const QByteArray& commonName, KeyUse use) {
  auto stored = open(path);
  if (stored || stored.error().kind != Failure::NotFound) return stored;
  auto made = generate(commonName, use);
  if (!made) return made;
  QByteArray pem = made->pem();
  const auto written = writeDurably(path, pem, 0600);
  wipe(pem);
  if (!written) return failure(written.error());
  return made;
}

Result<KeyPair> KeyPair::open(const QString& path) {
  auto stored = readWholeFile(path, kKeyFileLimit);
  if (!stored) return failure(stored.error());
  auto opened = fromPem(*stored);
  wipe(*stored);
  return opened;
}

Result<KeyPair> KeyPair::fromPem(const QByteArray& pem) {
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(source.get(), nullptr, noPassword, nullptr), EVP_PKEY_free);
  auto certificate = Certificate::fromPem(pem);
  if (!key || !certificate || X509_check_private_key(certificate->handle(), key.get()) != 1) {
    return openssl::refusal(Failure::Corrupt, "key.garbled");
  }
  return KeyPair(std::move(key), std::move(*certificate));
}

QByteArray KeyPair::pem() const {
  const openssl::Bio sink = openssl::secureSink();
  PEM_write_bio_PKCS8PrivateKey(sink.get(), m_key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  PEM_write_bio_X509(sink.get(), m_certificate.handle());
  return openssl::contents(sink.get());
}

}  // namespace hall::seal

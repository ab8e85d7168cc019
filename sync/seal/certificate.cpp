#include "sync/seal/certificate.h"

#include <openssl/x509v3.h>

#include <array>

#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"

namespace hall::seal {

namespace {
bool isOfKnownSuite(X509* certificate) {
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  std::array<char, 80> group{};
  if (key == nullptr || EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return false;
  for (const Suite& suite : suites()) {
    // OpenSSL knows P-256 under its X9.62 name.
    if (EC_curve_nist2nid(suite.curve) == OBJ_txt2nid(group.data())) return true;
  }
  return false;
}
}  // namespace

Result<Certificate> Certificate::fromPem(const QByteArray& pem) {
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<X509> certificate(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr), X509_free);
  if (!certificate) return openssl::refusal(Failure::Invalid, "certificate.garbled");
  if (!isOfKnownSuite(certificate.get())) return openssl::refusal(Failure::Invalid, "certificate.algorithm");
  return Certificate(std::move(certificate));
}

QByteArray Certificate::pem() const {
  const openssl::Bio sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(sink.get(), handle());
  return openssl::contents(sink.get());
}

QByteArray Certificate::commonName() const {
  std::array<char, 128> text{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(handle()), NID_commonName, text.data(), text.size());
  return size > 0 ? QByteArray(text.data(), size) : QByteArray();
}

QByteArray Certificate::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  X509_digest(handle(), EVP_sha256(), hash.data(), &size);
  return "sha-256:" + QByteArray(reinterpret_cast<const char*>(hash.data()), static_cast<qsizetype>(size)).toHex();
}

bool Certificate::maySign() const {
  return (X509_get_key_usage(handle()) & KU_DIGITAL_SIGNATURE) != 0;
}

bool Certificate::mayAgreeOnKeys() const {
  return (X509_get_key_usage(handle()) & KU_KEY_AGREEMENT) != 0;
}

}  // namespace hall::seal

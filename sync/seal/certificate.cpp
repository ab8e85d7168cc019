#include "sync/seal/certificate.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <QCryptographicHash>
#include <array>

#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"
#include "sync/seal/x509_build.h"

namespace hall::seal {

namespace {
QByteArray entryOf(X509* certificate, int nid) {
  std::array<char, 128> text{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), nid, text.data(), text.size());
  return size > 0 ? QByteArray(text.data(), size) : QByteArray();
}

QByteArray addressText(const QByteArray& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
  const bool sized = bytes.size() == sizeof(in_addr) || bytes.size() == sizeof(in6_addr);
  return sized && inet_ntop(family, bytes.constData(), text.data(), text.size()) != nullptr ? QByteArray(text.data())
                                                                                            : QByteArray();
}
}  // namespace

QByteArray fingerprintOf(const X509_PUBKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(key, &der);
  const QByteArray bytes(reinterpret_cast<const char*>(der), size > 0 ? size : 0);
  OPENSSL_free(der);
  return "sha-256:" + QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex();
}

bool isOfKnownSuite(EVP_PKEY* key) {
  std::array<char, 80> group{};
  if (key == nullptr || EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) != 1) return false;
  for (const Suite& suite : suites()) {
    // OpenSSL knows P-256 under its X9.62 name.
    if (EC_curve_nist2nid(suite.curve) == OBJ_txt2nid(group.data())) return true;
  }
  return false;
}

Result<Certificate> Certificate::fromPem(const QByteArray& pem) {
  const openssl::Bio source = openssl::reader(pem);
  std::shared_ptr<X509> certificate(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr), X509_free);
  if (!certificate) return openssl::refusal(Failure::Invalid, "certificate.garbled");
  if (!isOfKnownSuite(X509_get0_pubkey(certificate.get())))
    return openssl::refusal(Failure::Invalid, "certificate.algorithm");
  return Certificate(std::move(certificate));
}

QByteArray Certificate::pem() const {
  const openssl::Bio sink(BIO_new(BIO_s_mem()));
  PEM_write_bio_X509(sink.get(), handle());
  return openssl::contents(sink.get());
}

QByteArray Certificate::commonName() const {
  return entryOf(handle(), NID_commonName);
}

QByteArray Certificate::unit() const {
  return entryOf(handle(), NID_organizationalUnitName);
}

QByteArray Certificate::fingerprint() const {
  std::array<unsigned char, EVP_MAX_MD_SIZE> hash{};
  unsigned int size = 0;
  X509_digest(handle(), EVP_sha256(), hash.data(), &size);
  return "sha-256:" + QByteArray(reinterpret_cast<const char*>(hash.data()), static_cast<qsizetype>(size)).toHex();
}

QByteArray Certificate::keyFingerprint() const {
  return fingerprintOf(X509_get_X509_PUBKEY(handle()));
}

QByteArray Certificate::serial() const {
  const ASN1_INTEGER* number = X509_get0_serialNumber(handle());
  return QByteArray(reinterpret_cast<const char*>(number->data), number->length).toHex();
}

QDateTime Certificate::notBefore() const {
  return x509::timeOf(X509_get0_notBefore(handle()));
}

QDateTime Certificate::notAfter() const {
  return x509::timeOf(X509_get0_notAfter(handle()));
}

QList<QByteArray> Certificate::hosts() const {
  using Names = std::unique_ptr<GENERAL_NAMES, openssl::Freer<GENERAL_NAMES_free>>;
  const Names names(static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(handle(), NID_subject_alt_name, nullptr, nullptr)));
  QList<QByteArray> found;
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    int kind = 0;
    const auto* text =
        static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(sk_GENERAL_NAME_value(names.get(), i), &kind));
    const QByteArray bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)), ASN1_STRING_length(text));
    if (kind == GEN_DNS) found.append(bytes);
    if (kind == GEN_IPADD) found.append(addressText(bytes));
  }
  return found;
}

bool Certificate::isSignedBy(const Certificate& issuer) const {
  const bool good = X509_check_issued(issuer.handle(), handle()) == X509_V_OK &&
                    X509_verify(handle(), X509_get0_pubkey(issuer.handle())) == 1;
  ERR_clear_error();
  return good;
}

bool Certificate::maySign() const {
  return (X509_get_key_usage(handle()) & KU_DIGITAL_SIGNATURE) != 0;
}

bool Certificate::mayAgreeOnKeys() const {
  return (X509_get_key_usage(handle()) & KU_KEY_AGREEMENT) != 0;
}

}  // namespace hall::seal

#include <openssl/err.h>

#include <QCryptographicHash>
#include <array>

#include "sync/seal/openssl.h"
#include "sync/seal/public_key.h"
#include "sync/seal/x509_build.h"

namespace hall::seal {

namespace {

constexpr qsizetype kKidSize = 8;

QByteArray kidOf(const QByteArray& der) {
  return QCryptographicHash::hash(der, QCryptographicHash::Sha256).left(kKidSize);
}

QList<QByteArray> extendedUses(const X509* certificate) {
  using Uses = std::unique_ptr<EXTENDED_KEY_USAGE, openssl::Freer<EXTENDED_KEY_USAGE_free>>;
  const Uses uses(static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  QList<QByteArray> found;
  for (int i = 0; uses && i < sk_ASN1_OBJECT_num(uses.get()); ++i) {
    std::array<char, 80> text{};
    OBJ_obj2txt(text.data(), text.size(), sk_ASN1_OBJECT_value(uses.get(), i), 1);
    found.append(text.data());
  }
  return found;
}

QByteArray derOf(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509(certificate, &der);
  if (size <= 0) return {};
  const QByteArray bytes(reinterpret_cast<const char*>(der), size);
  OPENSSL_free(der);
  return bytes;
}

Result<SignerKey> fromCertificate(X509* certificate) {
  auto key = PublicKey::adopt({X509_get_pubkey(certificate), EVP_PKEY_free});
  if (!key) return failure(key.error());
  std::array<char, 128> text{};
  const int size =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, text.data(), text.size());
  const QByteArray der = derOf(certificate);
  return SignerKey{*key,
                   kidOf(der),
                   der,
                   true,
                   size > 0 ? QByteArray(text.data(), size) : QByteArray(),
                   x509::timeOf(X509_get0_notBefore(certificate)),
                   x509::timeOf(X509_get0_notAfter(certificate)),
                   extendedUses(certificate)};
}

Result<SignerKey> fromBareKey(Result<PublicKey> key) {
  if (!key) return failure(key.error());
  const QByteArray der = key->subjectPublicKeyInfo();
  return SignerKey{std::move(*key), kidOf(der), der, false, {}, {}, {}, {}};
}

}  // namespace

Result<SignerKey> readSignerKey(const QByteArray& bytes) {
  if (bytes.contains("-----BEGIN CERTIFICATE")) {
    const openssl::Bio source = openssl::reader(bytes);
    const openssl::X509Ptr certificate(PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr));
    if (!certificate) return openssl::refusal(Failure::Invalid, "certificate.garbled");
    return fromCertificate(certificate.get());
  }
  if (bytes.contains("-----BEGIN PUBLIC KEY")) {
    const openssl::Bio source = openssl::reader(bytes);
    return fromBareKey(PublicKey::adopt({PEM_read_bio_PUBKEY(source.get(), nullptr, nullptr, nullptr), EVP_PKEY_free}));
  }
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.constData());
  const unsigned char* end = next + bytes.size();
  const openssl::X509Ptr certificate(d2i_X509(nullptr, &next, static_cast<long>(bytes.size())));
  if (certificate && next == end) return fromCertificate(certificate.get());
  ERR_clear_error();
  if (auto key = PublicKey::fromSubjectPublicKeyInfo(bytes)) return fromBareKey(std::move(key));
  return fromBareKey(PublicKey::fromRaw(bytes));
}

}  // namespace hall::seal

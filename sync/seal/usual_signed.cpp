// SignedData (RFC 5652): one signer, SHA-256, ECDSA, three signed attributes, the content inside, no certificates.
#include <openssl/provider.h>

#include <array>
#include <ctime>

#include "sync/seal/der_build.h"
#include "sync/seal/digest.h"
#include "sync/seal/openssl.h"
#include "sync/seal/usual_message.h"

namespace hall::seal {

namespace {

using std::string_view_literals::operator""sv;

constexpr auto kSignedData = "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"sv;
constexpr auto kVersion1 = "\x02\x01\x01"sv;
constexpr auto kSha256 = "\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01"sv;
constexpr auto kEcdsaWithSha256 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
constexpr auto kContentTypeIsData =
    "\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x03\x31\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"sv;
constexpr auto kSigningTimeIs = "\x30\x1c\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x05\x31\x0f\x17\x0d"sv;
constexpr auto kMessageDigestIs = "\x30\x2f\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x09\x04\x31\x22\x04\x20"sv;
constexpr qsizetype kTimeSize = 13;  // UTCTime: YYMMDDhhmmssZ
constexpr qsizetype kDigestSize = 32;
constexpr qsizetype kFrame = 512;  // more than everything around content and name takes

using Context = std::unique_ptr<EVP_PKEY_CTX, openssl::Freer<EVP_PKEY_CTX_free>>;

const unsigned char* octets(QByteArrayView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// What is signed is the attributes under the tag of a set, not under the one they have in the message (section 5.4).
QByteArray attributesDigest(QByteArrayView attributes) {
  DerBuild set(attributes.size() + kFrame);
  const qsizetype end = set.mark();
  set.put(attributes);
  set.wrap(DerTag::Set, end);
  return sha256(set.take());
}

bool isSigned(EVP_PKEY* key, QByteArrayView signature, const QByteArray& digest) {
  if (key == nullptr || EVP_PKEY_get_base_id(key) != EVP_PKEY_EC) return false;
  const Context context(EVP_PKEY_CTX_new(key, nullptr));
  return context && EVP_PKEY_verify_init(context.get()) == 1 &&
         EVP_PKEY_verify(context.get(), octets(signature), static_cast<size_t>(signature.size()), octets(digest),
                         static_cast<size_t>(digest.size())) == 1;
}

QByteArray signatureOf(EVP_PKEY* key, const QByteArray& digest) {
  const Context context(EVP_PKEY_CTX_new(key, nullptr));
  std::array<unsigned char, 80> signature{};
  size_t size = signature.size();
  const bool done =
      context && EVP_PKEY_sign_init(context.get()) == 1 &&
      EVP_PKEY_sign(context.get(), signature.data(), &size, octets(digest), static_cast<size_t>(digest.size())) == 1;
  return done ? QByteArray(reinterpret_cast<const char*>(signature.data()), static_cast<qsizetype>(size))
              : QByteArray();
}

// Nothing from 2050 on, when the time takes another form.
QByteArray utcTime() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  std::array<char, 32> text{};
  const bool fits = ::gmtime_r(&now, &parts) != nullptr && parts.tm_year >= 70 && parts.tm_year < 150;
  const size_t size = fits ? std::strftime(text.data(), text.size(), "%Y%m%d%H%M%SZ", &parts) : 0;
  return QByteArray(text.data(), static_cast<qsizetype>(size)).mid(2);
}

QByteArray attributesOf(const QByteArray& content, const QByteArray& time) {
  DerBuild build(kFrame);
  build.put(sha256(content));
  build.put(kMessageDigestIs);
  build.put(time);
  build.put(kSigningTimeIs);
  build.put(kContentTypeIsData);
  return build.take();
}

QByteArray signedData(const QByteArray& content, const QByteArray& name, const QByteArray& attributes,
                      const QByteArray& signature) {
  DerBuild build(content.size() + name.size() + attributes.size() + signature.size() + kFrame);
  const qsizetype end = build.mark();
  build.put(signature);
  build.wrap(DerTag::Octets, end);
  build.put(kEcdsaWithSha256);
  const qsizetype behindAttributes = build.mark();
  build.put(attributes);
  build.wrap(DerTag::Explicit0, behindAttributes);
  build.put(kSha256);
  build.put(name);
  build.put(kVersion1);
  build.wrap(DerTag::Sequence, end);
  build.wrap(DerTag::Set, end);
  const qsizetype behindContent = build.mark();
  build.put(content);
  build.wrap(DerTag::Octets, behindContent);
  build.wrap(DerTag::Explicit0, behindContent);
  build.put(kData);
  build.wrap(DerTag::Sequence, behindContent);
  const qsizetype behindDigests = build.mark();
  build.put(kSha256);
  build.wrap(DerTag::Set, behindDigests);
  build.put(kVersion1);
  build.wrap(DerTag::Sequence, end);
  build.wrap(DerTag::Explicit0, end);
  build.put(kSignedData);
  build.wrap(DerTag::Sequence, end);
  return build.take();
}

struct Parts {
  QByteArrayView content;
  QByteArrayView attributes;
  QByteArrayView messageDigest;
  QByteArrayView signature;
};

std::optional<Parts> partsOf(const QByteArray& message, const QByteArray& name) {
  Parts parts;
  DerPull pull(message);
  pull.enter(DerTag::Sequence);
  pull.expect(kSignedData);
  pull.enter(DerTag::Explicit0);
  pull.enter(DerTag::Sequence);
  pull.expect(kVersion1);
  pull.enter(DerTag::Set);
  pull.expect(kSha256);
  pull.leave();
  pull.enter(DerTag::Sequence);
  pull.expect(kData);
  pull.enter(DerTag::Explicit0);
  parts.content = pull.element(DerTag::Octets);
  pull.leave();
  pull.leave();
  pull.enter(DerTag::Set);
  pull.enter(DerTag::Sequence);
  pull.expect(kVersion1);
  pull.expect({name.constData(), static_cast<size_t>(name.size())});
  pull.expect(kSha256);
  parts.attributes = pull.element(DerTag::Explicit0);
  pull.expect(kEcdsaWithSha256);
  parts.signature = pull.element(DerTag::Octets);
  for (int depth = 0; depth < 5; ++depth) pull.leave();
  DerPull attributes(parts.attributes);
  attributes.expect(kContentTypeIsData);
  attributes.expect(kSigningTimeIs);
  attributes.raw(kTimeSize);
  attributes.expect(kMessageDigestIs);
  parts.messageDigest = attributes.raw(kDigestSize);
  return pull.finished() && attributes.finished() ? std::optional(parts) : std::nullopt;
}

}  // namespace

QByteArray issuerAndSerial(const Certificate& certificate) {
  const X509_NAME* issuer = X509_get_issuer_name(certificate.handle());
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate.handle());
  const int issuerSize = i2d_X509_NAME(issuer, nullptr);
  const int serialSize = i2d_ASN1_INTEGER(serial, nullptr);
  if (issuerSize <= 0 || serialSize <= 0) return {};
  QByteArray both(issuerSize + serialSize, '\0');
  auto* next = reinterpret_cast<unsigned char*>(both.data());
  i2d_X509_NAME(issuer, &next);
  i2d_ASN1_INTEGER(serial, &next);
  DerBuild build(both.size() + kFrame);
  const qsizetype end = build.mark();
  build.put(both);
  build.wrap(DerTag::Sequence, end);
  return build.take();
}

bool isUsualKey(const KeyPair& pair) {
  const OSSL_PROVIDER* provider = EVP_PKEY_get0_provider(pair.handle());
  return provider != nullptr && std::string_view(OSSL_PROVIDER_get0_name(provider)) == "default" &&
         EVP_PKEY_get_base_id(pair.handle()) == EVP_PKEY_EC && EVP_PKEY_get_bits(pair.handle()) == 256;
}

std::optional<QByteArray> signUsual(const QByteArray& content, const KeyPair& signer) {
  const QByteArray time = utcTime();
  const QByteArray name = issuerAndSerial(signer.certificate());
  if (time.size() != kTimeSize || name.isEmpty() || !isUsualKey(signer)) return std::nullopt;
  const QByteArray attributes = attributesOf(content, time);
  const QByteArray signature = signatureOf(signer.handle(), attributesDigest(attributes));
  QByteArray message = signature.isEmpty() ? QByteArray() : signedData(content, name, attributes, signature);
  return message.isEmpty() ? std::nullopt : std::optional(std::move(message));
}

std::optional<QByteArray> verifyUsual(const QByteArray& message, const Certificate& signer) {
  const auto parts = partsOf(message, issuerAndSerial(signer));
  if (!parts || sha256(parts->content) != parts->messageDigest ||
      !isSigned(X509_get0_pubkey(signer.handle()), parts->signature, attributesDigest(parts->attributes))) {
    return std::nullopt;
  }
  return parts->content.toByteArray();
}

}  // namespace hall::seal

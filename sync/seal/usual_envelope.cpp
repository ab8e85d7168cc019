// AuthEnvelopedData (RFC 5083) with AES-256-GCM, its key wrapped for each recipient by a key agreement on P-256
// (RFC 5753), each recipient named by the issuer and the serial number of its certificate.
#include <openssl/core_names.h>

#include <array>

#include "sync/base/wipe.h"
#include "sync/seal/algorithms.h"
#include "sync/seal/der_pull.h"
#include "sync/seal/usual_message.h"

namespace hall::seal {

namespace {

using std::string_view_literals::operator""sv;

constexpr auto kAuthEnvelopedData = "\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17"sv;
constexpr auto kVersion0 = "\x02\x01\x00"sv;
constexpr auto kVersion3 = "\x02\x01\x03"sv;
constexpr auto kEcPublicKey = "\x30\x09\x06\x07\x2a\x86\x48\xce\x3d\x02\x01"sv;
// dhSinglePass-stdDH-sha256kdf-scheme with id-aes256-wrap
constexpr auto kAgreement =
    "\x30\x15\x06\x06\x2b\x81\x04\x01\x0b\x01\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d"sv;
constexpr auto kGcmOid = "\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2e"sv;
constexpr auto kTagSizeIs16 = "\x02\x01\x10"sv;
// ECC-CMS-SharedInfo: id-aes256-wrap, and that its key has 256 bits
constexpr auto kSharedInfo =
    "\x30\x15\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x01\x2d\xa2\x06\x04\x04\x00\x00\x01\x00"sv;
constexpr qsizetype kPointSize = 65;  // uncompressed
constexpr qsizetype kKeySize = 32;
constexpr qsizetype kWrappedSize = kKeySize + 8;
constexpr qsizetype kNonceSize = 12;
constexpr qsizetype kTagSize = 16;

using openssl::Freer;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freer<EVP_PKEY_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Freer<EVP_CIPHER_CTX_free>>;
using DerivationContext = std::unique_ptr<EVP_KDF_CTX, Freer<EVP_KDF_CTX_free>>;

// 32 secret bytes, gone with the one who holds them.
struct Secret {
  std::array<unsigned char, kKeySize> bytes{};
  Secret() = default;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { OPENSSL_cleanse(bytes.data(), bytes.size()); }
};

const unsigned char* octets(QByteArrayView bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

struct Parts {
  QByteArrayView point;
  QByteArrayView wrapped;
  QByteArrayView nonce;
  QByteArrayView sealed;
  QByteArrayView tag;
};

// One recipient; it is ours if it bears our name.
void pullRecipient(DerPull& pull, const QByteArray& name, Parts& parts) {
  pull.enter(DerTag::Explicit1);
  pull.expect(kVersion3);
  pull.enter(DerTag::Explicit0);
  pull.enter(DerTag::Explicit1);
  pull.expect(kEcPublicKey);
  const QByteArrayView bits = pull.element(DerTag::Bits);
  pull.leave();
  pull.leave();
  pull.expect(kAgreement);
  pull.enter(DerTag::Sequence);
  pull.enter(DerTag::Sequence);
  const QByteArrayView named = pull.element(DerTag::Sequence);
  const QByteArrayView wrapped = pull.element(DerTag::Octets);
  for (int depth = 0; depth < 3; ++depth) pull.leave();
  if (pull.failed() || named != DerPull(name).element(DerTag::Sequence)) return;
  // No unused bits, and a point with both coordinates.
  const bool whole = bits.size() == kPointSize + 1 && bits[0] == 0 && bits[1] == 4;
  if (!whole || wrapped.size() != kWrappedSize || !parts.point.isEmpty()) return pull.fail();
  parts.point = bits.sliced(1);
  parts.wrapped = wrapped;
}

std::optional<Parts> partsOf(const QByteArray& message, const QByteArray& name) {
  Parts parts;
  DerPull pull(message);
  pull.enter(DerTag::Sequence);
  pull.expect(kAuthEnvelopedData);
  pull.enter(DerTag::Explicit0);
  pull.enter(DerTag::Sequence);
  pull.expect(kVersion0);
  pull.enter(DerTag::Set);
  while (pull.more()) pullRecipient(pull, name, parts);
  pull.leave();
  pull.enter(DerTag::Sequence);
  pull.expect(kData);
  pull.enter(DerTag::Sequence);
  pull.expect(kGcmOid);
  pull.enter(DerTag::Sequence);
  parts.nonce = pull.element(DerTag::Octets);
  pull.expect(kTagSizeIs16);
  pull.leave();
  pull.leave();
  parts.sealed = pull.element(DerTag::Implicit0);
  pull.leave();
  parts.tag = pull.element(DerTag::Octets);
  for (int depth = 0; depth < 3; ++depth) pull.leave();
  const bool good = pull.finished() && !parts.point.isEmpty() && parts.nonce.size() == kNonceSize &&
                    parts.tag.size() == kTagSize && parts.sealed.size() <= INT_MAX;
  return good ? std::optional(parts) : std::nullopt;
}

// A key to set points in, kept because making one costs a tenth of the agreement; it never holds a secret.
EVP_PKEY* keyForPoints(EVP_PKEY* ofTheSameCurve) {
  thread_local const openssl::Key kept = [ofTheSameCurve] {
    openssl::Key key(EVP_PKEY_new());
    return key && EVP_PKEY_copy_parameters(key.get(), ofTheSameCurve) == 1 ? std::move(key) : openssl::Key();
  }();
  return kept && EVP_PKEY_parameters_eq(kept.get(), ofTheSameCurve) == 1 ? kept.get() : nullptr;
}

// Setting the point checks that it lies on the curve. That is all there is to check where every point but one has the
// order of the curve (cofactor 1); OpenSSL would multiply it by the order to see, which costs as much as the agreement.
bool agree(EVP_PKEY* ours, QByteArrayView point, Secret& shared) {
  EVP_PKEY* theirs = keyForPoints(ours);
  const KeyContext context(EVP_PKEY_CTX_new(ours, nullptr));
  size_t size = shared.bytes.size();
  return theirs != nullptr && context &&
         EVP_PKEY_set1_encoded_public_key(theirs, octets(point), static_cast<size_t>(point.size())) == 1 &&
         EVP_PKEY_derive_init(context.get()) == 1 && EVP_PKEY_derive_set_peer_ex(context.get(), theirs, 0) == 1 &&
         EVP_PKEY_derive(context.get(), shared.bytes.data(), &size) == 1 && size == shared.bytes.size();
}

bool deriveWrapping(Secret& shared, Secret& wrapping) {
  std::array<char, 7> digest{"SHA256"};
  const std::array<OSSL_PARAM, 4> wishes{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, shared.bytes.data(), shared.bytes.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(kSharedInfo.data()), kSharedInfo.size()),
      OSSL_PARAM_construct_end()};
  const DerivationContext context(EVP_KDF_CTX_new(algorithms().x963.get()));
  return context && EVP_KDF_derive(context.get(), wrapping.bytes.data(), wrapping.bytes.size(), wishes.data()) == 1;
}

// The wrapping (RFC 3394) says whether the key is the right one.
bool unwrap(const Secret& wrapping, QByteArrayView wrapped, Secret& key) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  if (!context) return false;
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  int size = 0;
  return EVP_DecryptInit_ex2(context.get(), algorithms().keyWrap.get(), wrapping.bytes.data(), nullptr, nullptr) == 1 &&
         EVP_DecryptUpdate(context.get(), key.bytes.data(), &size, octets(wrapped), static_cast<int>(wrapped.size())) ==
             1 &&
         size == kKeySize;
}

std::optional<QByteArray> unseal(const Secret& key, const Parts& parts) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  QByteArray content(parts.sealed.size(), '\0');
  auto* out = reinterpret_cast<unsigned char*>(content.data());
  int size = 0;
  int rest = 0;
  QByteArray tag = parts.tag.toByteArray();
  const bool good =
      context &&
      EVP_DecryptInit_ex2(context.get(), algorithms().gcm.get(), key.bytes.data(), octets(parts.nonce), nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, tag.data()) == 1 &&
      EVP_DecryptUpdate(context.get(), out, &size, octets(parts.sealed), static_cast<int>(parts.sealed.size())) == 1 &&
      EVP_DecryptFinal_ex(context.get(), out + size, &rest) == 1 && size + rest == content.size();
  if (good) return content;
  wipe(content);
  return std::nullopt;
}

}  // namespace

std::optional<QByteArray> decryptUsual(const QByteArray& message, const KeyPair& recipient) {
  const auto parts = partsOf(message, issuerAndSerial(recipient.certificate()));
  if (!parts || !isUsualKey(recipient)) return std::nullopt;
  Secret shared;
  Secret wrapping;
  Secret key;
  if (!agree(recipient.handle(), parts->point, shared) || !deriveWrapping(shared, wrapping) ||
      !unwrap(wrapping, parts->wrapped, key)) {
    return std::nullopt;
  }
  return unseal(key, *parts);
}

}  // namespace hall::seal

#include "sync/seal/case_key.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>
#include <openssl/rand.h>

#include <array>

#include "sync/base/wipe.h"
#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"

namespace hall::seal {

namespace {

constexpr int kKeySize = 32;
constexpr int kNonceSize = 12;
constexpr int kTagSize = 16;

using Cipher = std::unique_ptr<EVP_CIPHER_CTX, openssl::Freer<EVP_CIPHER_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, openssl::Freer<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, openssl::Freer<EVP_KDF_CTX_free>>;

const unsigned char* in(const QByteArray& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.constData());
}

unsigned char* out(QByteArray& bytes) {
  return reinterpret_cast<unsigned char*>(bytes.data());
}

// HKDF-SHA-256 (RFC 5869); empty if OpenSSL would not.
QByteArray derive(const QByteArray& secret, const QByteArray& use) {
  const Kdf kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr));
  const KdfContext context(kdf ? EVP_KDF_CTX_new(kdf.get()) : nullptr);
  QByteArray digest(defaultSuite().digest);
  const std::array parameters{
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest.data(), 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, const_cast<char*>(secret.constData()),
                                        static_cast<size_t>(secret.size())),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, const_cast<char*>(use.constData()),
                                        static_cast<size_t>(use.size())),
      OSSL_PARAM_construct_end()};
  QByteArray key(kKeySize, '\0');
  if (!context || EVP_KDF_derive(context.get(), out(key), kKeySize, parameters.data()) != 1) return {};
  return key;
}

}  // namespace

struct CaseKey::Secret {
  QByteArray bytes;

  explicit Secret(QByteArray key) : bytes(std::move(key)) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret() { wipe(bytes); }
};

Result<CaseKey> CaseKey::generate() {
  QByteArray key(kKeySize, '\0');
  if (RAND_priv_bytes(out(key), kKeySize) != 1) return openssl::refusal(Failure::Internal, "key.random");
  return CaseKey(std::make_shared<const Secret>(std::move(key)));
}

Result<CaseKey> CaseKey::fromBytes(const QByteArray& bytes) {
  if (bytes.size() != kKeySize) return failure(Failure::Corrupt, "key.garbled");
  return CaseKey(std::make_shared<const Secret>(QByteArray(bytes.constData(), bytes.size())));
}

QByteArray CaseKey::bytes() const {
  return {m_secret->bytes.constData(), m_secret->bytes.size()};
}

Result<QByteArray> CaseKey::seal(const QByteArray& plain, const QByteArray& place) const {
  const Cipher cipher(EVP_CIPHER_CTX_new());
  QByteArray sealedBytes(kNonceSize + plain.size() + kTagSize, '\0');
  int size = 0;
  const bool done = cipher && RAND_bytes(out(sealedBytes), kNonceSize) == 1 &&
                    EVP_EncryptInit_ex(cipher.get(), EVP_get_cipherbyname(defaultSuite().cipher), nullptr,
                                       in(m_secret->bytes), in(sealedBytes)) == 1 &&
                    EVP_EncryptUpdate(cipher.get(), nullptr, &size, in(place), static_cast<int>(place.size())) == 1 &&
                    EVP_EncryptUpdate(cipher.get(), out(sealedBytes) + kNonceSize, &size, in(plain),
                                      static_cast<int>(plain.size())) == 1 &&
                    EVP_EncryptFinal_ex(cipher.get(), out(sealedBytes) + kNonceSize + size, &size) == 1 &&
                    EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_GET_TAG, kTagSize,
                                        out(sealedBytes) + kNonceSize + plain.size()) == 1;
  if (!done) return openssl::refusal(Failure::Internal, "key.derive");
  return sealedBytes;
}

Result<QByteArray> CaseKey::open(const QByteArray& sealedBytes, const QByteArray& place) const {
  const qsizetype length = sealedBytes.size() - kNonceSize - kTagSize;
  if (length < 0) return failure(Failure::Corrupt, "key.garbled");
  const Cipher cipher(EVP_CIPHER_CTX_new());
  QByteArray plain(length, '\0');
  QByteArray tag = sealedBytes.right(kTagSize);
  int size = 0;
  const bool done =
      cipher &&
      EVP_DecryptInit_ex(cipher.get(), EVP_get_cipherbyname(defaultSuite().cipher), nullptr, in(m_secret->bytes),
                         in(sealedBytes)) == 1 &&
      EVP_DecryptUpdate(cipher.get(), nullptr, &size, in(place), static_cast<int>(place.size())) == 1 &&
      EVP_DecryptUpdate(cipher.get(), out(plain), &size, in(sealedBytes) + kNonceSize, static_cast<int>(length)) == 1 &&
      EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_AEAD_SET_TAG, kTagSize, out(tag)) == 1 &&
      EVP_DecryptFinal_ex(cipher.get(), out(plain) + size, &size) == 1;
  if (done) return plain;
  wipe(plain);  // what GCM gave out before it said no
  return openssl::refusal(Failure::Corrupt, "key.garbled");
}

Result<QByteArray> CaseKey::wrap(const QByteArray& personKey, const QByteArray& caseId) const {
  const auto wrapping = fromBytes(derive(personKey, "hall draft key"));
  if (!wrapping || personKey.isEmpty()) return openssl::refusal(Failure::Internal, "key.derive");
  return wrapping->seal(m_secret->bytes, caseId);
}

Result<CaseKey> CaseKey::unwrap(const QByteArray& wrapped, const QByteArray& personKey, const QByteArray& caseId) {
  const auto wrapping = fromBytes(derive(personKey, "hall draft key"));
  if (!wrapping) return openssl::refusal(Failure::Internal, "key.derive");
  auto key = wrapping->open(wrapped, caseId);
  if (!key) return failure(Failure::Denied, "key.other-person");
  return CaseKey(std::make_shared<const Secret>(std::move(*key)));
}

QByteArray personLookup(const QByteArray& personKey) {
  return personKey.isEmpty() ? QByteArray() : derive(personKey, "hall person lookup");
}

}  // namespace hall::seal

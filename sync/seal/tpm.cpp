// Keys of the application's own EC_KEY_METHOD are what OpenSSL 3.0 calls deprecated and offers nothing else for.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "sync/seal/tpm.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/provider.h>

#include <array>
#include <mutex>

#include "sync/seal/openssl.h"
#include "sync/seal/suite.h"

namespace hall::seal {

namespace {

using Context = std::unique_ptr<EVP_PKEY_CTX, openssl::Freer<EVP_PKEY_CTX_free>>;
using EcKey = std::unique_ptr<EC_KEY, openssl::Freer<EC_KEY_free>>;

// Hashing stays with the processor: the chip is slow.
constexpr char kInChip[] = "?provider=tpm2,tpm2.digest!=yes";

// The chip has a library context of its own. In the common one OpenSSL would pick the wrong provider of the two for
// every key: it hands a chip's key to the software signer (which then misses the private half), or software keys to
// the chip.
class Chip {
 public:
  static Chip& get() {
    static Chip chip;
    return chip;
  }
  [[nodiscard]] OSSL_LIB_CTX* context() const { return m_context; }
  [[nodiscard]] bool ready() const { return m_ready; }
  [[nodiscard]] int slot() const { return m_slot; }
  std::mutex mutex;  // one command at a time

 private:
  Chip();
  OSSL_LIB_CTX* m_context = OSSL_LIB_CTX_new();
  int m_slot = EC_KEY_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  bool m_ready = false;
};

EVP_PKEY* inner(const EC_KEY* key) {
  return static_cast<EVP_PKEY*>(EC_KEY_get_ex_data(key, Chip::get().slot()));
}

int signInChip(int /*type*/, const unsigned char* digest, int size, unsigned char* signature, unsigned int* length,
               const BIGNUM* /*kinv*/, const BIGNUM* /*r*/, EC_KEY* key) {
  Chip& chip = Chip::get();
  const std::lock_guard lock(chip.mutex);
  const Context context(EVP_PKEY_CTX_new_from_pkey(chip.context(), inner(key), kInChip));
  auto room = static_cast<size_t>(ECDSA_size(key));
  const EVP_MD* hash = EVP_get_digestbyname(defaultSuite().digest);
  if (!context || EVP_PKEY_sign_init(context.get()) != 1 || EVP_PKEY_CTX_set_signature_md(context.get(), hash) != 1 ||
      EVP_PKEY_sign(context.get(), signature, &room, digest, static_cast<size_t>(size)) != 1) {
    return 0;
  }
  *length = static_cast<unsigned int>(room);
  return 1;
}

ECDSA_SIG* signPairInChip(const unsigned char* digest, int size, const BIGNUM* kinv, const BIGNUM* r, EC_KEY* key) {
  std::array<unsigned char, 256> signature{};
  unsigned int length = 0;
  if (signInChip(0, digest, size, signature.data(), &length, kinv, r, key) != 1) return nullptr;
  const unsigned char* next = signature.data();
  return d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(length));
}

void finish(EC_KEY* key) {
  const std::lock_guard lock(Chip::get().mutex);
  EVP_PKEY_free(inner(key));
}

// Apart from the chip, which is not woken up for asking whether a key is one of its own.
const EC_KEY_METHOD* method() {
  static const EC_KEY_METHOD* made = [] {
    EC_KEY_METHOD* fresh = EC_KEY_METHOD_new(EC_KEY_OpenSSL());
    EC_KEY_METHOD_set_sign(fresh, signInChip, nullptr, signPairInChip);
    EC_KEY_METHOD_set_init(fresh, nullptr, finish, nullptr, nullptr, nullptr, nullptr);
    return fresh;
  }();
  return made;
}

Chip::Chip() {
  m_ready = OSSL_PROVIDER_load(m_context, "default") != nullptr && OSSL_PROVIDER_load(m_context, "tpm2") != nullptr;
}

// A key that OpenSSL takes for an ordinary one of the common context; its signatures come from `chipKey`, which it
// owns.
Result<std::shared_ptr<EVP_PKEY>> wrap(openssl::Key chipKey) {
  std::array<unsigned char, 256> point{};
  size_t size = 0;
  const EcKey key(EC_KEY_new_by_curve_name(EC_curve_nist2nid(defaultSuite().curve)));
  std::shared_ptr<EVP_PKEY> wrapped(EVP_PKEY_new(), EVP_PKEY_free);
  const bool made =
      chipKey && key && wrapped &&
      EVP_PKEY_get_octet_string_param(chipKey.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size(), &size) == 1 &&
      EC_KEY_oct2key(key.get(), point.data(), size, nullptr) == 1 && EC_KEY_set_method(key.get(), method()) == 1 &&
      EC_KEY_set_ex_data(key.get(), Chip::get().slot(), chipKey.get()) == 1;
  if (!made) return openssl::refusal(Failure::Disconnected, "tpm.key");
  (void)chipKey.release();  // the wrapping key frees it
  if (EVP_PKEY_set1_EC_KEY(wrapped.get(), key.get()) != 1) return openssl::refusal(Failure::Internal, "tpm.key");
  return wrapped;
}

}  // namespace

Result<void> checkTpm() {
  if (!Chip::get().ready()) return openssl::refusal(Failure::Unsupported, "tpm.provider");
  return {};
}

bool isTpmKey(const QByteArray& pem) {
  return pem.contains("-----BEGIN TSS2 PRIVATE KEY-----");
}

Result<std::shared_ptr<evp_pkey_st>> makeTpmKey() {
  if (auto ready = checkTpm(); !ready) return failure(ready.error());
  Chip& chip = Chip::get();
  EVP_PKEY* key = nullptr;
  {
    const std::lock_guard lock(chip.mutex);
    const Context context(EVP_PKEY_CTX_new_from_name(chip.context(), "EC", "provider=tpm2"));
    if (!context || EVP_PKEY_keygen_init(context.get()) != 1 ||
        EVP_PKEY_CTX_set_group_name(context.get(), defaultSuite().curve) != 1 ||
        EVP_PKEY_generate(context.get(), &key) != 1) {
      return openssl::refusal(Failure::Disconnected, "tpm.key");
    }
  }
  return wrap(openssl::Key(key));
}

Result<std::shared_ptr<evp_pkey_st>> openTpmKey(const QByteArray& pem) {
  if (auto ready = checkTpm(); !ready) return failure(ready.error());
  Chip& chip = Chip::get();
  const openssl::Bio source = openssl::reader(pem);
  std::unique_lock lock(chip.mutex);
  openssl::Key key(PEM_read_bio_PrivateKey_ex(source.get(), nullptr, nullptr, nullptr, chip.context(), kInChip));
  lock.unlock();
  return wrap(std::move(key));
}

QByteArray tpmKeyPem(evp_pkey_st* key) {
  const EC_KEY* wrapped = EVP_PKEY_get_base_id(key) == EVP_PKEY_EC ? EVP_PKEY_get0_EC_KEY(key) : nullptr;
  if (wrapped == nullptr || EC_KEY_get_method(wrapped) != method()) return {};
  const openssl::Bio sink = openssl::secureSink();
  PEM_write_bio_PKCS8PrivateKey(sink.get(), inner(wrapped), nullptr, nullptr, 0, nullptr, nullptr);
  return openssl::contents(sink.get());
}

}  // namespace hall::seal

#include "sync/seal/public_key.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <array>
#include <cstring>
#include <optional>

#include "sync/seal/bare_signature.h"
#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {

constexpr int kSmallestRsa = 2048;
constexpr int kLargestRsa = 8192;  // larger ones only keep the processor busy

const unsigned char* octets(const QByteArray& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.constData());
}

std::optional<SignatureAlgorithm> algorithmOf(EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
    case EVP_PKEY_ED25519:
      return SignatureAlgorithm::EdDsa;
    case EVP_PKEY_RSA: {
      const int bits = EVP_PKEY_get_bits(key);
      if (bits < kSmallestRsa || bits > kLargestRsa) return std::nullopt;
      return SignatureAlgorithm::Ps256;
    }
    case EVP_PKEY_EC: {
      std::array<char, 80> group{};
      const bool named = EVP_PKEY_get_group_name(key, group.data(), group.size(), nullptr) == 1;
      if (!named || OBJ_txt2nid(group.data()) != NID_X9_62_prime256v1) return std::nullopt;
      return SignatureAlgorithm::Es256;
    }
    default:
      return std::nullopt;
  }
}

using Builder = std::unique_ptr<OSSL_PARAM_BLD, openssl::Freer<OSSL_PARAM_BLD_free>>;
using Parameters = std::unique_ptr<OSSL_PARAM, openssl::Freer<OSSL_PARAM_free>>;
using Number = std::unique_ptr<BIGNUM, openssl::Freer<BN_free>>;
using Context = std::unique_ptr<EVP_PKEY_CTX, openssl::Freer<EVP_PKEY_CTX_free>>;

Result<PublicKey> built(const char* type, OSSL_PARAM_BLD* builder) {
  const Parameters parameters(OSSL_PARAM_BLD_to_param(builder));
  const Context context(EVP_PKEY_CTX_new_from_name(nullptr, type, nullptr));
  EVP_PKEY* key = nullptr;
  if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) != 1) {
    return openssl::refusal(Failure::Invalid, "certificate.garbled");
  }
  return PublicKey::adopt(std::shared_ptr<EVP_PKEY>(key, EVP_PKEY_free));
}

}  // namespace

QByteArray name(SignatureAlgorithm algorithm) {
  switch (algorithm) {
    case SignatureAlgorithm::Es256:
      return "ES256";
    case SignatureAlgorithm::Ps256:
      return "PS256";
    case SignatureAlgorithm::EdDsa:
      return "EdDSA";
  }
  return {};
}

Result<PublicKey> PublicKey::adopt(std::shared_ptr<EVP_PKEY> key) {
  if (!key) return openssl::refusal(Failure::Invalid, "certificate.garbled");
  const auto algorithm = algorithmOf(key.get());
  if (!algorithm) return openssl::refusal(Failure::Invalid, "certificate.algorithm");
  return PublicKey(std::move(key), *algorithm);
}

Result<PublicKey> PublicKey::fromSubjectPublicKeyInfo(const QByteArray& der) {
  const unsigned char* next = octets(der);
  const unsigned char* end = next + der.size();
  std::shared_ptr<EVP_PKEY> key(d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size())), EVP_PKEY_free);
  if (!key || next != end) return openssl::refusal(Failure::Invalid, "certificate.garbled");
  return adopt(std::move(key));
}

Result<PublicKey> PublicKey::fromRaw(const QByteArray& bytes) {
  const auto size = static_cast<size_t>(bytes.size());
  if (size == 32) {
    return adopt({EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, octets(bytes), size), EVP_PKEY_free});
  }
  if (size != 33 && size != 65) return failure(Failure::Invalid, "certificate.garbled");
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!builder || OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1 ||
      OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, bytes.constData(), size) != 1) {
    return openssl::refusal(Failure::Internal, "key.generate");
  }
  return built("EC", builder.get());
}

Result<PublicKey> PublicKey::fromRsa(const QByteArray& modulus, const QByteArray& exponent) {
  if (modulus.size() > kLargestRsa / 8 + 1 || exponent.size() > 8) {
    return failure(Failure::Invalid, "certificate.algorithm");
  }
  const Number n(BN_bin2bn(octets(modulus), static_cast<int>(modulus.size()), nullptr));
  const Number e(BN_bin2bn(octets(exponent), static_cast<int>(exponent.size()), nullptr));
  const Builder builder(OSSL_PARAM_BLD_new());
  if (!n || !e || !builder || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) != 1 ||
      OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()) != 1) {
    return openssl::refusal(Failure::Internal, "key.generate");
  }
  return built("RSA", builder.get());
}

QByteArray PublicKey::subjectPublicKeyInfo() const {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(m_key.get(), &der);
  if (size <= 0) return {};
  const QByteArray bytes(reinterpret_cast<const char*>(der), size);
  OPENSSL_free(der);
  return bytes;
}

bool PublicKey::verifies(SignatureAlgorithm algorithm, const QByteArray& message, const QByteArray& signature) const {
  return algorithm == m_algorithm && verifyBare(m_key.get(), algorithm, message, signature);
}

}  // namespace hall::seal

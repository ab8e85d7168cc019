#include "sync/seal/bare_signature.h"

#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {

constexpr int kHalf = 32;  // of r and s; also the salt of PS256
constexpr qsizetype kWhole = 2 * kHalf;

using Context = std::unique_ptr<EVP_MD_CTX, openssl::Freer<EVP_MD_CTX_free>>;
using EcdsaPair = std::unique_ptr<ECDSA_SIG, openssl::Freer<ECDSA_SIG_free>>;

const unsigned char* octets(const QByteArray& bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.constData());
}

// r || s → the DER form that OpenSSL takes.
QByteArray derOf(const QByteArray& signature) {
  const EcdsaPair pair(ECDSA_SIG_new());
  BIGNUM* r = BN_bin2bn(octets(signature), kHalf, nullptr);
  BIGNUM* s = BN_bin2bn(octets(signature) + kHalf, kHalf, nullptr);
  if (!pair || r == nullptr || s == nullptr || ECDSA_SIG_set0(pair.get(), r, s) != 1) {
    BN_free(r);
    BN_free(s);
    return {};
  }
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  const QByteArray bytes(reinterpret_cast<const char*>(der), size > 0 ? size : 0);
  OPENSSL_free(der);
  return bytes;
}

QByteArray bareOf(const QByteArray& der) {
  const unsigned char* next = octets(der);
  const EcdsaPair pair(d2i_ECDSA_SIG(nullptr, &next, static_cast<long>(der.size())));
  QByteArray bytes(kWhole, '\0');
  auto* out = reinterpret_cast<unsigned char*>(bytes.data());
  if (!pair || BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), out, kHalf) != kHalf ||
      BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), out + kHalf, kHalf) != kHalf) {
    return {};
  }
  return bytes;
}

const EVP_MD* digestOf(SignatureAlgorithm algorithm) {
  return algorithm == SignatureAlgorithm::EdDsa ? nullptr : EVP_sha256();
}

bool setPadding(EVP_PKEY_CTX* context, SignatureAlgorithm algorithm) {
  if (algorithm != SignatureAlgorithm::Ps256) return true;
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, EVP_sha256()) == 1 &&
         EVP_PKEY_CTX_set_rsa_pss_saltlen(context, kHalf) == 1;
}

}  // namespace

bool verifyBare(EVP_PKEY* key, SignatureAlgorithm algorithm, const QByteArray& message, const QByteArray& signature) {
  const bool sized =
      algorithm == SignatureAlgorithm::Ps256 ? signature.size() == EVP_PKEY_get_size(key) : signature.size() == kWhole;
  if (!sized) return false;
  const QByteArray form = algorithm == SignatureAlgorithm::Es256 ? derOf(signature) : signature;
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = nullptr;
  const bool good = context && EVP_DigestVerifyInit(context.get(), &inner, digestOf(algorithm), nullptr, key) == 1 &&
                    setPadding(inner, algorithm) &&
                    EVP_DigestVerify(context.get(), octets(form), static_cast<size_t>(form.size()), octets(message),
                                     static_cast<size_t>(message.size())) == 1;
  ERR_clear_error();
  return good;
}

Result<QByteArray> signBare(EVP_PKEY* key, SignatureAlgorithm algorithm, const QByteArray& message) {
  const Context context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* inner = nullptr;
  size_t size = 0;
  const auto length = static_cast<size_t>(message.size());
  if (!context || EVP_DigestSignInit(context.get(), &inner, digestOf(algorithm), nullptr, key) != 1 ||
      !setPadding(inner, algorithm) || EVP_DigestSign(context.get(), nullptr, &size, octets(message), length) != 1) {
    return openssl::refusal(Failure::Internal, "key.sign");
  }
  QByteArray signature(static_cast<qsizetype>(size), '\0');
  if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, octets(message),
                     length) != 1) {
    return openssl::refusal(Failure::Internal, "key.sign");
  }
  signature.truncate(static_cast<qsizetype>(size));
  if (algorithm == SignatureAlgorithm::Es256) signature = bareOf(signature);
  if (signature.isEmpty()) return openssl::refusal(Failure::Internal, "key.sign");
  return signature;
}

}  // namespace hall::seal

#pragma once
// OpenSSL's algorithms, looked up once: by their names it searches its providers anew for every message, under a lock
// that all threads share. For the sources of this room. Thread: any.
#include <openssl/kdf.h>

#include "sync/seal/openssl.h"

namespace hall::seal {

struct Algorithms {
  using Digest = std::unique_ptr<EVP_MD, openssl::Freer<EVP_MD_free>>;
  using Cipher = std::unique_ptr<EVP_CIPHER, openssl::Freer<EVP_CIPHER_free>>;
  using Derivation = std::unique_ptr<EVP_KDF, openssl::Freer<EVP_KDF_free>>;

  Digest sha256{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
  Cipher keyWrap{EVP_CIPHER_fetch(nullptr, "AES-256-WRAP", nullptr)};
  Cipher gcm{EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr)};
  Derivation x963{EVP_KDF_fetch(nullptr, "X963KDF", nullptr)};
};

const Algorithms& algorithms();

}  // namespace hall::seal

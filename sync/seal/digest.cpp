#include "sync/seal/digest.h"

#include "sync/seal/algorithms.h"

namespace hall::seal {

QByteArray sha256(QByteArrayView bytes) {
  QByteArray digest(32, '\0');
  EVP_Digest(bytes.data(), static_cast<size_t>(bytes.size()), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
             algorithms().sha256.get(), nullptr);
  return digest;
}

QByteArray contentDigest(QByteArrayView bytes) {
  return "sha-256:" + sha256(bytes).toHex();
}

}  // namespace hall::seal

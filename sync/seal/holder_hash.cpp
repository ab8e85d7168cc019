#include "sync/seal/holder_hash.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "sync/seal/openssl.h"

namespace hall::seal {

namespace {
constexpr int kSize = 16;
constexpr uint64_t kCost = 16384;
constexpr uint64_t kBlock = 8;
constexpr uint64_t kLanes = 1;
constexpr uint64_t kMemory = 32ULL * 1024 * 1024;
}  // namespace

Result<QByteArray> freshSalt() {
  QByteArray salt(kSize, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(salt.data()), kSize) != 1) {
    return openssl::refusal(Failure::Internal, "key.random");
  }
  return salt;
}

Result<QByteArray> holderHash(const QByteArray& identityNumber, const QByteArray& salt) {
  QByteArray hash(kSize, '\0');
  if (EVP_PBE_scrypt(identityNumber.constData(), static_cast<size_t>(identityNumber.size()),
                     reinterpret_cast<const unsigned char*>(salt.constData()), static_cast<size_t>(salt.size()), kCost,
                     kBlock, kLanes, kMemory, reinterpret_cast<unsigned char*>(hash.data()), kSize) != 1) {
    return openssl::refusal(Failure::Internal, "key.derive");
  }
  return hash;
}

}  // namespace hall::seal

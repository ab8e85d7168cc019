// Whatever decodes is written again as it was; whatever is written decodes.
#include <cstdint>
#include <cstdlib>

#include "sync/credential/base45.h"
#include "sync/credential/zlib_stream.h"

using namespace hall::credential;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  const auto decoded = decodeBase45(bytes);
  if (decoded && encodeBase45(*decoded) != bytes) std::abort();
  const auto back = decodeBase45(encodeBase45(bytes));
  if (!back || *back != bytes) std::abort();
  constexpr qsizetype kLimit = 65536;
  const auto unpacked = unpack(bytes, kLimit);
  if (unpacked && unpacked->size() > kLimit) std::abort();
  return 0;
}

// Whatever bytes a code holds, they become text without control characters, or are refused for their length.
#include <cstdint>
#include <cstdlib>

#include "drivers/code/payload_text.h"

using namespace hall::drivers;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  const auto text = payloadText(bytes);
  if (text.has_value() != (bytes.size() <= mostCodeBytes)) std::abort();
  if (!text) return 0;
  for (const QChar unit : *text) {
    if (unit.category() == QChar::Other_Control) std::abort();
  }
  if (text->size() > payloadCharacters(bytes).size()) std::abort();
  return 0;
}

// Any text may be put on a slip: it is encoded without a fault, and never turns into a command.
#include <cstdint>
#include <cstdlib>

#include "drivers/code/payload_text.h"
#include "drivers/printer/escpos_protocol.h"

using namespace hall::drivers;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  const auto text = payloadText(bytes);
  if (!text) return 0;
  for (const QChar unit : *text) {
    if (unit.category() == QChar::Other_Control) std::abort();
  }
  const QByteArray slip = escpos::encode({{PaperLine::Kind::Text, QString::fromUtf8(bytes), {}, {}}}, {}, {});
  // Initialisation, Chinese mode, alignment, two sizes, feed, cut: what every plain line costs, and not one more.
  if (slip.count('\x1B') != 3 || slip.count('\x1D') != 2 || slip.count('\x1C') != 2) std::abort();
  return 0;
}

// Whatever a HID POS scanner sends, the assembler answers with a scan or an error, never holds more than one code, and
// any report descriptor is answered as well.
#include <cstdint>
#include <cstdlib>

#include "drivers/code/hid_pos_protocol.h"
#include "drivers/code/payload_text.h"
#include "drivers/port/hid_descriptor.h"

using namespace hall::drivers;

namespace {

// The bytes as reports: the first of each piece says how long it is, so that wrong sizes come up as well as right ones.
void assemble(QByteArrayView rest, hidpos::Aim aim) {
  hidpos::Assembly assembly(aim);
  int waiting = 0;
  while (!rest.isEmpty()) {
    const auto said = static_cast<uint8_t>(rest[0]);
    const qsizetype size = std::min<qsizetype>(said < 200 ? hidpos::reportSize : said - 190, rest.size());
    const auto scan = assembly.add(rest.first(size));
    waiting = scan && !*scan ? waiting + 1 : 0;
    if (waiting > 64) std::abort();
    if (scan && *scan) {
      if ((*scan)->data.size() > mostCodeBytes) std::abort();
      if (hidpos::formatOf((*scan)->aim).isEmpty()) std::abort();
    }
    rest = rest.sliced(size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArrayView bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  assemble(bytes, hidpos::Aim::Sent);
  assemble(bytes, hidpos::Aim::NotSent);
  const HidReports reports = parseHidDescriptor(bytes);
  if (reports.input < 0 || reports.output < 0 || reports.feature < 0 || reports.input > 4097) std::abort();
  return 0;
}

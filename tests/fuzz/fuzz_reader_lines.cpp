// Whatever arrives on a reader's lines, HID envelopes, report descriptors and decoded photos are answered with a value
// or an error, and what an envelope holds survives being sealed again.
#include <cstdint>
#include <cstdlib>

#include "drivers/idcard/hid_envelope.h"
#include "drivers/idcard/hid_frames.h"
#include "drivers/idcard/portrait.h"
#include "drivers/idcard/sam_protocol.h"
#include "drivers/port/hid_descriptor.h"

using namespace hall::drivers;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArrayView bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  if (bytes.isEmpty()) return 0;
  hid::Envelope envelope;
  envelope.lead = uint8_t(bytes[0]) % 4;
  const QByteArrayView rest = bytes.sliced(1);
  if (const auto letter = hid::unseal(rest, envelope)) {
    const auto again = hid::unseal(hid::sealReply(*letter, envelope, 64), envelope);
    if (!again || again->payload != letter->payload || again->result != letter->result) std::abort();
  }
  // The checksum keeps a fuzzer out, so what it made is also put into a sound envelope.
  const QByteArray sealed =
      hid::sealReply({0, rest.first(std::min<qsizetype>(rest.size(), 4000)).toByteArray()}, envelope, 64);
  const auto opened = hid::unseal(sealed, envelope);
  if (!opened || opened->payload != rest.first(std::min<qsizetype>(rest.size(), 4000))) std::abort();
  static_cast<void>(sam::scan(opened->payload));
  QByteArray joined;
  for (const QByteArray& report : hid::cutInReports(rest, 64)) joined += report;
  if (!joined.startsWith(rest)) std::abort();
  const HidReports reports = parseHidDescriptor(rest);
  if (reports.input < 0 || reports.input > 4097 || reports.output > 4097 || reports.feature > 4097) std::abort();
  if (const auto portrait = portraitOf(rest, {}); portrait && portrait->rgb.size() != 3 * 102 * 126) std::abort();
  return 0;
}

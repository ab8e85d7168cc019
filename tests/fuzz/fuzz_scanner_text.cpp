// Whatever a scanner's line carries or a wedge types, in whatever pieces: what is given out is one code's worth at
// most, and the same bytes in other pieces give the same scans.
#include <cstdint>
#include <cstdlib>

#include "drivers/code/payload_text.h"
#include "drivers/code/scanner_text.h"
#include "drivers/code/wedge_text.h"

using namespace hall::drivers;

namespace {

using Scans = QByteArrayList;

void take(ScannerText& text, Scans& scans) {
  while (const auto scan = text.next()) {
    if (*scan && ((*scan)->isEmpty() || (*scan)->size() > mostCodeBytes)) std::abort();
    scans.append(*scan ? **scan : scan->error().code);
  }
}

Scans cut(QByteArrayView bytes, ScannerText::Suffix suffix, qsizetype piece) {
  ScannerText text(suffix, {QByteArray("\x16M")});
  Scans scans;
  for (qsizetype at = 0; at < bytes.size(); at += piece) {
    text.add(bytes.sliced(at, std::min(piece, bytes.size() - at)));
    take(text, scans);
  }
  if (const auto scan = text.end()) scans.append(*scan ? **scan : scan->error().code);
  if (text.begun()) std::abort();
  return scans;
}

void type(QByteArrayView bytes) {
  WedgeText text;
  WedgeText::Moment now{std::chrono::hours(1)};
  for (const char byte : bytes) {
    const auto key = static_cast<uint8_t>(byte);
    now += std::chrono::milliseconds(key == 0 ? 200 : 1);
    const auto scan = text.key(key & 0x7FU, (key & 0x80U) == 0, now);
    if (scan && *scan && ((*scan)->isEmpty() || (*scan)->size() > mostCodeBytes)) std::abort();
  }
  static_cast<void>(text.silence(now + std::chrono::seconds(1)));
  if (text.begun()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const QByteArrayView bytes(reinterpret_cast<const char*>(data) + 2, qsizetype(size) - 2);
  const auto suffix = static_cast<ScannerText::Suffix>(data[0] % 6);
  // Both in pieces small enough that nobody's patience with waiting scans runs out.
  if (cut(bytes, suffix, 1) != cut(bytes, suffix, 1 + data[1] % 4)) std::abort();
  type(bytes);
  return 0;
}

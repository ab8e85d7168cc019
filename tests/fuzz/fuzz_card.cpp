// Whatever a reader sends, the frame scanner and the card parser answer with a value or an error, and what they accept
// survives being written and read again.
#include <cstdint>
#include <cstdlib>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/sam_protocol.h"

using namespace hall::drivers;

namespace {

void checkText(QByteArrayView text) {
  const auto card = parseCardText(text, {});
  if (!card) return;
  const auto again = parseCardText(formatCardText(*card), {});
  if (!again || again->name != card->name || again->birth != card->birth || again->number != card->number ||
      again->validUntil != card->validUntil || again->longTerm != card->longTerm) {
    std::abort();
  }
}

void checkRecord(QByteArrayView data) {
  for (const auto command : {sam::Command::ReadCard, sam::Command::ReadWithFingerprint}) {
    if (const auto record = sam::splitRecord(command, data)) checkText(record->text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const QByteArrayView bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  checkText(bytes);
  QByteArrayView rest = bytes;
  for (int i = 0; i < 8; ++i) {
    const auto found = sam::scan(rest);
    if (!found || !found->reply) break;
    if (found->used <= 0 || found->used > rest.size()) std::abort();
    static_cast<void>(sam::errorOf(*found->reply));
    checkRecord(found->reply->data);
    rest = rest.sliced(found->used);
  }
  // The checksum keeps a fuzzer out, so the record is also tried without its frame.
  checkRecord(bytes);
  static_cast<void>(parseNewestAddress(bytes));
  return 0;
}

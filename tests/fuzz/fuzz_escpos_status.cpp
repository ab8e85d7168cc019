// Whatever a printer says of itself is taken without a fault: status bytes, messages nobody asked for, its device id.
#include <cstdint>
#include <cstdlib>

#include "drivers/printer/device_id.h"
#include "drivers/printer/escpos_status.h"

using namespace hall::drivers;

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  escpos::ReplySieve sieve;
  escpos::Status status;
  escpos::Model model;
  int which = 1;
  for (size_t i = 0; i < size; ++i) {
    const auto byte = sieve.take(data[i]);
    if (!byte || !escpos::isStatusByte(*byte)) continue;
    if (escpos::isFenceByte(*byte)) std::abort();
    escpos::addStatus(status, which, *byte, model);
    which = which % 5 + 1;  // one more than there are
  }
  const auto error = escpos::errorOf(status);
  if (error && error->code.isEmpty()) std::abort();
  if ((status.paperOut || status.coverOpen || status.fatal || status.cutterFault) && !error) std::abort();

  const QByteArray bytes(reinterpret_cast<const char*>(data), qsizetype(size));
  if (const auto id = parsePrinterId(bytes)) {
    for (const QByteArray& word : {id->maker.toLatin1(), id->model.toLatin1(), id->serial}) {
      if (word.size() > 64) std::abort();
      for (const char c : word) {
        if (uint8_t(c) < 0x20 || uint8_t(c) > 0x7E) std::abort();
      }
    }
  }
  if (escpos::commandSize(bytes) < 0) std::abort();
  return 0;
}

#include "drivers/port/port.h"

#include "sync/base/wipe.h"

namespace hall::drivers {

Result<uint8_t> Port::printerLine(const Deadline& /*deadline*/) {
  return failure(Failure::Unsupported, "port.printer-line");
}

Result<QByteArray> Port::printerId(const Deadline& /*deadline*/) {
  return failure(Failure::Unsupported, "port.printer-line");
}

Result<void> Port::printerReset(const Deadline& /*deadline*/) {
  return failure(Failure::Unsupported, "port.printer-line");
}

Result<void> writeAll(Port& port, QByteArrayView bytes, const Deadline& deadline) {
  while (!bytes.isEmpty()) {
    const Result<qsizetype> taken = port.write(bytes, deadline);
    if (!taken) {
      return failure(taken.error());
    }
    bytes = bytes.sliced(*taken);
  }
  return {};
}

void drainByReading(Port& port) {
  constexpr int mostPieces = 32;
  constexpr std::chrono::milliseconds silence(5);
  for (int i = 0; i < mostPieces; ++i) {
    Result<QByteArray> piece = port.readSome(Deadline::in(silence));
    if (!piece) {
      return;
    }
    hall::wipe(*piece);  // it may be of a card
  }
}

}  // namespace hall::drivers

#include "drivers/port/port.h"

namespace hall::drivers {

Result<uint8_t> Port::printerLine(const Deadline& /*deadline*/) {
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
    if (!port.readSome(Deadline::in(silence))) {
      return;
    }
  }
}

}  // namespace hall::drivers

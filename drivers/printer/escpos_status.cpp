#include "drivers/printer/escpos_status.h"

namespace hall::drivers::escpos {

QByteArray statusRequest(int which) {
  return QByteArray("\x10\x04").append(static_cast<char>(which));
}

bool isStatusByte(uint8_t byte) {
  return (byte & 0x93) == 0x12;
}

bool isFenceByte(uint8_t byte) {
  return (byte & 0x93) == 0;
}

void addStatus(Status& status, int which, uint8_t byte, const Model& model) {
  const auto bit = [byte](int mask) { return (byte & mask) != 0; };
  switch (which) {
    case 1:
      status.offline = status.offline || bit(0x08);
      break;
    case 2:
      status.coverOpen = bit(0x04);
      status.paperOut = status.paperOut || bit(0x20);
      status.offline = status.offline || bit(0x40);
      break;
    case 3:
      status.cutterFault = bit(0x08);
      status.fatal = bit(0x20);
      status.recovering = bit(0x40);
      break;
    case 4:
      status.paperLow = bit(model.paperLowBits);
      status.paperOut = status.paperOut || bit(model.paperOutBits);
      break;
    default:
      break;
  }
}

Status statusOfLine(uint8_t line) {
  Status status;
  status.paperOut = (line & 0x20) != 0;
  status.offline = (line & 0x10) == 0 || (line & 0x08) == 0;
  return status;
}

std::optional<Error> errorOf(const Status& status) {
  if (status.fatal) return Error{Failure::Refused, "printer.fatal", {}};
  if (status.cutterFault) return Error{Failure::Refused, "printer.cutter", {}};
  if (status.coverOpen) return Error{Failure::Busy, "printer.cover-open", {}};
  if (status.paperOut) return Error{Failure::Full, "paper.out", {}};
  if (status.recovering) return Error{Failure::Busy, "printer.recovering", {}};
  if (status.offline) return Error{Failure::Busy, "printer.offline", {}};
  return std::nullopt;
}

std::optional<uint8_t> ReplySieve::take(uint8_t byte) {
  constexpr int behindTheFirst = 3;
  if (m_skip > 0) {
    --m_skip;
    return std::nullopt;
  }
  if ((byte & 0x93) == 0x10) {
    m_skip = behindTheFirst;
    return std::nullopt;
  }
  return byte;
}

}  // namespace hall::drivers::escpos

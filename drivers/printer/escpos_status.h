#pragma once
// What an ESC/POS printer says of itself: status bytes become words. Pure.
#include <array>
#include <cstdint>
#include <optional>

#include "drivers/printer/escpos_protocol.h"

namespace hall::drivers::escpos {

struct Status {
  bool offline = false;
  bool coverOpen = false;
  bool cutterFault = false;
  bool fatal = false;
  bool recovering = false;  // mends itself: a hot head cools down
  bool paperLow = false;
  bool paperOut = false;

  bool operator==(const Status&) const = default;
};

// Asked at any moment, answered at once: 1 printer, 2 offline cause, 3 error cause, 4 paper.
inline constexpr std::array statusQuestions{1, 2, 3, 4};
QByteArray statusRequest(int which);

bool isStatusByte(uint8_t byte);
bool isFenceByte(uint8_t byte);
// Adds what the answer to statusRequest(which) says.
void addStatus(Status& status, int which, uint8_t byte, const Model& model);
// The same of the USB class's port status, which knows less.
Status statusOfLine(uint8_t line);

// Nothing when the printer can work. Full "paper.out", Busy "printer.cover-open", "printer.recovering" or
// "printer.offline", Refused "printer.cutter" or "printer.fatal".
std::optional<Error> errorOf(const Status& status);

// Leaves out of what comes back the messages some printers send unasked (four bytes each), whose later bytes look
// like answers.
class ReplySieve {
 public:
  std::optional<uint8_t> take(uint8_t byte);

 private:
  int m_skip = 0;
};

}  // namespace hall::drivers::escpos

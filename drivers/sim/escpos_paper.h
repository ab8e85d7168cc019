#pragma once
// The other side of ESC/POS: follows a stream of bytes as a printer would and keeps what is on the paper, as text
// lines and code payloads. Understands what our own encoder sends; anything else is counted as a fault.
#include <QByteArray>
#include <functional>

#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class EscposPaper {
 public:
  using Cut = std::function<void(const Slip&)>;
  explicit EscposPaper(Cut cut) : m_cut(std::move(cut)) {}

  // Takes bytes in any pieces; returns what the printer sends back for them. `status` is asked for real-time bytes.
  QByteArray feed(QByteArrayView bytes, const std::function<char(int which)>& status);
  // In the middle of a command or an image, where a question would be swallowed.
  [[nodiscard]] bool inCommand() const { return !m_pending.isEmpty(); }
  [[nodiscard]] int faults() const { return m_faults; }

 private:
  void obey(const QByteArray& command, QByteArray& answers, const std::function<char(int)>& status);
  void endLine();
  void obeyCode(const QByteArray& command);

  Cut m_cut;
  QByteArray m_pending;
  QByteArray m_line;  // GB18030
  QByteArray m_code;
  Slip m_slip;
  int m_faults = 0;
};

}  // namespace hall::drivers::sim

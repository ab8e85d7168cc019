#pragma once
// A receipt printer with its misfortunes, behind whatever port a test puts before it. Thread: any.
#include <atomic>
#include <mutex>

#include "drivers/printer/escpos_status.h"
#include "drivers/sim/escpos_paper.h"

namespace hall::test {

class EscposFirmware {
 public:
  std::atomic<bool> paperOut = false;
  std::atomic<bool> paperEnd = false;  // out of paper too, but takes bytes on
  std::atomic<bool> coverOpen = false;
  std::atomic<bool> cutterJam = false;
  std::atomic<bool> hot = false;
  std::atomic<bool> mute = false;          // answers no status
  std::atomic<bool> fenceless = false;     // answers no GS r
  std::atomic<qsizetype> when = -1;        // once so many bytes have arrived …
  std::function<void()> then;              // … this happens, once
  QByteArray noise;                        // before every answer
  std::atomic<int> questionsInImages = 0;  // never wanted
  std::atomic<qsizetype> arrived = 0;

  // What has been cut off so far.
  QList<drivers::sim::Slip> slips() const {
    const std::lock_guard lock(m_mutex);
    return m_slips;
  }

  // Blocked while it can print nothing, as a printer with a small buffer is; until `when` it takes all.
  qsizetype room() const {
    if (paperOut || coverOpen) return 0;
    return when >= arrived && then ? std::max<qsizetype>(1, when - arrived) : 1 << 20;
  }

  // Takes bytes and returns what it says to them.
  QByteArray take(const QByteArray& bytes) {
    const std::lock_guard lock(m_mutex);
    if (bytes.contains("\x10\x04") && (bytes.size() > 3 || m_paper.inCommand())) ++questionsInImages;
    QByteArray answers = m_paper.feed(bytes, [this](int which) { return status(which); });
    arrived += bytes.size();
    if (when >= 0 && arrived >= when && then) std::exchange(then, nullptr)();
    if (mute) answers.clear();
    if (fenceless && bytes.endsWith("\x1Dr\x01")) answers.clear();
    return answers.isEmpty() ? answers : noise + answers;
  }

 private:
  char status(int which) const {
    int byte = 0x12;
    if (which == 1 && (paperOut || coverOpen)) byte |= 0x08;
    if (which == 2) byte |= (coverOpen ? 0x04 : 0) | (paperOut ? 0x20 : 0);
    if (which == 3) byte |= (cutterJam ? 0x08 : 0) | (hot ? 0x40 : 0);
    if (which == 4) byte |= paperOut || paperEnd ? 0x6C : 0;
    return static_cast<char>(byte);
  }

  mutable std::mutex m_mutex;
  QList<drivers::sim::Slip> m_slips;
  drivers::sim::EscposPaper m_paper{[this](const drivers::sim::Slip& slip) { m_slips.append(slip); }};
};

}  // namespace hall::test

#pragma once
// What a scanner that types would have typed: keys of a US layout, in the order and at the pace of a machine. A wedge
// has no key for anything outside ASCII; keys that make no character spoil the scan instead of leaving a hole in it.
// Pure; thread: one at a time.
#include <QByteArray>
#include <chrono>
#include <optional>

#include "sync/base/result.h"

namespace hall::drivers {

class WedgeText {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kGap{100};  // between two keys of one scan at most

  ~WedgeText() { clear(); }

  // One key of linux/input-event-codes.h. A whole scan at Enter or Tab, else nothing. Garbled "scanner.wedge-loss" for
  // a scan with keys we cannot turn into characters, "code.too-long" above 2953 bytes.
  std::optional<Result<QByteArray>> key(unsigned code, bool pressed, Moment now);
  // Silence since the last key, at this moment: a long one ends a scan.
  std::optional<Result<QByteArray>> silence(Moment now);
  // Keys were lost on the way.
  void spoil() { m_spoilt = true; }
  [[nodiscard]] bool begun() const { return !m_text.isEmpty() || m_spoilt; }
  void clear();

 private:
  std::optional<Result<QByteArray>> finish();
  void press(unsigned code);

  QByteArray m_text;
  bool m_shift = false;
  bool m_capsLock = false;
  bool m_spoilt = false;
  bool m_tooLong = false;
  Moment m_last;
};

// The character of a key, 0 for a key that has none.
char characterOf(unsigned code, bool shift);

}  // namespace hall::drivers

#pragma once
// How large a piece of a part is sent at once: about what the line carries in a second, so that a turn is short and a
// break costs little; 32 KiB to 1 MiB. After a break it grows
// carefully: a line that loses large pieces must not lose every second one. Thread: the engine's.
#include <QtGlobal>
#include <algorithm>
#include <chrono>

namespace hall::engine {

class PieceSize {
 public:
  [[nodiscard]] qint64 bytes() const { return m_bytes; }

  void arrived(std::chrono::milliseconds after) {
    using namespace std::chrono_literals;
    if (++m_arrived >= kArrivalsToTrust) m_ceiling = kMost;
    if (after < 500ms) set(m_bytes * 2);
    if (after > 2s) set(m_bytes / 2);
  }
  void broke() {
    m_arrived = 0;
    m_ceiling = std::max(kLeast, m_bytes / 2);
    set(m_bytes / 4);
  }

 private:
  static constexpr qint64 kLeast = 32LL * 1024;
  static constexpr qint64 kMost = 1024LL * 1024;
  static constexpr int kArrivalsToTrust = 32;

  void set(qint64 bytes) { m_bytes = std::clamp(bytes, kLeast, m_ceiling); }
  qint64 m_bytes = 256LL * 1024;
  qint64 m_ceiling = kMost;
  int m_arrived = 0;  // since the last break
};

}  // namespace hall::engine

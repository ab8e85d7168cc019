#pragma once
// How many submissions go in one request: few at first, twice as many after each that arrives in good time, half after
// each that does not. Thread: the engine's.
#include <QtGlobal>
#include <algorithm>
#include <chrono>

namespace hall::engine {

class BatchSize {
 public:
  static constexpr int kMostItems = 256;
  // 4 MiB less what 256 items need around their parts.
  static constexpr qint64 kMostBytes = 4096LL * 1024 - kMostItems * 512LL;

  [[nodiscard]] int items() const { return m_items; }
  [[nodiscard]] qint64 bytes() const { return m_bytes; }

  void arrived(std::chrono::milliseconds after) {
    using namespace std::chrono_literals;
    if (after < 2s) set(m_items * 2, m_bytes * 2);
    if (after > 5s) failed();
  }
  void failed() { set(m_items / 2, m_bytes / 2); }

 private:
  void set(int items, qint64 bytes) {
    m_items = std::clamp(items, 2, kMostItems);
    m_bytes = std::clamp(bytes, 128LL * 1024, kMostBytes);
  }
  int m_items = 16;
  qint64 m_bytes = 512LL * 1024;
};

}  // namespace hall::engine

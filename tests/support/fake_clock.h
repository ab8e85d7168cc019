#pragma once
// A clock that stands still until told otherwise. `step` moves the wall clock alone, as an administrator would.
#include <mutex>

#include "sync/base/clock.h"

namespace hall::test {

class FakeClock final : public Clock {
 public:
  explicit FakeClock(QDateTime start = QDateTime(QDate(2026, 11, 2), QTime(1, 30), Qt::UTC))
      : m_now(std::move(start)) {}

  [[nodiscard]] QDateTime now() const override {
    const std::lock_guard lock(m_mutex);
    return m_now;
  }
  [[nodiscard]] std::chrono::milliseconds monotonic() const override {
    const std::lock_guard lock(m_mutex);
    return m_monotonic;
  }
  [[nodiscard]] QByteArray bootId() const override {
    const std::lock_guard lock(m_mutex);
    return "00000000-0000-4000-8000-" + QByteArray::number(m_boot).rightJustified(12, '0');
  }

  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(m_mutex);
    m_now = m_now.addMSecs(by.count());
    m_monotonic += by;
  }
  // The machine was off for so long, by its own wall clock.
  void restart(std::chrono::milliseconds off) {
    const std::lock_guard lock(m_mutex);
    m_now = m_now.addMSecs(off.count());
    m_monotonic = std::chrono::milliseconds(500);
    ++m_boot;
  }
  void step(std::chrono::milliseconds by) {
    const std::lock_guard lock(m_mutex);
    m_now = m_now.addMSecs(by.count());
  }

 private:
  mutable std::mutex m_mutex;
  QDateTime m_now;
  std::chrono::milliseconds m_monotonic{1000};
  int m_boot = 1;
};

}  // namespace hall::test

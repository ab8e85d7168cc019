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
  [[nodiscard]] QByteArray bootId() const override { return "00000000-0000-4000-8000-000000000001"; }

  void advance(std::chrono::milliseconds by) {
    const std::lock_guard lock(m_mutex);
    m_now = m_now.addMSecs(by.count());
    m_monotonic += by;
  }
  void step(std::chrono::milliseconds by) {
    const std::lock_guard lock(m_mutex);
    m_now = m_now.addMSecs(by.count());
  }

 private:
  mutable std::mutex m_mutex;
  QDateTime m_now;
  std::chrono::milliseconds m_monotonic{1000};
};

}  // namespace hall::test

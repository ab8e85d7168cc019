#pragma once
// Time as the house sees it. `now` is the wall clock in UTC and may step in either direction; `monotonic` never
// steps back and counts from an arbitrary start; `bootId` changes with every start of the machine, so that a
// (bootId, monotonic) pair orders events even when the wall clock is wrong. Thread: any.
#include <QByteArray>
#include <QDateTime>
#include <chrono>

namespace hall {

class Clock {
 public:
  Clock() = default;
  Clock(const Clock&) = delete;
  Clock& operator=(const Clock&) = delete;
  virtual ~Clock() = default;

  [[nodiscard]] virtual QDateTime now() const = 0;
  [[nodiscard]] virtual std::chrono::milliseconds monotonic() const = 0;
  [[nodiscard]] virtual QByteArray bootId() const = 0;

  // The calendar day in the hall's time zone (China has one), which is what ages and deadlines are counted in.
  [[nodiscard]] QDate today() const;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] QDateTime now() const override;
  [[nodiscard]] std::chrono::milliseconds monotonic() const override;
  [[nodiscard]] QByteArray bootId() const override;
};

// RFC 3339 with milliseconds and 'Z'.
QByteArray rfc3339(const QDateTime& time);

}  // namespace hall

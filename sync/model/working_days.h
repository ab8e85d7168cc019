#pragma once
// Working days as 行政许可法 第82条 counts them: no weekends but those worked by order, no statutory holidays. A year
// whose order is not in the table has weekends only, so that a deadline is told too early rather than too late. A
// value; thread: any.
#include <QDate>
#include <QSet>

#include "sync/base/result.h"

namespace hall::model {

class WorkingDays {
 public:
  WorkingDays() = default;  // weekends only
  // {"rest": [dates], "work": [dates]}. Invalid ("calendar.invalid").
  static Result<WorkingDays> parse(const QByteArray& json);

  [[nodiscard]] bool isWorkingDay(const QDate& day) const;
  // The n-th working day after `day`, which is not counted itself.
  [[nodiscard]] QDate after(const QDate& day, int count) const;

 private:
  QSet<QDate> m_rest;
  QSet<QDate> m_work;
};

}  // namespace hall::model

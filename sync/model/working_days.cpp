#include "sync/model/working_days.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace hall::model {

namespace {
constexpr int kSaturday = 6;
constexpr int kMaximumCount = 1000;

bool readDates(const QJsonValue& value, QSet<QDate>& dates) {
  const QJsonArray list = value.toArray();
  for (const QJsonValue& one : list) {
    const QDate day = QDate::fromString(one.toString(), Qt::ISODate);
    if (!day.isValid()) return false;
    dates.insert(day);
  }
  return value.isArray();
}
}  // namespace

Result<WorkingDays> WorkingDays::parse(const QByteArray& json) {
  const QJsonObject table = QJsonDocument::fromJson(json).object();
  WorkingDays days;
  if (!readDates(table.value(QStringLiteral("rest")), days.m_rest) ||
      !readDates(table.value(QStringLiteral("work")), days.m_work) || days.m_rest.intersects(days.m_work)) {
    return failure(Failure::Invalid, "calendar.invalid");
  }
  return days;
}

bool WorkingDays::isWorkingDay(const QDate& day) const {
  if (m_work.contains(day)) return true;
  return day.dayOfWeek() < kSaturday && !m_rest.contains(day);
}

QDate WorkingDays::after(const QDate& day, int count) const {
  QDate reached = day;
  for (int left = qMin(count, kMaximumCount); left > 0;) {
    reached = reached.addDays(1);
    if (isWorkingDay(reached)) --left;
  }
  return reached;
}

}  // namespace hall::model

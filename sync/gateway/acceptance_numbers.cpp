#include "sync/gateway/acceptance_numbers.h"

namespace hall::gateway {

namespace {

constexpr qsizetype kManyAtOnce = 8;  // fewer: numbers without gaps are worth more than speed
constexpr qint64 kReserve = 512;

QByteArray numberText(QDate day, qint64 number) {
  return day.toString(QStringLiteral("yyyyMMdd")).toLatin1() + '-' + QByteArray::number(number).rightJustified(6, '0');
}

}  // namespace

std::optional<QByteArray> AcceptanceNumbers::ahead(QDate day) {
  const std::lock_guard lock(m_mutex);
  if (m_ahead.day != day || m_ahead.next > m_ahead.last) return std::nullopt;
  return numberText(day, m_ahead.next++);
}

Result<QList<QByteArray>> AcceptanceNumbers::take(sql::SqlSession& session, QDate day, qsizetype count,
                                                  qsizetype wanted) {
  qint64 more = 0;
  if (wanted >= kManyAtOnce) {
    const std::lock_guard lock(m_mutex);
    const qint64 left = m_ahead.day == day ? m_ahead.last - m_ahead.next + 1 : 0;
    if (left < 2 * wanted) more = kReserve;
  }
  if (count + more == 0) return QList<QByteArray>();
  const auto rows = session.query(
      "INSERT INTO acceptance_day (day, last) VALUES ($1, CAST($2 AS BIGINT))"
      " ON CONFLICT (day) DO UPDATE SET last = acceptance_day.last + CAST($2 AS BIGINT) RETURNING last",
      day.toString(QStringLiteral("yyyyMMdd")).toLatin1(), count + more);
  if (!rows) return failure(rows.error());
  const qint64 last = rows->integer(0, 0);
  const qint64 first = last - count - more + 1;
  QList<QByteArray> numbers;
  for (qint64 number = first; number < first + count; ++number) numbers.append(numberText(day, number));
  if (more > 0) m_pending = Block{day, first + count, last};
  return numbers;
}

// What is left of an older block is given up: one block at a time keeps the numbers in order.
void AcceptanceNumbers::committed() {
  if (!m_pending) return;
  const std::lock_guard lock(m_mutex);
  m_ahead = *m_pending;
  m_pending.reset();
}

void AcceptanceNumbers::rolledBack() {
  m_pending.reset();
}

}  // namespace hall::gateway

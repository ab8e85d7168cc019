#include "sync/gateway/agency/delivery_rows.h"

namespace hall::gateway::agency {

namespace {
Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}
}  // namespace

Result<bool> DeliveryRows::behind(const QByteArray& agencyId) {
  const auto rows = m_session.query(
      "SELECT position FROM feed WHERE position >"
      " coalesce((SELECT position FROM delivery_cursor WHERE agency_id = $1), 0) LIMIT 1",
      agencyId);
  return rows ? Result<bool>(!rows->isEmpty()) : failure(rows.error());
}

Result<int> DeliveryRows::enrol(const Agency& agency, int limit) {
  // Locks the cursor: of two gateways one goes on after the other.
  const auto cursor = m_session.query(
      "INSERT INTO delivery_cursor (agency_id, position, disabled) VALUES ($1, 0, '')"
      " ON CONFLICT (agency_id) DO UPDATE SET agency_id = excluded.agency_id RETURNING position",
      agency.agencyId);
  if (!cursor) return failure(cursor.error());
  const auto items = FeedRows(m_session).after(cursor->integer(0, 0), limit);
  if (!items) return failure(items.error());
  if (items->isEmpty()) return 0;
  QList<sql::Statement> statements;
  for (const FeedItem& item : *items) {
    if (!agency.sees(item.serviceId)) continue;
    statements.append(
        sql::Statement{"INSERT INTO delivery (agency_id, position, case_id, attempts, code) VALUES ($1, $2, $3, 0, '')",
                       {agency.agencyId, item.position, item.caseId}});
  }
  statements.append(sql::Statement{"UPDATE delivery_cursor SET position = $1 WHERE agency_id = $2",
                                   {items->last().position, agency.agencyId}});
  const auto done = m_session.pipeline(statements);
  if (!done) return failure(done.error());
  return static_cast<int>(items->size());
}

Result<QList<Delivery>> DeliveryRows::due(const QByteArray& agencyId, qint64 after, int limit) {
  const auto rows = m_session.query(
      "SELECT feed.position, feed.submission_id, feed.case_id, feed.service_id, feed.kind, feed.digest,"
      " feed.acceptance_no, feed.received_at, delivery.attempts FROM delivery"
      " JOIN feed ON feed.position = delivery.position"
      " WHERE delivery.agency_id = $1 AND delivery.position > $2 AND NOT EXISTS (SELECT 1 FROM delivery AS earlier"
      " WHERE earlier.agency_id = delivery.agency_id AND earlier.case_id = delivery.case_id"
      " AND earlier.position < delivery.position) ORDER BY delivery.position LIMIT $3",
      agencyId, after, limit);
  if (!rows) return failure(rows.error());
  QList<Delivery> all;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    all.append({{rows->integer(i, 0), rows->bytes(i, 1), rows->bytes(i, 2), rows->bytes(i, 3), rows->bytes(i, 4),
                 rows->bytes(i, 5), rows->bytes(i, 6), rows->integer(i, 7)},
                static_cast<int>(rows->integer(i, 8))});
  }
  return all;
}

Result<void> DeliveryRows::delivered(const QByteArray& agencyId, const QList<qint64>& positions) {
  QList<sql::Statement> statements;
  for (const qint64 position : positions) {
    statements.append(
        sql::Statement{"DELETE FROM delivery WHERE agency_id = $1 AND position = $2", {agencyId, position}});
  }
  const auto done = m_session.pipeline(statements);
  return done ? Result<void>() : failure(done.error());
}

Result<void> DeliveryRows::failed(const QByteArray& agencyId, qint64 position, const QByteArray& code) {
  return nothing(
      m_session.query("UPDATE delivery SET attempts = attempts + 1, code = $3 WHERE agency_id = $1 AND position = $2",
                      agencyId, position, code));
}

Result<QByteArray> DeliveryRows::disabled(const QByteArray& agencyId) {
  const auto rows = m_session.query("SELECT disabled FROM delivery_cursor WHERE agency_id = $1", agencyId);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? QByteArray() : rows->bytes(0, 0);
}

Result<void> DeliveryRows::disable(const QByteArray& agencyId, const QByteArray& why) {
  return nothing(
      m_session.query("INSERT INTO delivery_cursor (agency_id, position, disabled) VALUES ($1, 0, $2)"
                      " ON CONFLICT (agency_id) DO UPDATE SET disabled = excluded.disabled",
                      agencyId, why));
}

}  // namespace hall::gateway::agency

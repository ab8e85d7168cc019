#include "sync/gateway/agency/feed_rows.h"

namespace hall::gateway::agency {

namespace {

#define HALL_FEED \
  "SELECT position, submission_id, case_id, service_id, kind, digest, acceptance_no, received_at FROM feed "

FeedItem read(const sql::Rows& rows, qsizetype row) {
  return {rows.integer(row, 0), rows.bytes(row, 1), rows.bytes(row, 2), rows.bytes(row, 3),
          rows.bytes(row, 4),   rows.bytes(row, 5), rows.bytes(row, 6), rows.integer(row, 7)};
}

Result<QList<FeedItem>> readAll(const Result<sql::Rows>& rows) {
  if (!rows) return failure(rows.error());
  QList<FeedItem> items;
  for (qsizetype i = 0; i < rows->size(); ++i) items.append(read(*rows, i));
  return items;
}

}  // namespace

Result<QList<QByteArray>> FeedRows::waiting(int limit) {
  const auto rows = m_session.query(
      "SELECT submission_id FROM submission WHERE receipt IS NOT NULL AND fed = 0 ORDER BY received_at, number LIMIT "
      "$1",
      limit);
  if (!rows) return failure(rows.error());
  QList<QByteArray> ids;
  for (qsizetype i = 0; i < rows->size(); ++i) ids.append(rows->bytes(i, 0));
  return ids;
}

Result<void> FeedRows::place(const QList<FeedItem>& items) {
  const auto first = takePlaces(m_session, "submission", items.size());
  if (!first) return failure(first.error());
  QList<sql::Statement> statements;
  for (qsizetype i = 0; i < items.size(); ++i) {
    statements.append(
        sql::Statement{"INSERT INTO feed (position, submission_id, case_id, service_id, kind, digest, acceptance_no,"
                       " received_at) SELECT $1, submission_id, case_id, $2, $3, digest, acceptance_no, received_at"
                       " FROM submission WHERE submission_id = $4 AND fed = 0",
                       {*first + i, items[i].serviceId, items[i].kind, items[i].submissionId}});
    statements.append(
        sql::Statement{"UPDATE submission SET fed = 1 WHERE submission_id = $1", {items[i].submissionId}});
  }
  const auto done = m_session.pipeline(statements);
  return done ? Result<void>() : failure(done.error());
}

Result<QList<FeedItem>> FeedRows::after(qint64 position, int limit) {
  return readAll(m_session.query(HALL_FEED "WHERE position > $1 ORDER BY position LIMIT $2", position, limit));
}

Result<QList<FeedItem>> FeedRows::undescribed() {
  return readAll(m_session.query(HALL_FEED "WHERE service_id = '' ORDER BY position"));
}

Result<std::optional<FeedItem>> FeedRows::find(const QByteArray& submissionId) {
  const auto rows = m_session.query(HALL_FEED "WHERE submission_id = $1", submissionId);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? std::optional<FeedItem>() : read(*rows, 0);
}

Result<qint64> takePlaces(sql::SqlSession& session, const char* name, qint64 count) {
  const auto rows = session.query(
      "INSERT INTO feed_counter (name, last) VALUES ($1, $2)"
      " ON CONFLICT (name) DO UPDATE SET last = feed_counter.last + excluded.last RETURNING last",
      name, count);
  if (!rows) return failure(rows.error());
  return rows->integer(0, 0) - count + 1;
}

}  // namespace hall::gateway::agency

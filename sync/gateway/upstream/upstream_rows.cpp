#include "sync/gateway/upstream/upstream_rows.h"

namespace hall::gateway::upstream {

namespace {

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

}  // namespace

Result<QList<UpstreamRows::Place>> UpstreamRows::unconfirmed(qint64 after, int limit) {
  const auto rows = m_session.query(
      "SELECT feed.position, feed.submission_id, submission.terminal_id FROM feed JOIN submission"
      " ON submission.submission_id = feed.submission_id WHERE feed.position > $1 AND NOT EXISTS"
      " (SELECT 1 FROM upstream_receipt WHERE upstream_receipt.submission_id = feed.submission_id)"
      " ORDER BY feed.position LIMIT $2",
      after, limit);
  if (!rows) return failure(rows.error());
  QList<Place> places;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    places.append({rows->integer(i, 0), rows->bytes(i, 1), rows->bytes(i, 2)});
  }
  return places;
}

Result<qint64> UpstreamRows::unconfirmedCount() {
  const auto rows = m_session.query(
      "SELECT (SELECT count(*) FROM submission WHERE receipt IS NOT NULL) - (SELECT count(*) FROM upstream_receipt)");
  return rows ? Result<qint64>(rows->integer(0, 0)) : failure(rows.error());
}

Result<void> UpstreamRows::confirm(const model::Receipt& receipt) {
  return nothing(
      m_session.query("INSERT INTO upstream_receipt (submission_id, acceptance_no, received_at) VALUES ($1, $2, $3)"
                      " ON CONFLICT DO NOTHING",
                      receipt.submissionId, receipt.acceptanceNo, receipt.receivedAt.toMSecsSinceEpoch()));
}

Result<QByteArray> UpstreamRows::cursor(const QByteArray& terminalId) {
  const auto rows = m_session.query("SELECT cursor FROM upstream_cursor WHERE terminal_id = $1", terminalId);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? QByteArray() : rows->bytes(0, 0);
}

Result<void> UpstreamRows::keepCursor(const QByteArray& terminalId, const QByteArray& cursor) {
  return nothing(
      m_session.query("INSERT INTO upstream_cursor (terminal_id, cursor) VALUES ($1, $2)"
                      " ON CONFLICT (terminal_id) DO UPDATE SET cursor = excluded.cursor",
                      terminalId, cursor));
}

Result<QList<QByteArray>> UpstreamRows::terminals() {
  const auto rows = m_session.query(
      "SELECT terminal_id FROM terminal WHERE EXISTS (SELECT 1 FROM submission WHERE"
      " submission.terminal_id = terminal.terminal_id AND receipt IS NOT NULL) ORDER BY terminal_id");
  if (!rows) return failure(rows.error());
  QList<QByteArray> ids;
  for (qsizetype i = 0; i < rows->size(); ++i) ids.append(rows->bytes(i, 0));
  return ids;
}

Result<QByteArray> UpstreamRows::certificate(const QByteArray& terminalId) {
  const auto rows = m_session.query("SELECT certificate FROM terminal WHERE terminal_id = $1", terminalId);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return rows->bytes(0, 0);
}

}  // namespace hall::gateway::upstream

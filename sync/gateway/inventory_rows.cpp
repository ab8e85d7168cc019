#include "sync/gateway/inventory_rows.h"

namespace hall::gateway::inventory_rows {

Result<QList<model::InventoryEntry>> received(sql::SqlSession& session, const QByteArray& terminalId, qint64 fromSeq,
                                              qint64 toSeq, int atMost) {
  const auto rows = session.query(
      "SELECT terminal_seq, submission_id, digest FROM submission WHERE terminal_id = $1 AND terminal_seq >= $2"
      " AND terminal_seq <= $3 AND receipt IS NOT NULL ORDER BY terminal_seq LIMIT $4",
      terminalId, fromSeq, toSeq, atMost);
  if (!rows) return failure(rows.error());
  QList<model::InventoryEntry> entries;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    entries.append({rows->integer(i, 0), rows->bytes(i, 1), rows->bytes(i, 2)});
  }
  return entries;
}

Result<qint64> lastSeq(sql::SqlSession& session, const QByteArray& terminalId) {
  const auto rows = session.query(
      "SELECT coalesce(max(terminal_seq), 0) FROM submission WHERE terminal_id = $1 AND receipt IS NOT NULL",
      terminalId);
  return rows ? Result<qint64>(rows->integer(0, 0)) : failure(rows.error());
}

Result<QList<model::InventoryEntry>> receivedAs(sql::SqlSession& session, const QList<QByteArray>& submissionIds) {
  QList<sql::Statement> questions;
  for (const QByteArray& submissionId : submissionIds) {
    questions.append(sql::Statement{
        "SELECT terminal_id, terminal_seq, digest FROM submission WHERE submission_id = $1 AND receipt IS NOT NULL",
        {submissionId}});
  }
  if (questions.isEmpty()) return QList<model::InventoryEntry>();
  const auto answers = session.pipeline(questions);
  if (!answers) return failure(answers.error());
  QList<model::InventoryEntry> entries;
  for (qsizetype i = 0; i < answers->size(); ++i) {
    const sql::Rows& rows = answers->at(i);
    if (rows.isEmpty()) continue;
    entries.append(model::InventoryEntry{0, submissionIds[i], rows.bytes(0, 2),
                                         model::Origin{rows.bytes(0, 0), rows.integer(0, 1)}});
  }
  return entries;
}

Result<QByteArray> answer(sql::SqlSession& session, const Key& key) {
  const auto rows = session.query("SELECT answer FROM inventory WHERE terminal_id = $1 AND day = $2 AND digest = $3",
                                  key.terminalId, key.day, key.digest);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? QByteArray() : rows->bytes(0, 0);
}

Result<QByteArray> keep(sql::SqlSession& session, const Key& key, const QByteArray& answerMessage, const QDateTime& now,
                        const QDateTime& forget) {
  const auto done = session.pipeline(
      {{"INSERT INTO inventory (terminal_id, day, digest, answered_at, answer) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT DO NOTHING",
        {key.terminalId, key.day, key.digest, now.toMSecsSinceEpoch(), sql::Bytes{answerMessage}}},
       {"DELETE FROM inventory WHERE terminal_id = $1 AND answered_at < $2",
        {key.terminalId, forget.toMSecsSinceEpoch()}}});
  if (!done) return failure(done.error());
  return answer(session, key);
}

}  // namespace hall::gateway::inventory_rows

#include "sync/gateway/agency/statement_rows.h"

#include "sync/gateway/agency/feed_rows.h"

namespace hall::gateway::agency {

namespace {

Result<QList<StatementRow>> read(const Result<sql::Rows>& rows) {
  if (!rows) return failure(rows.error());
  QList<StatementRow> all;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    all.append({.position = rows->integer(i, 0), .sealed = rows->bytes(i, 1)});
  }
  return all;
}

}  // namespace

Result<StatementRow> StatementRows::keep(StatementRow row) {
  // The counter's row first: of two that bring the same decision at once, one waits and then finds it.
  const auto position = takePlaces(m_session, "statement", 1);
  if (!position) return failure(position.error());
  const auto known =
      m_session.query("SELECT position, wish, sealed FROM statement WHERE decision_id = $1", row.decisionId);
  if (!known) return failure(known.error());
  if (!known->isEmpty()) {
    if (known->bytes(0, 1) != row.wish) return failure(Failure::Conflict, "agency.decision-conflict");
    row.position = known->integer(0, 0);
    row.sealed = known->bytes(0, 2);
    return row;
  }
  row.position = *position;
  const auto added = m_session.query(
      "INSERT INTO statement (position, decision_id, wish, agency_id, submission_id, case_id, terminal_id, at, sealed)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
      row.position, row.decisionId, row.wish, row.agencyId, row.submissionId, row.caseId, row.terminalId,
      row.at.toMSecsSinceEpoch(), sql::Bytes{row.sealed});
  return added ? Result<StatementRow>(std::move(row)) : failure(added.error());
}

Result<QList<StatementRow>> StatementRows::ofTerminal(const QByteArray& terminalId, qint64 after, int limit) {
  return read(
      m_session.query("SELECT position, sealed FROM statement WHERE terminal_id = $1 AND position > $2"
                      " ORDER BY position LIMIT $3",
                      terminalId, after, limit));
}

Result<QList<StatementRow>> StatementRows::ofCase(const QByteArray& caseId, qint64 after, int limit) {
  return read(
      m_session.query("SELECT position, sealed FROM statement WHERE case_id = $1 AND position > $2"
                      " ORDER BY position LIMIT $3",
                      caseId, after, limit));
}

}  // namespace hall::gateway::agency

#include "sync/gateway/agency/statement_rows.h"

#include "sync/gateway/agency/feed_rows.h"
#include "sync/model/submission.h"

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

// Sealed anew, a statement has other bytes: what was stored twice has two tags.
StatementCursor StatementRow::cursor() const {
  return {position, model::contentDigest(sealed).mid(8, 16)};
}

Result<bool> StatementRows::knows(const StatementCursor& cursor) {
  if (cursor.position == 0) return true;
  const auto rows = m_session.query(
      "SELECT position, sealed FROM statement WHERE position >= $1 ORDER BY position LIMIT 1", cursor.position);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty() || cursor.tag.isEmpty()) return !rows->isEmpty();
  const StatementRow there{.position = rows->integer(0, 0), .sealed = rows->bytes(0, 1)};
  return there.position == cursor.position && there.cursor().tag == cursor.tag;
}

// Cases have no index of their own among submissions: every receipt would pay for a question that is rare.
Result<bool> StatementRows::handedIn(const QByteArray& caseId, const QByteArray& terminalId) {
  const auto decided =
      m_session.query("SELECT 1 FROM statement WHERE case_id = $1 AND terminal_id = $2 LIMIT 1", caseId, terminalId);
  if (!decided || !decided->isEmpty()) return decided ? Result<bool>(true) : failure(decided.error());
  const auto recent = m_session.query(
      "SELECT 1 FROM (SELECT case_id FROM submission WHERE terminal_id = $2 AND receipt IS NOT NULL"
      " ORDER BY terminal_seq DESC LIMIT 5000) AS recent WHERE case_id = $1 LIMIT 1",
      caseId, terminalId);
  return recent ? Result<bool>(!recent->isEmpty()) : failure(recent.error());
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

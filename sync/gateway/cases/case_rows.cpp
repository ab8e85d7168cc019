#include "sync/gateway/cases/case_rows.h"

namespace hall::gateway::cases {

namespace {

#define HALL_REVISION \
  "draft_rev, parents, service_id, holder, channel, fencing, clerk, applied, reason, head_then, at, settled"

Revision read(const QByteArray& caseId, const sql::Rows& rows, qsizetype row) {
  Revision revision;
  revision.caseId = caseId;
  revision.draftRev = rows.bytes(row, 0);
  const QByteArray parents = rows.bytes(row, 1);
  if (!parents.isEmpty()) revision.parents = parents.split(' ');
  revision.serviceId = rows.bytes(row, 2);
  revision.holder = rows.bytes(row, 3);
  revision.channel = rows.bytes(row, 4);
  revision.fencing = rows.integer(row, 5);
  revision.clerk = rows.bytes(row, 6);
  revision.standing = rows.integer(row, 7) != 0 ? Standing::Applied : Standing::Branch;
  revision.reason = rows.bytes(row, 8);
  revision.headThen = rows.bytes(row, 9);
  revision.at = QDateTime::fromMSecsSinceEpoch(rows.integer(row, 10), Qt::UTC);
  revision.settled = rows.integer(row, 11) != 0;
  return revision;
}

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

}  // namespace

Result<Revision> CaseRows::find(const QByteArray& caseId, const QByteArray& draftRev) {
  const auto rows = m_session.query("SELECT " HALL_REVISION
                                    ", signer, sealed FROM case_revision WHERE case_id = $1 AND draft_rev = $2",
                                    caseId, draftRev);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "case.unknown");
  Revision revision = read(caseId, *rows, 0);
  revision.signer = rows->bytes(0, 12);
  revision.sealed = rows->bytes(0, 13);
  return revision;
}

Result<QList<Revision>> CaseRows::story(const QByteArray& caseId) {
  const auto rows =
      m_session.query("SELECT " HALL_REVISION " FROM case_revision WHERE case_id = $1 ORDER BY number", caseId);
  if (!rows) return failure(rows.error());
  QList<Revision> all;
  for (qsizetype i = 0; i < rows->size(); ++i) all.append(read(caseId, *rows, i));
  return all;
}

Result<bool> CaseRows::any(const QByteArray& caseId) {
  const auto rows = m_session.query("SELECT 1 FROM case_revision WHERE case_id = $1 LIMIT 1", caseId);
  return rows ? Result<bool>(!rows->isEmpty()) : failure(rows.error());
}

Result<QByteArray> CaseRows::head(const QByteArray& caseId) {
  const auto rows = m_session.query("SELECT draft_rev FROM case_head WHERE case_id = $1", caseId);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? QByteArray() : rows->bytes(0, 0);
}

Result<void> CaseRows::add(const Revision& r) {
  return nothing(m_session.query(
      "INSERT INTO case_revision (case_id, draft_rev, parents, service_id, holder, channel, fencing, clerk, applied,"
      " reason, head_then, at, settled, signer, sealed)"
      " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, $13, $14)",
      r.caseId, r.draftRev, r.parents.join(' '), r.serviceId, r.holder, r.channel, r.fencing, r.clerk,
      r.standing == Standing::Applied ? 1 : 0, r.reason, r.headThen, r.at.toMSecsSinceEpoch(), r.signer,
      sql::Bytes{r.sealed}));
}

Result<void> CaseRows::setHead(const QByteArray& caseId, const QByteArray& draftRev) {
  return nothing(
      m_session.query("INSERT INTO case_head (case_id, draft_rev) VALUES ($1, $2)"
                      " ON CONFLICT (case_id) DO UPDATE SET draft_rev = excluded.draft_rev",
                      caseId, draftRev));
}

Result<void> CaseRows::settle(const QByteArray& caseId, const QByteArray& draftRev) {
  return nothing(
      m_session.query("UPDATE case_revision SET settled = 1 WHERE case_id = $1 AND draft_rev = $2", caseId, draftRev));
}

Result<void> CaseRows::note(const QByteArray& caseId, const QByteArray& event, const QByteArray& who,
                            const QByteArray& draftRev, const QDateTime& now) {
  return nothing(
      m_session.query("INSERT INTO case_event (at, case_id, event, who, draft_rev) VALUES ($1, $2, $3, $4, $5)",
                      now.toMSecsSinceEpoch(), caseId, event, who, draftRev));
}

}  // namespace hall::gateway::cases

#pragma once
// The tables of cases: revisions, heads, and the log of what was done and looked at. Errors as sql_session.h names
// them; NotFound ("case.unknown").
#include "sync/gateway/cases/revision.h"
#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway::cases {

class CaseRows {
 public:
  explicit CaseRows(sql::SqlSession& session) : m_session(session) {}

  Result<Revision> find(const QByteArray& caseId, const QByteArray& draftRev);  // with its content and signer
  Result<QList<Revision>> story(const QByteArray& caseId);                      // all, in order, without those
  Result<bool> any(const QByteArray& caseId);
  Result<QByteArray> head(const QByteArray& caseId);  // empty: none

  // Inside a transaction that has locked the case's lease.
  Result<void> add(const Revision& revision);
  Result<void> setHead(const QByteArray& caseId, const QByteArray& draftRev);
  Result<void> settle(const QByteArray& caseId, const QByteArray& draftRev);
  // `who` is a terminal's or clerk's id.
  Result<void> note(const QByteArray& caseId, const QByteArray& event, const QByteArray& who,
                    const QByteArray& draftRev, const QDateTime& now);

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway::cases

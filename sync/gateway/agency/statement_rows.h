#pragma once
// What the authority decided, as signed statements, each stored once and given out in commit order. At rest a statement
// is encrypted to the platform, since its message may tell about a case.
#include <QDateTime>
#include <QList>

#include "sync/gateway/agency/cursor.h"
#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway::agency {

struct StatementRow {
  qint64 position = 0;
  QByteArray decisionId{};
  QByteArray wish{};  // digest of what the agency asked for
  QByteArray agencyId{};
  QByteArray submissionId{};
  QByteArray caseId{};
  QByteArray terminalId{};
  QDateTime at{};
  QByteArray sealed{};

  [[nodiscard]] StatementCursor cursor() const;
};

class StatementRows {
 public:
  explicit StatementRows(sql::SqlSession& session) : m_session(session) {}

  // Inside a transaction. Insert or return: a decision that is known comes back as it was stored. Conflict
  // ("agency.decision-conflict"): known, but with another content.
  Result<StatementRow> keep(StatementRow row);

  // Whether that statement stands there; of a cursor without a tag, whether any stands there or behind it.
  Result<bool> knows(const StatementCursor& cursor);
  // Whether that terminal handed something in for the case: something that was decided, or one of its last thousands.
  Result<bool> handedIn(const QByteArray& caseId, const QByteArray& terminalId);
  Result<QList<StatementRow>> ofTerminal(const QByteArray& terminalId, qint64 after, int limit);
  Result<QList<StatementRow>> ofCase(const QByteArray& caseId, qint64 after, int limit);

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway::agency

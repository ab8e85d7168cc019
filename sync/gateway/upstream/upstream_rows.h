#pragma once
// What the gateway above has confirmed, and how far its word about each terminal was heard. Thread: the session's.
#include <QDateTime>

#include "sync/gateway/sql/sql_session.h"
#include "sync/model/receipt.h"

namespace hall::gateway::upstream {

class UpstreamRows {
 public:
  explicit UpstreamRows(sql::SqlSession& session) : m_session(session) {}

  struct Place {
    qint64 position = 0;  // in the feed
    QByteArray submissionId;
    QByteArray terminalId;
  };
  // Received here, not confirmed above, behind that place; in order.
  Result<QList<Place>> unconfirmed(qint64 after, int limit);
  Result<qint64> unconfirmedCount();
  // Inside a transaction; again is no harm.
  Result<void> confirm(const model::Receipt& receipt);

  Result<QByteArray> cursor(const QByteArray& terminalId);  // empty: from the beginning
  Result<void> keepCursor(const QByteArray& terminalId, const QByteArray& cursor);
  Result<QList<QByteArray>> terminals();  // of whom anything was received
  // The certificate that a terminal was admitted with, in PEM.
  Result<QByteArray> certificate(const QByteArray& terminalId);

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway::upstream

#pragma once
// What each agency has still to be told: one row for each submission until its endpoint has said yes. A later one of a
// case waits for the earlier; cases do not wait for each other.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/agency/feed_rows.h"

namespace hall::gateway::agency {

struct Delivery {
  FeedItem item;
  int attempts = 0;  // failed so far
};

class DeliveryRows {
 public:
  explicit DeliveryRows(sql::SqlSession& session) : m_session(session) {}

  // Whether the feed has gone on since enrol().
  Result<bool> behind(const QByteArray& agencyId);
  // Inside a transaction: takes the feed on for this agency; the number of rows it went on by.
  Result<int> enrol(const Agency& agency, int limit);
  // The first of each case, in order, behind `after`.
  Result<QList<Delivery>> due(const QByteArray& agencyId, qint64 after, int limit);
  Result<void> delivered(const QByteArray& agencyId, const QList<qint64>& positions);
  Result<void> failed(const QByteArray& agencyId, qint64 position, const QByteArray& code);

  // Why nothing is sent there any more; empty: it is. An endpoint that says "gone" (410) ends there until the operator
  // enables it again; what it was not told waits.
  Result<QByteArray> disabled(const QByteArray& agencyId);
  Result<void> disable(const QByteArray& agencyId, const QByteArray& why);

 private:
  sql::SqlSession& m_session;
};

}  // namespace hall::gateway::agency

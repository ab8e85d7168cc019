#pragma once
// Everything received, in an order that never changes behind a reader's back. A number taken at the insert is not
// commit order when several gateways write: a row that commits late would appear behind a cursor that has already
// passed. So places are given afterwards, to what is committed, by one gateway at a time (the counter's row is locked
// until the commit): whoever sees a place sees all places before it.
#include <QList>
#include <optional>

#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway::agency {

struct FeedItem {
  qint64 position = 0;
  QByteArray submissionId{};
  QByteArray caseId{};
  QByteArray serviceId{};  // empty: the envelope could not be opened again
  QByteArray kind{};
  QByteArray digest{};
  QByteArray acceptanceNo{};
  qint64 receivedAt = 0;  // milliseconds UTC
};

class FeedRows {
 public:
  explicit FeedRows(sql::SqlSession& session) : m_session(session) {}

  // Received and without a place yet, in the order of their receipt; submission ids.
  Result<QList<QByteArray>> waiting(int limit);
  // Inside a transaction: gives each its place; those that got one meanwhile keep it. Of an item only the submission,
  // service and kind are read.
  Result<void> place(const QList<FeedItem>& items);
  Result<QList<FeedItem>> after(qint64 position, int limit);
  // Of which nobody knows which service they are for.
  Result<QList<FeedItem>> undescribed();
  Result<std::optional<FeedItem>> find(const QByteArray& submissionId);

 private:
  sql::SqlSession& m_session;
};

// Inside a transaction: `count` further places under that name; the first of them. Nobody else gets one before the
// commit.
Result<qint64> takePlaces(sql::SqlSession& session, const char* name, qint64 count);

}  // namespace hall::gateway::agency

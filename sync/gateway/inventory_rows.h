#pragma once
// What the platform has of a terminal, and its answers to that terminal's lists.
#include <optional>

#include "sync/gateway/sql/sql_session.h"
#include "sync/model/inventory.h"

namespace hall::gateway::inventory_rows {

// What was received of this terminal in that range of its numbers, in order; at most so many.
Result<QList<model::InventoryEntry>> received(sql::SqlSession& session, const QByteArray& terminalId, qint64 fromSeq,
                                              qint64 toSeq, int atMost);
// The highest number of a terminal that was received; 0: none.
Result<qint64> lastSeq(sql::SqlSession& session, const QByteArray& terminalId);

// What was received under these ids, with where each came from; of those that are not here, nothing.
Result<QList<model::InventoryEntry>> receivedAs(sql::SqlSession& session, const QList<QByteArray>& submissionIds);

struct Key {
  QByteArray terminalId;
  QByteArray day;     // as the terminal names it
  QByteArray digest;  // of the list
};
// The answer given before; empty if there was none.
Result<QByteArray> answer(sql::SqlSession& session, const Key& key);
// Insert or return: what is kept for the key now. Older answers than `forget` of this terminal go.
Result<QByteArray> keep(sql::SqlSession& session, const Key& key, const QByteArray& answer, const QDateTime& now,
                        const QDateTime& forget);

}  // namespace hall::gateway::inventory_rows

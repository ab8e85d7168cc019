// What keeps the database from being filled with announcements that nobody ever commits.
#include "sync/gateway/limits.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

// Counted with the announcement that is being made.
Result<void> Storage::checkQuota(const QByteArray& terminalId) {
  const auto open = m_writing->query(
      "SELECT count(*), CAST(coalesce(sum(announced_bytes), 0) AS BIGINT) FROM submission"
      " WHERE terminal_id = $1 AND receipt IS NULL",
      terminalId);
  if (!open) return failure(open.error());
  const bool fits = open->integer(0, 0) <= kMaximumOpenAnnouncements && open->integer(0, 1) <= kMaximumOpenBytes;
  return fits ? Result<void>() : failure(Failure::Busy, "gateway.quota");
}

Result<int> Storage::dropUnfinished(const QDateTime& before, int atMost) {
  // The update changes nothing, but takes the rows: another gateway may be receiving one of them at this moment.
  const auto old = m_writing->query(
      "UPDATE submission SET announced_bytes = announced_bytes WHERE number IN"
      " (SELECT number FROM submission WHERE receipt IS NULL AND announced_at < $1 LIMIT $2)"
      " AND receipt IS NULL AND announced_at < $1 RETURNING number",
      before.toMSecsSinceEpoch(), qint64{atMost});
  if (!old) return failure(old.error());
  QList<sql::Statement> drops;
  for (qsizetype i = 0; i < old->size(); ++i) {
    const qint64 number = old->integer(i, 0);
    drops.push_back({"DELETE FROM content WHERE number = $1", {number}});
    drops.push_back({"DELETE FROM piece WHERE number = $1", {number}});
    drops.push_back({"DELETE FROM part WHERE number = $1", {number}});
    drops.push_back({"DELETE FROM submission WHERE number = $1", {number}});
  }
  const auto dropped = m_writing->pipeline(drops);
  return dropped ? Result<int>(static_cast<int>(old->size())) : failure(dropped.error());
}

}  // namespace hall::gateway

// What keeps the database from being filled with announcements that nobody ever commits.
#include "sync/gateway/limits.h"
#include "sync/gateway/sqlite_storage.h"

namespace hall::gateway {

Result<void> SqliteStorage::checkQuota(const QByteArray& terminalId, qint64 bytes) {
  auto asked = m_writer->prepare(
      "SELECT count(*), coalesce(sum(announced_bytes), 0) FROM submission WHERE terminal_id = ? AND receipt IS NULL");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(terminalId).step();
  if (!row) return failure(row.error());
  const bool fits = asked->integer(0) < kMaximumOpenAnnouncements && asked->integer(1) + bytes <= kMaximumOpenBytes;
  return fits ? Result<void>() : failure(Failure::Busy, "gateway.quota");
}

Result<int> SqliteStorage::dropUnfinished(const QDateTime& before, int atMost) {
  QList<qint64> old;
  {
    auto asked = m_writer->prepare("SELECT number FROM submission WHERE receipt IS NULL AND announced_at < ? LIMIT ?");
    if (!asked) return failure(asked.error());
    asked->bind(before.toMSecsSinceEpoch(), atMost);
    for (auto row = asked->step(); !row || *row; row = asked->step()) {
      if (!row) return failure(row.error());
      old.append(asked->integer(0));
    }
  }
  for (const qint64 number : old) {
    auto dropped = m_writer->run("DELETE FROM content WHERE number = ?", number);
    if (dropped) dropped = m_writer->run("DELETE FROM part WHERE number = ?", number);
    if (dropped) dropped = m_writer->run("DELETE FROM submission WHERE number = ?", number);
    if (!dropped) return failure(dropped.error());
  }
  return static_cast<int>(old.size());
}

}  // namespace hall::gateway

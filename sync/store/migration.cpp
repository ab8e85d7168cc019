#include "sync/store/migration.h"

#include "sync/store/transaction.h"

namespace hall::store {

Result<void> migrate(Database& database, std::span<const char* const> steps) {
  auto transaction = Transaction::begin(database);
  if (!transaction) return failure(transaction.error());
  size_t version = 0;
  {
    auto asked = database.prepare("PRAGMA user_version");
    if (!asked) return failure(asked.error());
    if (auto row = asked->step(); !row) return failure(row.error());
    version = static_cast<size_t>(asked->integer(0));
  }
  if (version > steps.size()) return failure(Failure::Unsupported, "store.newer");
  if (version == steps.size()) return {};
  for (const char* step : steps.subspan(version)) {
    if (auto done = database.execute(step); !done) return done;
  }
  const QByteArray mark = "PRAGMA user_version=" + QByteArray::number(static_cast<qulonglong>(steps.size()));
  if (auto marked = database.execute(mark.constData()); !marked) return marked;
  return transaction->commit();
}

}  // namespace hall::store

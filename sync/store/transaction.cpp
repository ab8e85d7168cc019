#include "sync/store/transaction.h"

namespace hall::store {

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.run("BEGIN IMMEDIATE"); !begun) return failure(begun.error());
  return Transaction(database);
}

Transaction::~Transaction() {
  if (m_database == nullptr) return;
  // SQLite has already rolled back after a full disk or a failed read; then this finds nothing to do.
  (void)m_database->run("ROLLBACK").has_value();
}

Result<void> Transaction::commit() {
  if (auto committed = m_database->run("COMMIT"); !committed) return committed;  // the destructor rolls back
  m_database = nullptr;
  return {};
}

}  // namespace hall::store

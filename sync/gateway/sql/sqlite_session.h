#pragma once
// The embedded engine, for a hall without a database server. Errors of sync/store come through as they are, with
// "store." codes; Busy and Conflict mean the same.
#include <memory>
#include <optional>
#include <unordered_map>

#include "sync/gateway/sql/sql_session.h"
#include "sync/store/database.h"
#include "sync/store/transaction.h"

namespace hall::gateway::sql {

class SqliteSession final : public SqlSession {
 public:
  explicit SqliteSession(std::unique_ptr<store::Database> database) : m_database(std::move(database)) {}

  Result<Rows> run(const Statement& statement) override;
  Result<QList<Rows>> pipeline(const QList<Statement>& statements) override;
  Result<void> begin() override;
  Result<void> commit() override;
  void rollback() override;
  Result<void> mark() override;
  Result<void> undo() override;
  [[nodiscard]] Engine engine() const override { return Engine::Sqlite; }

 private:
  const char* numbered(const char* sql);

  std::unique_ptr<store::Database> m_database;
  std::unordered_map<const char*, QByteArray> m_numbered;
  std::optional<store::Transaction> m_transaction;
  bool m_marked = false;
};

}  // namespace hall::gateway::sql

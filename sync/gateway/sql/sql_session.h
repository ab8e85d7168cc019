#pragma once
// One conversation with a database, in the SQL that both engines speak: BIGINT, TEXT and bytes (no floats, no dates),
// $1 … $n, ON CONFLICT, RETURNING, CAST(sum(x) AS BIGINT). One thread at a time.
// Errors: Busy ("sql.busy": lock, deadlock, serialization; do the whole transaction again), Disconnected
// ("sql.disconnected": whether a commit took place is unknown, so do again what may be repeated; the session finds its
// way back by itself; "sql.unreplicated": it took place, but perhaps on one disk alone where two were wanted), Conflict
// ("sql.constraint"), Timeout ("sql.timeout"), Full ("disk.full"), Denied, Corrupt, Unsupported, Internal
// ("sql.misuse"). The detail holds the engine's number, never its words: they may quote a value.
#include "sync/base/result.h"
#include "sync/gateway/sql/value.h"

namespace hall::gateway::sql {

enum class Engine { Sqlite, Postgres };

class SqlSession {
 public:
  SqlSession() = default;
  SqlSession(const SqlSession&) = delete;
  SqlSession& operator=(const SqlSession&) = delete;
  virtual ~SqlSession() = default;

  // Arguments are integers, QByteArray (text), Bytes or nullptr.
  template <class... Arguments>
  Result<Rows> query(const char* sql, const Arguments&... arguments) {
    return run({sql, {Value(arguments)...}});
  }
  virtual Result<Rows> run(const Statement& statement) = 0;
  // One after the other, in one journey where the engine can; the first that fails ends it, and outside a transaction
  // nothing of it was done then.
  virtual Result<QList<Rows>> pipeline(const QList<Statement>& statements) = 0;

  // Not nested. After a failure inside a transaction there is only undo() or rollback().
  virtual Result<void> begin() = 0;
  virtual Result<void> commit() = 0;  // durable when it returns
  virtual void rollback() = 0;
  // Inside a transaction: a place to go back to, in the stead of an earlier one. undo() takes back what was done since,
  // also after a failure, and the transaction goes on; what fails then is the whole transaction's.
  virtual Result<void> mark() = 0;
  virtual Result<void> undo() = 0;

  [[nodiscard]] virtual Engine engine() const = 0;
};

}  // namespace hall::gateway::sql

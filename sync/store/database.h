#pragma once
// One SQLite file, durable after every commit (WAL with synchronous=FULL) and with deleted rows overwritten.
// A Database and what is made from it belong to one thread at a time; the caller holds the lock.
// Failure kinds: Full ("disk.full"), Corrupt ("store.corrupt", "disk.io"), Busy ("store.busy"), Conflict
// ("store.constraint"), Denied ("store.denied"), Internal ("store.misuse").
#include <QByteArray>
#include <QString>
#include <QtGlobal>
#include <memory>
#include <unordered_map>

#include "sync/base/result.h"
#include "sync/store/statement.h"

struct sqlite3;

namespace hall::store {

class Database {
 public:
  // Opens or makes the file (mode 0600) and reads it through once: a damaged one is Corrupt, and left untouched. A
  // further connection to a file that this process has read through already may trust it.
  // Closely: the indexes are held against their tables as well, which finds a changed byte in whatever is indexed.
  enum class Look { Closely, Through, Trusting };
  static Result<std::unique_ptr<Database>> open(const QString& path, Look look = Look::Through);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // For text without values: schema and pragmas. May hold several statements.
  Result<void> execute(const char* sql);

  // `sql` must be a literal: the compiled statement is kept under its address and used again.
  Result<Statement> prepare(const char* sql);

  // Prepare, bind in order, run to the end.
  template <class... Values>
  Result<void> run(const char* sql, const Values&... values) {
    auto statement = prepare(sql);
    if (!statement) return failure(statement.error());
    return statement->bind(values...).run();
  }

  // What is in the log stays there when this closes, for whoever repairs what was found wrong.
  void leaveLog();

  // How many rows the last INSERT, UPDATE or DELETE touched.
  [[nodiscard]] qint64 changes() const;

 private:
  friend class Statement;
  explicit Database(sqlite3* handle) : m_handle(handle) {}
  Result<void> prepareForUse(Look look);
  void giveBack(const char* sql, sqlite3_stmt* statement);
  [[nodiscard]] Error error(int code) const;

  sqlite3* m_handle;
  std::unordered_map<const char*, sqlite3_stmt*> m_idle;
};

}  // namespace hall::store

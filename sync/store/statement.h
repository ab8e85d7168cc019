#pragma once
// A compiled statement on loan from its Database; it goes back, reset and emptied, when this dies.
// Values are bound in order from the first. QByteArray travels as TEXT, Blob as BLOB. Errors of binding come out of
// step(). Columns may be read after a step() that said true, until the next one. Thread: that of the Database.
#include <QByteArray>
#include <QtGlobal>
#include <cstddef>

#include "sync/base/result.h"

struct sqlite3_stmt;

namespace hall::store {

class Database;

struct Blob {
  const QByteArray& bytes;
};

class Statement {
 public:
  Statement(Database& database, const char* sql, sqlite3_stmt* handle);
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  template <class... Values>
  Statement& bind(const Values&... values) {
    int position = 0;
    (bindOne(++position, values), ...);
    return *this;
  }
  // One value alone; positions start at 1.
  template <class Value>
  Statement& bindAt(int position, const Value& value) {
    bindOne(position, value);
    return *this;
  }

  // True: a row can be read. False: there are no more.
  Result<bool> step();
  // Steps to the end and drops what comes.
  Result<void> run();

  [[nodiscard]] qint64 integer(int column) const;
  [[nodiscard]] QByteArray bytes(int column) const;  // TEXT or BLOB; empty for NULL
  [[nodiscard]] bool isNull(int column) const;
  enum class Kind { Null, Integer, Text, Blob };
  [[nodiscard]] Kind kind(int column) const;
  [[nodiscard]] int columns() const;

 private:
  void bindOne(int position, qint64 value);
  void bindOne(int position, int value) { bindOne(position, qint64{value}); }
  void bindOne(int position, const QByteArray& text);
  void bindOne(int position, const char* text) { bindOne(position, QByteArray(text)); }
  void bindOne(int position, Blob blob);
  void bindOne(int position, std::nullptr_t);
  void remember(int code);

  Database* m_database;
  const char* m_sql;
  sqlite3_stmt* m_handle;
  int m_bindError = 0;
};

}  // namespace hall::store

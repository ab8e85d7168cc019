#include "sync/gateway/sql/sqlite_session.h"

#include <iterator>
#include <vector>

namespace hall::gateway::sql {

namespace {

void bind(store::Statement& statement, int position, const Value& value) {
  if (const auto* integer = std::get_if<qint64>(&value.kinds())) {
    statement.bindAt(position, *integer);
  } else if (const auto* text = std::get_if<QByteArray>(&value.kinds())) {
    statement.bindAt(position, *text);
  } else if (const auto* bytes = std::get_if<Bytes>(&value.kinds())) {
    statement.bindAt(position, store::Blob{bytes->bytes});
  } else {
    statement.bindAt(position, nullptr);
  }
}

Value read(const store::Statement& row, int column) {
  switch (row.kind(column)) {
    case store::Statement::Kind::Integer:
      return row.integer(column);
    case store::Statement::Kind::Text:
      return row.bytes(column);
    case store::Statement::Kind::Blob:
      return Bytes{row.bytes(column)};
    default:
      return nullptr;
  }
}

}  // namespace

Result<Rows> SqliteSession::run(const Statement& wanted) {
  auto statement = m_database->prepare(numbered(wanted.sql));
  if (!statement) return failure(statement.error());
  for (qsizetype i = 0; i < wanted.values.size(); ++i) bind(*statement, static_cast<int>(i) + 1, wanted.values[i]);
  const int columns = statement->columns();
  std::vector<Value> values;
  while (true) {
    const auto row = statement->step();
    if (!row) return failure(row.error());
    if (!*row) break;
    for (int column = 0; column < columns; ++column) values.push_back(read(*statement, column));
  }
  return Rows(columns, {std::move_iterator(values.begin()), std::move_iterator(values.end())}, m_database->changes());
}

Result<QList<Rows>> SqliteSession::pipeline(const QList<Statement>& statements) {
  const bool alone = !m_transaction.has_value();
  if (alone) {
    if (auto begun = begin(); !begun) return failure(begun.error());
  }
  QList<Rows> all;
  for (const Statement& statement : statements) {
    auto rows = run(statement);
    if (!rows) {
      if (alone) rollback();
      return failure(rows.error());
    }
    all.append(std::move(*rows));
  }
  if (alone) {
    if (auto done = commit(); !done) return failure(done.error());
  }
  return all;
}

Result<void> SqliteSession::begin() {
  auto begun = store::Transaction::begin(*m_database);
  if (!begun) return failure(begun.error());
  m_transaction.emplace(std::move(*begun));
  return {};
}

Result<void> SqliteSession::commit() {
  m_marked = false;
  auto committed = m_transaction->commit();
  m_transaction.reset();
  return committed;
}

void SqliteSession::rollback() {
  m_marked = false;
  m_transaction.reset();
}

Result<void> SqliteSession::mark() {
  if (m_marked) {
    if (auto released = m_database->run("RELEASE job"); !released) return released;
    m_marked = false;
  }
  auto marked = m_database->run("SAVEPOINT job");
  m_marked = marked.has_value();
  return marked;
}

// SQLite has taken back everything after a full disk or a failed read; then there is no such place any more.
Result<void> SqliteSession::undo() {
  return m_database->run("ROLLBACK TO job");
}

// SQLite counts $1 as a name and numbers names by their first appearance; ?1 is a number.
const char* SqliteSession::numbered(const char* sql) {
  auto known = m_numbered.find(sql);
  if (known == m_numbered.end()) known = m_numbered.emplace(sql, QByteArray(sql).replace('$', '?')).first;
  return known->second.constData();
}

}  // namespace hall::gateway::sql

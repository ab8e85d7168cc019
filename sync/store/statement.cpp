#include "sync/store/statement.h"

#include <sqlite3.h>

#include <utility>

#include "sync/store/database.h"

namespace hall::store {

Statement::Statement(Database& database, const char* sql, sqlite3_stmt* handle)
    : m_database(&database), m_sql(sql), m_handle(handle) {}

Statement::Statement(Statement&& other) noexcept
    : m_database(other.m_database),
      m_sql(other.m_sql),
      m_handle(std::exchange(other.m_handle, nullptr)),
      m_bindError(other.m_bindError) {}

Statement::~Statement() {
  if (m_handle != nullptr) m_database->giveBack(m_sql, m_handle);
}

Result<bool> Statement::step() {
  if (m_bindError != SQLITE_OK) return failure(m_database->error(m_bindError));
  const int code = sqlite3_step(m_handle);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return failure(m_database->error(code));
}

Result<void> Statement::run() {
  while (true) {
    const auto row = step();
    if (!row) return failure(row.error());
    if (!*row) return {};
  }
}

qint64 Statement::integer(int column) const {
  return sqlite3_column_int64(m_handle, column);
}

QByteArray Statement::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(m_handle, column));
  return data == nullptr ? QByteArray() : QByteArray(data, sqlite3_column_bytes(m_handle, column));
}

bool Statement::isNull(int column) const {
  return sqlite3_column_type(m_handle, column) == SQLITE_NULL;
}

Statement::Kind Statement::kind(int column) const {
  switch (sqlite3_column_type(m_handle, column)) {
    case SQLITE_INTEGER:
      return Kind::Integer;
    case SQLITE_TEXT:
      return Kind::Text;
    case SQLITE_BLOB:
      return Kind::Blob;
    default:
      return Kind::Null;
  }
}

int Statement::columns() const {
  return sqlite3_column_count(m_handle);
}

// Bound bytes are copied: the statement may be stepped after the caller's value has died.
void Statement::bindOne(int position, qint64 value) {
  remember(sqlite3_bind_int64(m_handle, position, value));
}

void Statement::bindOne(int position, const QByteArray& text) {
  const char* data = text.isNull() ? "" : text.constData();
  remember(sqlite3_bind_text64(m_handle, position, data, static_cast<sqlite3_uint64>(text.size()), SQLITE_TRANSIENT,
                               SQLITE_UTF8));
}

void Statement::bindOne(int position, Blob blob) {
  const char* data = blob.bytes.isNull() ? "" : blob.bytes.constData();
  remember(
      sqlite3_bind_blob64(m_handle, position, data, static_cast<sqlite3_uint64>(blob.bytes.size()), SQLITE_TRANSIENT));
}

void Statement::bindOne(int position, std::nullptr_t) {
  remember(sqlite3_bind_null(m_handle, position));
}

void Statement::remember(int code) {
  if (m_bindError == SQLITE_OK) m_bindError = code;
}

}  // namespace hall::store

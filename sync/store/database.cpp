#include "sync/store/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <QFile>
#include <cerrno>

#include "sync/base/durable_file.h"

namespace hall::store {

namespace {
constexpr int kBusyMilliseconds = 5000;

// SQLite would make the file readable for the group; ours holds sealed persons. A file that exists must not be touched:
// closing a descriptor of ours drops every lock that another connection of this process holds on it (POSIX), and the
// next process to look would then take the log away from under us.
Result<void> makeFile(const QByteArray& path) {
  const int descriptor = ::open(path.constData(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0 && errno != EEXIST) return failure(systemError(errno));
  if (descriptor >= 0) ::close(descriptor);
  return {};
}
}  // namespace

Result<std::unique_ptr<Database>> Database::open(const QString& path, Look look) {
  const QByteArray name = QFile::encodeName(path);
  if (auto made = makeFile(name); !made) return failure(made.error());
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(name.constData(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  std::unique_ptr<Database> database(new Database(handle));
  if (code != SQLITE_OK) return failure(database->error(code));
  if (auto ready = database->prepareForUse(look); !ready) return failure(ready.error());
  return database;
}

Result<void> Database::prepareForUse(Look look) {
  sqlite3_extended_result_codes(m_handle, 1);
  sqlite3_busy_timeout(m_handle, kBusyMilliseconds);
  if (look != Look::Trusting) {
    // Before anything is written: a damaged file stays as it is for whoever repairs it.
    auto check = prepare(look == Look::Closely ? "PRAGMA integrity_check(1)" : "PRAGMA quick_check(1)");
    if (!check) return failure(check.error());
    const auto row = check->step();
    if (!row) return failure(row.error());
    if (!*row || check->bytes(0) != "ok") return failure(Failure::Corrupt, "store.corrupt");
  }
  return execute(
      "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;"
      "PRAGMA temp_store=MEMORY; PRAGMA trusted_schema=OFF;");
}

Database::~Database() {
  for (const auto& [sql, statement] : m_idle) sqlite3_finalize(statement);
  sqlite3_close_v2(m_handle);
}

Result<void> Database::execute(const char* sql) {
  const int code = sqlite3_exec(m_handle, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return failure(error(code));
  return {};
}

Result<Statement> Database::prepare(const char* sql) {
  if (const auto idle = m_idle.find(sql); idle != m_idle.end()) {
    sqlite3_stmt* statement = idle->second;
    m_idle.erase(idle);  // on loan: a second user of the same text gets one of his own
    return Statement(*this, sql, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(m_handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return failure(error(code));
  return Statement(*this, sql, statement);
}

void Database::giveBack(const char* sql, sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (!m_idle.emplace(sql, statement).second) sqlite3_finalize(statement);
}

void Database::leaveLog() {
  sqlite3_db_config(m_handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

qint64 Database::changes() const {
  return sqlite3_changes64(m_handle);
}

// The detail is SQLite's number, never its message: a constraint's message may quote a value.
Error Database::error(int code) const {
  const QString detail = QStringLiteral("sqlite %1").arg(sqlite3_extended_errcode(m_handle));
  switch (code & 0xFF) {
    case SQLITE_FULL:
      return {Failure::Full, "disk.full", detail};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {Failure::Busy, "store.busy", detail};
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return {Failure::Corrupt, "store.corrupt", detail};
    case SQLITE_CONSTRAINT:
      return {Failure::Conflict, "store.constraint", detail};
    case SQLITE_PERM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return {Failure::Denied, "store.denied", detail};
    case SQLITE_IOERR: {
      // A quota or size limit reaches SQLite as an input/output error, but a person frees space all the same.
      const int number = sqlite3_system_errno(m_handle);
      const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
      return full ? Error{Failure::Full, "disk.full", detail} : Error{Failure::Corrupt, "disk.io", detail};
    }
    default:
      return {Failure::Internal, "store.misuse", detail};
  }
}

}  // namespace hall::store

#include "sync/gateway/sql/postgres_session.h"

#include <libpq-fe.h>
#include <poll.h>

#include <algorithm>
#include <array>

#include "sync/gateway/sql/postgres_error.h"
#include "sync/gateway/sql/postgres_rows.h"

namespace hall::gateway::sql {

namespace {

constexpr int kPatienceMilliseconds = 30000;  // a server that says nothing for so long is as good as gone

bool holdsPassword(const QByteArray& conninfo) {
  PQconninfoOption* options = PQconninfoParse(conninfo.constData(), nullptr);
  bool found = false;
  for (auto* option = options; option != nullptr && option->keyword != nullptr; ++option) {
    const QByteArrayView keyword(option->keyword);
    found = found || (option->val != nullptr && (keyword == "password" || keyword == "sslpassword"));
  }
  PQconninfoFree(options);
  return found;
}

// Our wishes stand before the connection string, which may overrule them, but for the encoding.
PGconn* connectTo(const QByteArray& conninfo) {
  constexpr std::array<const char*, 12> kNames{"connect_timeout",
                                               "keepalives_idle",
                                               "keepalives_interval",
                                               "keepalives_count",
                                               "tcp_user_timeout",
                                               "options",
                                               "target_session_attrs",
                                               "fallback_application_name",
                                               "dbname",
                                               "client_encoding",
                                               nullptr,
                                               nullptr};
  const std::array<const char*, 12> values{
      "5", "5", "2", "3", "10000",
      // A gateway whose machine is gone must not keep its locks.
      "-c idle_in_transaction_session_timeout=30000 -c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5"
      " -c tcp_keepalives_count=3",
      "read-write", "hall-gateway", conninfo.constData(), "UTF8", nullptr, nullptr};
  return PQconnectdbParams(kNames.data(), values.data(), 1);
}

}  // namespace

void PostgresSession::Closer::operator()(pg_conn* connection) const {
  PQfinish(connection);
}

void PostgresSession::Clearer::operator()(pg_result* result) const {
  PQclear(result);
}

Result<std::unique_ptr<PostgresSession>> PostgresSession::open(const QByteArray& conninfo) {
  if (holdsPassword(conninfo)) return failure(Failure::Denied, "sql.password");
  std::unique_ptr<PostgresSession> session(new PostgresSession(conninfo));
  if (auto connected = session->connect(); !connected) return failure(connected.error());
  return session;
}

// Its words may quote a value and go nowhere; that it came is enough.
void PostgresSession::notice(void* session, const pg_result* notice) {
  const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
  if (severity != nullptr && QByteArrayView(severity) == "WARNING") {
    static_cast<PostgresSession*>(session)->m_warned = true;
  }
}

Result<void> PostgresSession::connect() {
  m_prepared.clear();
  m_connection.reset(connectTo(m_conninfo));
  if (PQstatus(m_connection.get()) != CONNECTION_OK) {
    // Names hosts and users at most: nothing of a submission was ever sent.
    const QString detail = QString::fromUtf8(PQerrorMessage(m_connection.get())).simplified();
    m_connection.reset();
    return failure(Failure::Disconnected, "sql.disconnected", detail);
  }
  PQsetNoticeReceiver(m_connection.get(), notice, this);
  PQsetnonblocking(m_connection.get(), 1);
  std::vector<Sent> sent;
  const auto asked = PQenterPipelineMode(m_connection.get()) == 1 &&
                             send({"SELECT current_setting('synchronous_commit')", {}}, sent) &&
                             PQpipelineSync(m_connection.get()) == 1
                         ? collect(sent)
                         : fail(postgresError({}));
  if (!asked) return failure(asked.error());
  if (asked->first().bytes(0, 0) == "off") {
    m_connection.reset();
    return failure(Failure::Unsupported, "sql.not-durable");
  }
  return {};
}

// Connected, unless the loss fell into a transaction: then whoever began it must hear of it.
Result<void> PostgresSession::ready() {
  if (m_connection && PQstatus(m_connection.get()) == CONNECTION_OK) return {};
  if (m_transaction == Transaction::Open) return fail(postgresError({}));
  return connect();
}

Result<Rows> PostgresSession::run(const Statement& statement) {
  auto all = exchange({statement});
  if (!all) return failure(all.error());
  return std::move(all->first());
}

Result<QList<Rows>> PostgresSession::pipeline(const QList<Statement>& statements) {
  if (statements.isEmpty()) return QList<Rows>();
  return exchange(statements);
}

Result<void> PostgresSession::begin() {
  m_transaction = Transaction::Lazy;
  m_mark = Mark::None;
  m_holdsMark = false;
  return {};
}

Result<void> PostgresSession::mark() {
  m_mark = Mark::Wanted;
  return {};
}

Result<void> PostgresSession::undo() {
  if (m_mark != Mark::Set) return {};  // nothing was sent since
  if (m_transaction == Transaction::Failed) m_transaction = Transaction::Open;
  const auto done = exchange({{"ROLLBACK TO SAVEPOINT job", {}}});
  return done ? Result<void>() : failure(done.error());
}

Result<void> PostgresSession::commit() {
  m_mark = Mark::None;
  if (m_transaction == Transaction::Lazy) {
    m_transaction = Transaction::None;
    return {};
  }
  auto done = m_transaction == Transaction::Open ? commitOpen()
                                                 : failure(Failure::Internal, "sql.misuse", QStringLiteral("commit"));
  if (!done) rollback();
  m_transaction = Transaction::None;
  return done;
}

Result<void> PostgresSession::commitOpen() {
  QList<Statement> statements;
  if (m_unreplicated) {
    statements.append(Statement{
        "SELECT CAST(pg_logical_emit_message(true, 'hall', CAST('waits for the standby' AS TEXT)) AS TEXT)", {}});
  }
  statements.append(Statement{"COMMIT", {}});
  m_warned = false;
  const auto done = exchange(statements);
  if (!done && done.error().kind == Failure::Disconnected) m_unreplicated = true;
  if (!done) return failure(done.error());
  m_unreplicated = m_warned;
  return m_warned ? failure(Failure::Disconnected, "sql.unreplicated") : Result<void>();
}

void PostgresSession::rollback() {
  const bool open = m_transaction == Transaction::Open || m_transaction == Transaction::Failed;
  m_transaction = Transaction::None;
  m_mark = Mark::None;
  if (!open || !m_connection) return;
  if (PQtransactionStatus(m_connection.get()) == PQTRANS_IDLE) return;
  if (!exchange({{"ROLLBACK", {}}})) m_connection.reset();  // the server rolls back when nobody is there any more
}

Result<QList<Rows>> PostgresSession::exchange(QList<Statement> statements) {
  if (m_transaction == Transaction::Failed) return failure(Failure::Internal, "sql.misuse", QStringLiteral("failed"));
  if (auto connected = ready(); !connected) return failure(connected.error());
  const QList<Statement> before = openings();
  statements = before + statements;
  std::vector<Sent> sent;
  for (const Statement& statement : statements) {
    for (const Value& value : statement.values) {
      const auto* text = std::get_if<QByteArray>(&value.kinds());
      if (text != nullptr && text->contains('\0')) return fail({Failure::Invalid, "sql.text", {}});
    }
  }
  bool good = PQpipelineStatus(m_connection.get()) == PQ_PIPELINE_ON || PQenterPipelineMode(m_connection.get()) == 1;
  for (const Statement& statement : statements) good = good && send(statement, sent);
  if (!good || PQpipelineSync(m_connection.get()) != 1) {
    m_connection.reset();
    return fail(postgresError({}));
  }
  auto rows = collect(sent);
  if (rows) rows->remove(0, before.size());
  return rows;
}

// What has to go before the next statement and costs no journey of its own.
QList<Statement> PostgresSession::openings() {
  QList<Statement> before;
  if (m_transaction == Transaction::Lazy) {
    before.append(Statement{"BEGIN", {}});
    m_transaction = Transaction::Open;
  }
  if (m_mark == Mark::Wanted) {
    if (m_holdsMark) before.append(Statement{"RELEASE SAVEPOINT job", {}});
    before.append(Statement{"SAVEPOINT job", {}});
    m_mark = Mark::Set;
    m_holdsMark = true;
  }
  return before;
}

bool PostgresSession::send(const Statement& statement, std::vector<Sent>& sent) {
  auto name = m_prepared.find(statement.sql);
  if (name == m_prepared.end()) {
    name = m_prepared.emplace(statement.sql, "s" + QByteArray::number(++m_names)).first;
    if (PQsendPrepare(m_connection.get(), name->second.constData(), statement.sql, 0, nullptr) != 1) return false;
    sent.push_back({statement.sql});
  }
  const PostgresValues values(statement.values);
  sent.push_back({nullptr});
  return PQsendQueryPrepared(m_connection.get(), name->second.constData(), values.count(), values.data(),
                             values.lengths(), values.formats(), 1) == 1;
}

Result<QList<Rows>> PostgresSession::collect(const std::vector<Sent>& sent) {
  QList<Rows> all;
  std::optional<Error> wrong;
  for (const Sent& one : sent) {
    const auto answer = next();
    if (!answer) return failure(answer.error());
    const ExecStatusType status = PQresultStatus(answer->get());
    const bool good = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    if (!good && one.prepares != nullptr) m_prepared.erase(one.prepares);
    if (!good && !wrong) wrong = postgresError(PQresultErrorField(answer->get(), PG_DIAG_SQLSTATE));
    if (good && one.prepares == nullptr && !wrong) {
      auto rows = postgresRows(answer->get());
      if (rows) {
        all.append(std::move(*rows));
      } else {
        wrong = rows.error();
      }
    }
    if (auto separator = next(); !separator) return failure(separator.error());
  }
  if (auto end = next(); !end) return failure(end.error());  // PGRES_PIPELINE_SYNC
  if (wrong) return fail(std::move(*wrong));
  return all;
}

Result<PostgresSession::Answer> PostgresSession::next() {
  PGconn* connection = m_connection.get();
  while (true) {
    const int unsent = PQflush(connection);
    if (unsent == 0 && PQisBusy(connection) == 0) return Answer(PQgetResult(connection));
    const short wanted = static_cast<short>(unsent > 0 ? POLLIN | POLLOUT : POLLIN);
    pollfd socket{PQsocket(connection), wanted, 0};
    const int woken = unsent < 0 ? -1 : ::poll(&socket, 1, kPatienceMilliseconds);
    if (woken < 0 && unsent >= 0 && errno == EINTR) continue;
    if (woken <= 0 || PQconsumeInput(connection) == 0) {
      m_connection.reset();
      return fail(postgresError({}));
    }
  }
}

// A connection that is of no use any more is closed here, so that the next use looks for a better one.
tl::unexpected<Error> PostgresSession::fail(Error error) {
  if (error.kind == Failure::Disconnected) m_connection.reset();
  if (m_transaction == Transaction::Open) m_transaction = Transaction::Failed;
  return failure(std::move(error));
}

Result<void> PostgresSession::execute(const char* sql) {
  if (auto connected = ready(); !connected) return connected;
  if (PQpipelineStatus(m_connection.get()) != PQ_PIPELINE_OFF && PQexitPipelineMode(m_connection.get()) != 1) {
    return fail({Failure::Internal, "sql.misuse", {}});
  }
  PQsetnonblocking(m_connection.get(), 0);
  const Answer answer(PQexec(m_connection.get(), sql));
  PQsetnonblocking(m_connection.get(), 1);
  const ExecStatusType status = PQresultStatus(answer.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return {};
  return fail(postgresError(PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE)));
}

}  // namespace hall::gateway::sql

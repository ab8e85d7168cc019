#pragma once
// A PostgreSQL server, or several of which one takes writes (multi-host connection string). Statements are prepared
// once per connection and travel in pipeline mode. begin() costs no journey of its own. After the connection was lost
// the next use outside a transaction looks for a host that takes writes. A commit counts only if the server does not
// warn meanwhile: it does if somebody breaks off its wait for the synchronous standby. After such a commit, or one
// whose answer was lost, the next one writes something of its own, so that it waits for the standby even if all that
// was wanted is there already.
#include <memory>
#include <unordered_map>
#include <vector>

#include "sync/gateway/sql/sql_session.h"

struct pg_conn;
struct pg_result;

namespace hall::gateway::sql {

class PostgresSession final : public SqlSession {
 public:
  // `conninfo` as libpq takes it (URI or keywords). Denied ("sql.password"): it holds a password, which others could
  // read in the list of processes. Unsupported ("sql.not-durable"): the server does not wait for its disk.
  static Result<std::unique_ptr<PostgresSession>> open(const QByteArray& conninfo);

  Result<Rows> run(const Statement& statement) override;
  Result<QList<Rows>> pipeline(const QList<Statement>& statements) override;
  Result<void> begin() override;
  Result<void> commit() override;
  void rollback() override;
  Result<void> mark() override;
  Result<void> undo() override;
  [[nodiscard]] Engine engine() const override { return Engine::Postgres; }

  // Text without values, one or more statements: for the schema.
  Result<void> execute(const char* sql);

 private:
  struct Closer {
    void operator()(pg_conn* connection) const;
  };
  struct Clearer {
    void operator()(pg_result* result) const;
  };
  using Answer = std::unique_ptr<pg_result, Clearer>;
  // Lazy: BEGIN travels with the first statement.
  enum class Transaction { None, Lazy, Open, Failed };
  // Wanted: the savepoint travels with the next statement.
  enum class Mark { None, Wanted, Set };
  // What is on its way: a statement being prepared, or one that gives rows.
  struct Sent {
    const char* prepares;
  };

  explicit PostgresSession(QByteArray conninfo) : m_conninfo(std::move(conninfo)) {}
  static void notice(void* session, const pg_result* notice);
  Result<void> connect();
  Result<void> commitOpen();
  Result<void> ready();
  Result<QList<Rows>> exchange(QList<Statement> statements);
  QList<Statement> openings();
  bool send(const Statement& statement, std::vector<Sent>& sent);
  Result<QList<Rows>> collect(const std::vector<Sent>& sent);
  Result<Answer> next();
  tl::unexpected<Error> fail(Error error);

  const QByteArray m_conninfo;
  std::unique_ptr<pg_conn, Closer> m_connection;
  std::unordered_map<const char*, QByteArray> m_prepared;  // names by the address of the text
  int m_names = 0;
  Transaction m_transaction = Transaction::None;
  Mark m_mark = Mark::None;
  bool m_warned = false;
  bool m_unreplicated = false;  // an earlier commit may stand on one disk alone
  bool m_holdsMark = false;     // the server has a savepoint of this transaction
};

}  // namespace hall::gateway::sql

// What the two databases take at best: one row for one body, as many in a transaction as there are.
#include <libpq-fe.h>

#include <array>
#include <memory>

#include "sync/store/database.h"
#include "sync/store/transaction.h"
#include "tests/bench/ingest/bare_server.h"

namespace hall::bench {

InsertAll insertIntoSqlite(const QByteArray& path) {
  const std::shared_ptr<store::Database> database = std::move(*store::Database::open(QString::fromUtf8(path)));
  (void)database->execute("CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body BLOB NOT NULL)").has_value();
  return [database](const std::vector<BareRow>& rows) {
    auto transaction = store::Transaction::begin(*database);
    for (const BareRow& row : rows) {
      if (!database->run("INSERT INTO bare (id, body) VALUES (?, ?)", row.id, store::Blob{row.body})) return false;
    }
    return transaction && transaction->commit().has_value();
  };
}

InsertAll insertIntoPostgres(const QByteArray& conninfo) {
  const std::shared_ptr<PGconn> connection(PQconnectdb(conninfo.constData()), PQfinish);
  PQclear(PQexec(connection.get(),
                 "CREATE TABLE IF NOT EXISTS bare (id TEXT PRIMARY KEY, body BYTEA NOT NULL);"
                 "ALTER TABLE bare ALTER COLUMN body SET STORAGE EXTERNAL;"
                 "ALTER TABLE bare SET (toast_tuple_target = 8160)"));
  PQclear(PQprepare(connection.get(), "bare", "INSERT INTO bare (id, body) VALUES ($1, $2)", 2, nullptr));
  PQenterPipelineMode(connection.get());
  return [connection](const std::vector<BareRow>& rows) {
    for (const BareRow& row : rows) {
      const std::array<const char*, 2> values{row.id.constData(), row.body.constData()};
      const std::array<int, 2> lengths{static_cast<int>(row.id.size()), static_cast<int>(row.body.size())};
      constexpr std::array<int, 2> kFormats{0, 1};
      PQsendQueryPrepared(connection.get(), "bare", 2, values.data(), lengths.data(), kFormats.data(), 1);
    }
    PQpipelineSync(connection.get());  // one transaction up to here
    bool good = true;
    for (size_t i = 0; i < rows.size(); ++i) {
      PGresult* answer = PQgetResult(connection.get());
      good = good && PQresultStatus(answer) == PGRES_COMMAND_OK;
      PQclear(answer);
      PQclear(PQgetResult(connection.get()));
    }
    PQclear(PQgetResult(connection.get()));
    return good;
  };
}

}  // namespace hall::bench

#pragma once
// Where the rows are: a file of our own, or a PostgreSQL server. A value; thread: any.
#include <memory>
#include <span>

#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway::sql {

// One step of the schema's history in the words of each engine; a step that has shipped is never changed.
struct SchemaStep {
  const char* sqlite;
  const char* postgres;
};

class Source {
 public:
  static Source embedded(QString path) { return Source(Engine::Sqlite, std::move(path), {}); }
  // `conninfo` as libpq takes it, without a password (PGPASSFILE or a service file holds that).
  static Source server(QByteArray conninfo) { return Source(Engine::Postgres, {}, std::move(conninfo)); }

  [[nodiscard]] Engine engine() const { return m_engine; }
  // Brings the schema to the newest shape, whole or not at all; several gateways may do so at once.
  // Unsupported ("store.newer"): a newer program has written it, and this one must not touch it.
  [[nodiscard]] Result<void> migrate(std::span<const SchemaStep> steps) const;
  [[nodiscard]] Result<std::unique_ptr<SqlSession>> open() const;

 private:
  Source(Engine engine, QString path, QByteArray conninfo)
      : m_engine(engine), m_path(std::move(path)), m_conninfo(std::move(conninfo)) {}

  Engine m_engine;
  QString m_path;
  QByteArray m_conninfo;
};

}  // namespace hall::gateway::sql

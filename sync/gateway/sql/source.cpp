#include "sync/gateway/sql/source.h"

#include <vector>

#include "sync/gateway/sql/postgres_session.h"
#include "sync/gateway/sql/sqlite_session.h"
#include "sync/store/migration.h"

namespace hall::gateway::sql {

namespace {

template <class Opened>
Result<std::unique_ptr<SqlSession>> asSession(Result<std::unique_ptr<Opened>> opened) {
  if (!opened) return failure(opened.error());
  return std::unique_ptr<SqlSession>(std::move(*opened));
}

Result<void> migrateSqlite(const QString& path, std::span<const SchemaStep> steps) {
  const auto database = store::Database::open(path);
  if (!database) return failure(database.error());
  std::vector<const char*> texts;
  for (const SchemaStep& step : steps) texts.push_back(step.sqlite);
  return store::migrate(**database, texts);
}

Result<void> applySteps(PostgresSession& session, std::span<const SchemaStep> steps) {
  auto done = session.execute(
      "SELECT pg_advisory_xact_lock(18523);"  // any number, the same for all gateways
      "CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)");
  if (!done) return done;
  const auto asked = session.query("SELECT coalesce(max(version), 0) FROM schema_version");
  if (!asked) return failure(asked.error());
  const auto version = static_cast<size_t>(asked->integer(0, 0));
  if (version > steps.size()) return failure(Failure::Unsupported, "store.newer");
  for (const SchemaStep& step : steps.subspan(version)) {
    if (done = session.execute(step.postgres); !done) return done;
  }
  if (version == steps.size()) return {};
  const auto noted =
      session.query("INSERT INTO schema_version (version) VALUES ($1)", static_cast<qint64>(steps.size()));
  return noted ? Result<void>() : failure(noted.error());
}

Result<void> migratePostgres(const QByteArray& conninfo, std::span<const SchemaStep> steps) {
  const auto session = PostgresSession::open(conninfo);
  if (!session) return failure(session.error());
  if (auto begun = (*session)->execute("BEGIN"); !begun) return begun;
  if (auto applied = applySteps(**session, steps); !applied) return applied;  // closing takes it back
  return (*session)->execute("COMMIT");
}

}  // namespace

Result<void> Source::migrate(std::span<const SchemaStep> steps) const {
  return m_engine == Engine::Sqlite ? migrateSqlite(m_path, steps) : migratePostgres(m_conninfo, steps);
}

Result<std::unique_ptr<SqlSession>> Source::open() const {
  if (m_engine == Engine::Postgres) return asSession(PostgresSession::open(m_conninfo));
  auto database = store::Database::open(m_path, store::Database::Look::Trusting);  // migrate() has looked
  if (!database) return failure(database.error());
  return std::unique_ptr<SqlSession>(std::make_unique<SqliteSession>(std::move(*database)));
}

}  // namespace hall::gateway::sql

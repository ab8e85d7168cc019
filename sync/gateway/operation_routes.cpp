#include "sync/gateway/operation_routes.h"

#include <QStorageInfo>

#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"

namespace hall::gateway {

namespace {

bool hasRoom(const QString& folder) {
  return folder.isEmpty() || QStorageInfo(folder).bytesAvailable() >= kMinimumDiskBytes;
}

// A transaction that changes nothing, but must be allowed to.
Result<void> tryToWrite(Storage& storage) {
  const auto done = storage.writing().query("UPDATE acceptance_day SET last = last WHERE day = $1", QByteArray());
  return done ? Result<void>() : failure(done.error());
}

void tellReady(Office& office, const Reply& reply) {
  if (!hasRoom(office.data)) return reply(problem(Problem::Unavailable));
  office.writer.add(tryToWrite, [&office, reply](const Result<void>& done) {
    reply(done ? jsonResponse(200, {{QStringLiteral("status"), QStringLiteral("ready")}})
               : office.failed(done.error()));
  });
}

// The first value of an answer, or -1.
double ask(Office& office, const char* sql) {
  const auto session = office.storage.reading();
  if (!session) return -1;
  const auto rows = (*session)->query(sql);
  return rows && !rows->isEmpty() ? static_cast<double>(rows->integer(0, 0)) : -1;
}

void watchStorage(Office& office) {
  const bool server = office.storage.engine() == sql::Engine::Postgres;
  office.metrics.watch(
      "storage_up", "1 if the database answers.", [&office] { return ask(office, "SELECT 1") == 1 ? 1.0 : 0.0; },
      server ? "engine=\"postgresql\"" : "engine=\"sqlite\"");
  office.metrics.watch("submissions_open", "Announced and not committed, at all gateways of this database.",
                       [&office] { return ask(office, "SELECT count(*) FROM submission WHERE receipt IS NULL"); });
  office.metrics.watch("writer_waiting", "Requests that wait for a transaction.",
                       [&office] { return static_cast<double>(office.writer.waiting()); });
}

}  // namespace

QList<Route> operationRoutes(Office& office) {
  watchStorage(office);
  return {{"GET", "/healthz", Right::Anyone, kMaximumJsonBytes,
           [](const Call&, const Reply& reply) {
             reply(jsonResponse(200, {{QStringLiteral("status"), QStringLiteral("ok")}}));
           }},
          {"GET", "/readyz", Right::Anyone, kMaximumJsonBytes,
           [&office](const Call&, const Reply& reply) { tellReady(office, reply); }},
          {"GET", "/metrics", Right::Operator, kMaximumJsonBytes, [&office](const Call&, const Reply& reply) {
             reply({200, "application/openmetrics-text; version=1.0.0; charset=utf-8", office.metrics.text(), {}, 0});
           }}};
}

}  // namespace hall::gateway

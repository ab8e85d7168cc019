#include "sync/gateway/api.h"

#include "sync/gateway/agency/agency_routes.h"
#include "sync/gateway/batch_routes.h"
#include "sync/gateway/cases/case_routes.h"
#include "sync/gateway/inventory_routes.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/machine_routes.h"
#include "sync/gateway/mirror_routes.h"
#include "sync/gateway/operation_routes.h"
#include "sync/gateway/part_routes.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/submission_routes.h"
#include "sync/gateway/upstream/introduction_routes.h"

namespace hall::gateway {

namespace {

constexpr std::chrono::milliseconds kDay = std::chrono::hours(24);
constexpr int kDroppedAtOnce = 50;  // the writer must not be busy with old ones for long

// Every area adds its rows here.
QList<Route> allRoutes(Office& office, const agency::Agencies& agencies) {
  QList<Route> routes;
  routes += mirrorRoutes(office);
  routes += operationRoutes(office);
  if (office.line != nullptr) routes += machineRoutes(office);
  routes += submissionRoutes(office);
  routes += cases::caseRoutes(office);
  routes += batchRoutes(office);
  routes += partRoutes(office);
  routes += inventoryRoutes(office);
  routes += agency::agencyRoutes(office, agencies);
  routes += upstream::introductionRoutes(office);
  return routes;
}

}  // namespace

Api::Api(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log, Gate gate, QString data,
         const LineKeys* line, agency::Agencies agencies)
    : m_certificates(storage, clock),
      m_delegations(storage),
      m_office{storage,       keys,      clock,           log, m_writer, m_slowLane, m_certificates,
               m_delegations, m_metrics, std::move(data), line},
      m_gate(std::move(gate)),
      m_agencies(std::move(agencies)),
      m_routes(allRoutes(m_office, m_agencies)),
      m_tidiedAt(clock.monotonic().count()),
      m_slowLane(kMaximumSlowWork),
      m_writer(storage, &m_metrics) {
  dropUnfinished();
}

Prospect Api::prospect(const RequestHead& head) {
  const Request request{head.method, head.target, {}, {}, head.peer};
  auto found = m_routes.find(request);
  // Read all the same, so that the connection may go on; handle() gives the same refusal.
  if (std::holds_alternative<Response>(found)) return {kMaximumJsonBytes};
  const auto& [route, call] = std::get<RouteTable::Found>(found);
  if (m_gate) {
    if (auto refusal = m_gate(route->right, head, call)) return {0, std::move(refusal)};
  }
  if (!route->prospect) return {route->bodyLimit};
  Prospect prospect = route->prospect(call, head.contentLength);
  if (prospect.refusal) m_metrics.countRequest(head.method, route->pattern, prospect.refusal->status);
  return prospect;
}

void Api::handle(const Request& request, const Reply& reply) {
  tidyDaily();
  auto found = m_routes.find(request);
  if (auto* refusal = std::get_if<Response>(&found)) {
    m_metrics.countRequest("other", "other", refusal->status);
    return reply(std::move(*refusal));
  }
  const auto& [route, call] = std::get<RouteTable::Found>(found);
  route->handle(call, [this, route = route, reply](Response response) {
    m_metrics.countRequest(route->method, route->pattern, response.status);
    reply(std::move(response));
  });
}

void Api::tidyDaily() {
  const qint64 now = m_office.clock.monotonic().count();
  qint64 last = m_tidiedAt;
  if (now - last < kDay.count() || !m_tidiedAt.compare_exchange_strong(last, now)) return;
  dropUnfinished();
}

void Api::dropUnfinished() {
  auto dropped = std::make_shared<int>(0);
  const std::chrono::milliseconds age = kOpenAnnouncementAge;
  m_writer.add(
      [dropped, before = m_office.clock.now().addMSecs(-age.count())](Storage& storage) -> Result<void> {
        const auto done = storage.dropUnfinished(before, kDroppedAtOnce);
        if (!done) return failure(done.error());
        *dropped = *done;
        return {};
      },
      [this, dropped](const Result<void>& done) {
        if (!done) (void)m_office.failed(done.error());
        if (!done || *dropped == 0) return;
        m_office.log.event(Log::Level::Info, "gateway.unfinished-dropped", {{QStringLiteral("count"), *dropped}});
        if (*dropped == kDroppedAtOnce) dropUnfinished();
      });
}

}  // namespace hall::gateway

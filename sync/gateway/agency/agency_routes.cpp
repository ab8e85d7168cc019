#include "sync/gateway/agency/agency_routes.h"

#include "sync/gateway/agency/export_desk.h"
#include "sync/gateway/agency/statement_desk.h"
#include "sync/gateway/limits.h"

namespace hall::gateway::agency {

namespace {

template <class Desk>
auto with(const std::shared_ptr<Desk>& desk, void (Desk::*handler)(const Call&, const Reply&)) {
  return [desk, handler](const Call& call, const Reply& reply) { (desk.get()->*handler)(call, reply); };
}

}  // namespace

QList<Route> agencyRoutes(Office& office, const Agencies& agencies) {
  const auto statements = std::make_shared<StatementDesk>(office, agencies);
  const auto exported = std::make_shared<ExportDesk>(office, agencies);
  const QByteArrayList page{"after", "limit"};
  const QByteArray submissions = "/v1/agency/submissions";
  const QByteArray one = submissions + "/{submission_id}";
  constexpr qint64 kBody = kMaximumJsonBytes;
  return {
      {"POST", "/v1/agency/decisions", Right::Agency, kBody, with(statements, &StatementDesk::decide)},
      {"GET", "/v1/terminals/{terminal_id}/statuses", Right::Terminal, kBody,
       with(statements, &StatementDesk::ofTerminal), page},
      {"GET", "/v1/cases/{case_id}/statuses", Right::Terminal, kBody, with(statements, &StatementDesk::ofCase), page},
      {"GET", submissions, Right::Agency, kBody, with(exported, &ExportDesk::list), page},
      {"GET", one, Right::Agency, kBody, with(exported, &ExportDesk::tell)},
      {"GET", one + "/parts/{digest}", Right::Agency, kBody, with(exported, &ExportDesk::part)},
      {"GET", one + "/contents/{digest}", Right::Agency, kBody, with(exported, &ExportDesk::content)}};
}

}  // namespace hall::gateway::agency

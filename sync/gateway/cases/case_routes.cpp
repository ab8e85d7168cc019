#include "sync/gateway/cases/case_routes.h"

#include "sync/gateway/cases/case_desk.h"
#include "sync/gateway/cases/limits.h"
#include "sync/gateway/limits.h"

namespace hall::gateway::cases {

QList<Route> caseRoutes(Office& office) {
  const auto desk = std::make_shared<CaseDesk>(office);
  const auto with = [desk](void (CaseDesk::*handler)(const Call&, const Reply&)) {
    return [desk, handler](const Call& call, const Reply& reply) { (desk.get()->*handler)(call, reply); };
  };
  const QByteArray one = "/v1/cases/{case_id}";
  return {{"GET", one, Right::Terminal, kMaximumJsonBytes, with(&CaseDesk::tell), {"reader"}},
          {"PUT", one + "/lease", Right::Terminal, kMaximumJsonBytes, with(&CaseDesk::lease)},
          {"PUT", one + "/revisions/{draft_rev}", Right::Terminal, kMaximumRevisionBytes, with(&CaseDesk::revise)},
          {"POST", one + "/decisions", Right::Terminal, kMaximumRevisionBytes, with(&CaseDesk::decide)}};
}

}  // namespace hall::gateway::cases

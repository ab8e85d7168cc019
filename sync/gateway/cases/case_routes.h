#pragma once
// Leases, revisions and decisions of cases, as openapi.yaml has them.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::cases {

// `office` must outlive the routes.
QList<Route> caseRoutes(Office& office);

}  // namespace hall::gateway::cases

#pragma once
// The authority's side and the statuses that come of it, as openapi.yaml has them.
#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::agency {

// `office` and `agencies` must outlive the routes.
QList<Route> agencyRoutes(Office& office, const Agencies& agencies);

}  // namespace hall::gateway::agency

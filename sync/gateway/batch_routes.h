#pragma once
// Many submissions in one request, after an outage or at the end of a busy minute: sent together, asked for together.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> batchRoutes(Office& office);

}  // namespace hall::gateway

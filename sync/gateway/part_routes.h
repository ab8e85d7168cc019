#pragma once
// Parts: as a whole, or in pieces that go on after a break where they stopped, also after a restart of either side.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> partRoutes(Office& office);

}  // namespace hall::gateway

#pragma once
// The daily comparison: a terminal lists what it handed over, signed; the platform answers for each, signed.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> inventoryRoutes(Office& office);

}  // namespace hall::gateway

#pragma once
// For whoever runs the gateway: is it alive?
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> operationRoutes(Office& office);

}  // namespace hall::gateway

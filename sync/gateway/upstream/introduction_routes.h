#pragma once
// How a gateway below makes a terminal known here, so that what the terminal signed can be verified on its way up.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::upstream {

// The office must outlive the routes.
QList<Route> introductionRoutes(Office& office);

}  // namespace hall::gateway::upstream

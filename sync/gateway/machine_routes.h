#pragma once
// How a machine comes by its certificate and keeps it: enrolled once with a code, renewed by itself afterwards.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes, and must have its line keys.
QList<Route> machineRoutes(Office& office);

}  // namespace hall::gateway

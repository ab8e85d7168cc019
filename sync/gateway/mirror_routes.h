#pragma once
// What terminals and lower gateways fetch: signed manifests of collections, and their files by digest.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> mirrorRoutes(Office& office);

}  // namespace hall::gateway

#pragma once
// The life of a submission, one request at a time: announced, parts sent, committed, asked for.
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway {

// The office must outlive the routes.
QList<Route> submissionRoutes(Office& office);

}  // namespace hall::gateway

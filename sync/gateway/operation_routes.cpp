#include "sync/gateway/operation_routes.h"

#include "sync/gateway/limits.h"

namespace hall::gateway {

QList<Route> operationRoutes(Office&) {
  return {{"GET", "/healthz", Right::Anyone, kMaximumJsonBytes, [](const Call&, const Reply& reply) {
             reply(jsonResponse(200, {{QStringLiteral("status"), QStringLiteral("ok")}}));
           }}};
}

}  // namespace hall::gateway

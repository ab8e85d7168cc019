#include "sync/gateway/office.h"

#include "sync/gateway/problem.h"

namespace hall::gateway {

Response Office::failed(const Error& error) const {
  if (error.kind != Failure::NotFound && error.kind != Failure::Conflict && error.code != "gateway.quota") {
    log.event(Log::Level::Critical, "gateway.storage",
              {{QStringLiteral("code"), QString::fromLatin1(error.code)}, {QStringLiteral("detail"), error.detail}});
  }
  return problem(error);
}

}  // namespace hall::gateway

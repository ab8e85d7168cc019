#include "sync/gateway/mirror_routes.h"

#include "sync/gateway/limits.h"
#include "sync/gateway/mirror_rows.h"
#include "sync/gateway/problem.h"

namespace hall::gateway {

namespace {

Response binary(const QByteArray& contentType, const QByteArray& body) {
  Response response;
  response.status = 200;
  response.contentType = contentType;
  response.body = body;
  return response;
}

Response refusal(Office& office, const Error& error) {
  return error.kind == Failure::NotFound ? problem(Problem::NotFound) : office.failed(error);
}

Response manifest(Office& office, const Call& call) {
  bool valid = true;
  const QByteArray after = call.parameter("after");
  const qint64 known = after.isEmpty() ? 0 : after.toLongLong(&valid);
  if (!valid || known < 0) return problem(Problem::BadRequest);
  const auto session = office.storage.reading();
  if (!session) return office.failed(session.error());
  const auto offer = MirrorRows(**session).newest(call["collection"]);
  if (!offer) return refusal(office, offer.error());
  if (offer->version <= known) return emptyResponse();
  return binary("application/cms", offer->message);
}

Response file(Office& office, const Call& call) {
  const auto session = office.storage.reading();
  if (!session) return office.failed(session.error());
  const auto bytes = MirrorRows(**session).file(call["collection"], call["digest"]);
  if (!bytes) return refusal(office, bytes.error());
  return binary("application/octet-stream", *bytes);
}

}  // namespace

QList<Route> mirrorRoutes(Office& office) {
  return {{"GET",
           "/v1/mirror/{collection}",
           Right::Terminal,
           kMaximumJsonBytes,
           [&office](const Call& call, const Reply& reply) { reply(manifest(office, call)); },
           {"after"}},
          {"GET", "/v1/mirror/{collection}/{digest}", Right::Terminal, kMaximumJsonBytes,
           [&office](const Call& call, const Reply& reply) { reply(file(office, call)); }}};
}

}  // namespace hall::gateway

#include "sync/gateway/upstream/introduction_routes.h"

#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"

namespace hall::gateway::upstream {

namespace {

// A terminal has one key for good: whoever brings another under its name is refused, whatever gateway it is.
void introduce(Office& office, const Call& call, const Reply& reply) {
  const QByteArray terminalId = call["terminal_id"];
  const auto certificate = seal::Certificate::fromPem(call.request.body);
  if (!certificate || !certificate->maySign() || certificate->commonName() != terminalId) {
    return reply(problem(Problem::BadRequest));
  }
  const auto known = office.certificates.findAnew(terminalId);
  if (known) {
    const bool same = known->keyFingerprint() == certificate->keyFingerprint();
    return reply(same ? emptyResponse() : problem(Problem::NotYours));
  }
  if (known.error().kind != Failure::NotFound) return reply(office.failed(known.error()));
  office.writer.add(
      [terminalId, pem = certificate->pem(), now = office.clock.now()](Storage& storage) {
        return storage.admit(terminalId, pem, now);
      },
      [&office, reply](const Result<void>& done) { reply(done ? emptyResponse() : office.failed(done.error())); });
}

}  // namespace

QList<Route> introductionRoutes(Office& office) {
  return {{"PUT", "/v1/terminals/{terminal_id}/certificate", Right::Terminal, kMaximumJsonBytes,
           [&office](const Call& call, const Reply& reply) { introduce(office, call, reply); }}};
}

}  // namespace hall::gateway::upstream

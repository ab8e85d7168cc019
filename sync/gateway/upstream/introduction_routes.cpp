#include "sync/gateway/upstream/introduction_routes.h"

#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"

namespace hall::gateway::upstream {

namespace {

// Whether it is the key that the terminal has; only then the gateway may speak for it from now on.
Result<void> introduceAs(Storage& storage, const Peer& peer, const seal::Certificate& certificate, const QDateTime& now,
                         bool& same) {
  const QByteArray terminalId = certificate.commonName();
  const auto counts = storage.introduce(terminalId, certificate.pem(), now);
  if (!counts) return failure(counts.error());
  const auto known = seal::Certificate::fromPem(*counts);
  same = known && known->keyFingerprint() == certificate.keyFingerprint();
  const bool speaks = same && peer.role == Role::Gateway && peer.terminalId != terminalId;
  return speaks ? Delegations::add(storage.writing(), peer.terminalId, terminalId, now) : Result<void>();
}

// A terminal has one key for good: whoever brings another under its name is refused, whatever gateway it is, and if two
// bring one each at the same moment, one of them is.
void introduce(Office& office, const Call& call, const Reply& reply) {
  const QByteArray terminalId = call["terminal_id"];
  const auto certificate = seal::Certificate::fromPem(call.request.body);
  if (!certificate || !certificate->maySign() || certificate->commonName() != terminalId) {
    return reply(problem(Problem::BadRequest));
  }
  auto same = std::make_shared<bool>(false);
  office.writer.add([same, peer = call.request.peer, certificate = *certificate, now = office.clock.now()](
                        Storage& storage) { return introduceAs(storage, peer, certificate, now, *same); },
                    [&office, same, reply](const Result<void>& done) {
                      if (!done) return reply(office.failed(done.error()));
                      reply(*same ? emptyResponse() : problem(Problem::NotYours));
                    });
}

}  // namespace

QList<Route> introductionRoutes(Office& office) {
  return {{"PUT", "/v1/terminals/{terminal_id}/certificate", Right::Introduce, kMaximumJsonBytes,
           [&office](const Call& call, const Reply& reply) { introduce(office, call, reply); }}};
}

}  // namespace hall::gateway::upstream

#include "sync/gateway/access.h"

#include <algorithm>

#include "sync/gateway/client_address.h"
#include "sync/gateway/machine_rows.h"

namespace hall::gateway {

namespace {

bool may(Role role, Right right) {
  switch (right) {
    case Right::Anyone:
      return true;
    case Right::Machine:
      return role != Role::None;
    case Right::Terminal:
    case Right::Introduce:
      return role == Role::Kiosk || role == Role::Counter || role == Role::Gateway;
    case Right::Agency:
      return role == Role::Agency;
    case Right::Operator:
      return role == Role::Operator;
  }
  return false;
}

// Renewals count as enrolments: both cost a signature of the authority.
bool enrols(const Call& call) {
  return call.request.method == "POST" && (call.request.target.startsWith("/v1/enrolments") ||
                                           call.request.target.startsWith("/v1/certificates/renewals"));
}

}  // namespace

Access::Access(Storage& storage, const Clock& clock, Log& log)
    : m_storage(storage),
      m_delegations(storage),
      m_clock(clock),
      m_log(log),
      m_machines(clock, kMachineRate),
      m_handingOn(clock, kHandingOnRate),
      m_strangers(clock, kStrangerRate),
      m_enrolments(clock, kEnrolmentRate) {}

std::optional<Response> Access::refusal(Right right, const RequestHead& head, const Call& call) {
  const Peer& peer = head.peer;
  if (peer.standing == Peer::Standing::Local) return std::nullopt;
  if (auto often = tooOften(peer, enrols(call))) return often;
  if (right == Right::Anyone) return std::nullopt;
  if (peer.standing == Peer::Standing::Nobody) return problem(Problem::NoCertificate);
  return refusalOfMachine(right, peer, call);
}

std::optional<Response> Access::refusalOfMachine(Right right, const Peer& peer, const Call& call) {
  if (peer.notAfter < m_clock.now()) return refuse(Problem::CertificateExpired, peer);
  const auto session = m_storage.reading();
  if (!session) return problem(session.error());
  const auto standing = MachineRows(**session).standing(peer.serial);
  if (!standing && standing.error().kind != Failure::NotFound) return problem(standing.error());
  if (!standing || standing->terminalId != peer.terminalId) return refuse(Problem::NotAdmitted, peer);
  if (standing->revoked) return refuse(Problem::Revoked, peer);
  // A certificate that says another role than the machine was enrolled with last is good for neither.
  if (peer.role != standing->role || !may(standing->role, right)) return refuse(Problem::NotPermitted, peer);
  if (right == Right::Introduce && standing->role == Role::Gateway) return std::nullopt;
  const auto owner = ownerOf(**session, call);
  if (!owner) return problem(owner.error());
  if (owner->isEmpty()) return std::nullopt;
  const auto allowed = m_delegations.mayActFor(**session, peer, *owner);
  if (!allowed) return problem(allowed.error());
  return *allowed ? std::nullopt : std::optional(refuse(Problem::NotYours, peer));
}

// The terminal that a path names, itself or by a submission; empty if it names none.
Result<QByteArray> Access::ownerOf(sql::SqlSession& session, const Call& call) {
  const QByteArray submission = call["submission_id"];
  if (submission.isEmpty()) return call["terminal_id"];
  const auto rows = session.query("SELECT terminal_id FROM submission WHERE submission_id = $1", submission);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? QByteArray() : rows->bytes(0, 0);
}

std::optional<Response> Access::tooOften(const Peer& peer, bool enrolling) {
  const bool machine = peer.standing == Peer::Standing::Machine;
  const QByteArray key = machine ? peer.terminalId : limitKey(peer.address);
  TokenBuckets& usual = !machine ? m_strangers : peer.role == Role::Gateway ? m_handingOn : m_machines;
  const auto wait = std::max(usual.take(key), enrolling ? m_enrolments.take(key) : std::chrono::milliseconds(0));
  if (wait == std::chrono::milliseconds(0)) return std::nullopt;
  Response response = problem(Problem::TooManyRequests);
  response.retryAfterSeconds = static_cast<int>(std::chrono::ceil<std::chrono::seconds>(wait).count());
  return response;
}

Response Access::refuse(Problem which, const Peer& peer) {
  Response response = problem(which);
  m_log.event(Log::Level::Warning, "gateway.machine-refused",
              {{QStringLiteral("terminal"), QString::fromLatin1(peer.terminalId)},
               {QStringLiteral("address"), QString::fromLatin1(peer.address)},
               {QStringLiteral("problem"), QString::fromLatin1(typeOf(which))}});
  return response;
}

}  // namespace hall::gateway

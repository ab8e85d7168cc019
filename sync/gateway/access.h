#pragma once
// Who may ask what, decided before a body is read: by the machine's certificate and role, by the terminal that a path
// names, and by how often somebody asks. A machine that is called back is refused from its next request on, whatever
// connection it comes by. Plain HTTP is trusted (http_server.h). Thread: any.
#include "sync/base/log.h"
#include "sync/gateway/delegations.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/problem.h"
#include "sync/gateway/route.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

class Access {
 public:
  Access(Storage& storage, const Clock& clock, Log& log);

  // The refusal, or nothing. As Api::Gate.
  std::optional<Response> refusal(Right right, const RequestHead& head, const Call& call);

 private:
  std::optional<Response> refusalOfMachine(Right right, const Peer& peer, const Call& call);
  static Result<QByteArray> ownerOf(sql::SqlSession& session, const Call& call);
  std::optional<Response> tooOften(const Peer& peer, bool enrolling);
  Response refuse(Problem which, const Peer& peer);

  Storage& m_storage;
  Delegations m_delegations;
  const Clock& m_clock;
  Log& m_log;
  TokenBuckets m_machines;
  TokenBuckets m_handingOn;
  TokenBuckets m_strangers;
  TokenBuckets m_enrolments;
};

}  // namespace hall::gateway

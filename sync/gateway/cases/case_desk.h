#pragma once
// What is asked about cases, answered. Who may what: a machine speaks for itself; only a counter speaks for a clerk;
// contents go to a counter and to who holds the lease. Contents are opened and compared on the slow lane. Thread: any.
#include "sync/gateway/cases/case_book.h"
#include "sync/gateway/cases/case_contents.h"
#include "sync/gateway/cases/case_json.h"
#include "sync/gateway/cases/leases.h"
#include "sync/gateway/office.h"
#include "sync/gateway/route.h"

namespace hall::gateway::cases {

class CaseDesk {
 public:
  explicit CaseDesk(Office& office);

  void lease(const Call& call, const Reply& reply);
  void revise(const Call& call, const Reply& reply);
  void decide(const Call& call, const Reply& reply);
  // Without `reader` the story alone; with it also the contents, sealed to that terminal, and the look is written down.
  void tell(const Call& call, const Reply& reply);

 private:
  struct Look;
  void add(Revision revision, const Reply& reply);
  void slowly(const Reply& reply, std::function<Response()> work);
  Response became(const Revision& revision) const;
  void show(const QByteArray& caseId, const QByteArray& reader, const seal::Certificate& certificate,
            const Reply& reply);
  Result<bool> mayRead(const Peer& peer, const QByteArray& caseId) const;
  Response told(const QByteArray& caseId, const seal::Certificate* reader) const;
  Result<std::optional<Look>> look(const QByteArray& caseId, const seal::Certificate* reader) const;
  Result<void> lookAtBranches(Look& seen, const QList<Revision>& story, CaseRows& rows, bool contents) const;
  Response answer(const Look& seen) const;
  [[nodiscard]] Response failed(const Error& error) const;

  Office& m_office;
  LeaseWatch m_watch;
  Leases m_leases;
  CaseBook m_book;
  CaseContents m_contents;
};

}  // namespace hall::gateway::cases

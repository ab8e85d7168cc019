#pragma once
// What is asked about cases, answered. Thread: any.
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
  Response became(const Revision& revision) const;
  Result<std::optional<Look>> look(const QByteArray& caseId);
  Response answer(const Look& seen, const QByteArray& sealed) const;
  Result<QByteArray> sealed(const Look& seen, const seal::Certificate& reader) const;
  [[nodiscard]] Response failed(const Error& error) const;

  Office& m_office;
  LeaseWatch m_watch;
  Leases m_leases;
  CaseBook m_book;
  CaseContents m_contents;
};

}  // namespace hall::gateway::cases

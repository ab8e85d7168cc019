#pragma once
// Where a revision goes: on top of the head if it was made from it under the lease that counts, beside it otherwise.
// Nothing that came is ever dropped or put in silently. Inside the caller's transaction.
#include "sync/base/clock.h"
#include "sync/gateway/cases/case_rows.h"

namespace hall::gateway::cases {

class CaseBook {
 public:
  explicit CaseBook(const Clock& clock) : m_clock(clock) {}

  // `revision` as it came, content opened and verified; comes back with what became of it, the same every time.
  // Conflict ("case.service": the case is of another service; "case.parent": a decision about what is not here;
  // "case.branches": it would stand beside the head, and as much as a decision can take up stands there). Busy
  // ("gateway.quota"): too many revisions.
  Result<Revision> add(sql::SqlSession& session, Revision revision);

 private:
  const Clock& m_clock;
};

}  // namespace hall::gateway::cases

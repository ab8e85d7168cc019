#include "sync/gateway/cases/case_book.h"

#include <algorithm>

#include "sync/gateway/cases/lease_rows.h"
#include "sync/gateway/cases/limits.h"
#include "sync/model/lineage.h"

namespace hall::gateway::cases {

namespace {

bool isOpen(const Revision& revision) {
  return revision.standing == Standing::Branch && !revision.settled;
}

// What stands beside the head and went into the decision is settled, and so is what that was made from.
Result<void> settleTakenUp(CaseRows& rows, const QList<Revision>& story, const Revision& decision) {
  model::Lineage lineage;
  for (const Revision& one : story) lineage.add(one.draftRev, one.parents);
  lineage.add(decision.draftRev, decision.parents);
  const model::Ancestry taken(lineage, decision.draftRev);
  for (const Revision& one : story) {
    if (!isOpen(one) || !taken.contains(one.draftRev)) continue;
    if (auto settled = rows.settle(one.caseId, one.draftRev); !settled) return settled;
  }
  return {};
}

// Why it may not become the head; empty: it may.
QByteArray obstacle(const Revision& revision, const Lease& lease) {
  if (lease.fencing != revision.fencing || lease.holder != revision.holder) return "lease-lost";
  // Where there is no head there is nothing to be overwritten, whatever this was made from.
  const bool onHead = revision.headThen.isEmpty() || revision.parents.contains(revision.headThen);
  return onHead ? QByteArray() : QByteArray("head-moved");
}

// A decision takes up what the clerk has seen here, so all of it must be here.
bool knowsParents(const QList<Revision>& story, const Revision& decision) {
  return std::ranges::all_of(decision.parents, [&story](const QByteArray& parent) {
    return std::ranges::find(story, parent, &Revision::draftRev) != story.end();
  });
}

}  // namespace

Result<Revision> CaseBook::add(sql::SqlSession& session, Revision revision) {
  const auto lease = LeaseRows(session).lock(revision.caseId);
  if (!lease) return failure(lease.error());
  CaseRows rows(session);
  const auto story = rows.story(revision.caseId);
  if (!story) return failure(story.error());
  for (const Revision& one : *story) {
    if (one.draftRev == revision.draftRev) return one;
  }
  if (!story->isEmpty() && story->first().serviceId != revision.serviceId) {
    return failure(Failure::Conflict, "case.service");
  }
  if (!revision.clerk.isEmpty() && !knowsParents(*story, revision)) return failure(Failure::Conflict, "case.parent");
  if (story->size() >= kMaximumRevisions) return failure(Failure::Busy, "gateway.quota");
  const auto head = rows.head(revision.caseId);
  if (!head) return failure(head.error());
  revision.headThen = *head;
  revision.at = m_clock.now();
  revision.reason = obstacle(revision, *lease);
  revision.standing = revision.reason.isEmpty() ? Standing::Applied : Standing::Branch;
  if (revision.standing == Standing::Branch && std::ranges::count_if(*story, isOpen) >= kMaximumBranches) {
    return failure(Failure::Conflict, "case.branches");
  }
  auto done = rows.add(revision);
  if (done && revision.standing == Standing::Applied) {
    done = rows.setHead(revision.caseId, revision.draftRev);
    if (done) done = settleTakenUp(rows, *story, revision);
  }
  const QByteArray event = !revision.clerk.isEmpty() ? "decided" : "revised";
  if (done) {
    done = rows.note(revision.caseId, event, revision.clerk.isEmpty() ? revision.holder : revision.clerk,
                     revision.draftRev, revision.at);
  }
  return done ? Result<Revision>(std::move(revision)) : failure(done.error());
}

}  // namespace hall::gateway::cases

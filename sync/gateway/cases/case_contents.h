#pragma once
// Opens sealed revisions for as long as it takes to compare them, and seals what a channel may see to that channel
// alone. Plain contents live in the values given back and are wiped with them. Thread: any.
#include <functional>

#include "sync/gateway/cases/revision.h"
#include "sync/gateway/platform_keys.h"
#include "sync/model/case_comparison.h"

namespace hall::gateway::cases {

// A branch beside the head.
struct Beside {
  Revision revision;
  QByteArray ancestor;  // of it and the head; empty: none
  model::CaseContent content;
  model::Comparison comparison;
};

class CaseContents {
 public:
  explicit CaseContents(const PlatformKeys& keys) : m_keys(keys) {}

  // Verifies, opens and reads what came. Invalid: "cms.…" (not sealed to us or not signed by `signer`), "case.content",
  // "case.rev" (the name is not that of this content and these parents).
  Result<model::CaseContent> open(const Revision& revision) const;

  using Fetch = std::function<Result<Revision>(const QByteArray& draftRev)>;
  // Holds `branch` against `head` (a name; empty: against nothing) by what both were made from. `story` is all of the
  // case, `fetch` gives one of them with its content.
  Result<Beside> compare(const QList<Revision>& story, const QByteArray& head, const QByteArray& branch,
                         const Fetch& fetch) const;

  // Signed by the receipt key, encrypted to `reader` alone.
  Result<QByteArray> sealFor(const seal::Certificate& reader, const QByteArray& content) const;

 private:
  const PlatformKeys& m_keys;
};

}  // namespace hall::gateway::cases

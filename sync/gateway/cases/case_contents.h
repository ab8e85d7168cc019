#pragma once
// Opens sealed revisions for as long as it takes to compare them, and seals what a channel may see to that channel
// alone. Plain contents live in the values given back and are wiped with them. Thread: any.
#include <functional>

#include "sync/gateway/cases/revision.h"
#include "sync/gateway/platform_keys.h"
#include "sync/model/case_comparison.h"
#include "sync/model/lineage.h"

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

  // Gives one revision with its content.
  using Fetch = std::function<Result<Revision>(const QByteArray& draftRev)>;
  // What branches are held against; opened once. The lineage must outlive it.
  struct Head {
    model::Ancestry ancestry;
    std::optional<Revision> revision{};  // nothing: the case has no head
    std::optional<model::CaseContent> content{};
  };
  Result<Head> head(const model::Lineage& lineage, const QByteArray& draftRev, const Fetch& fetch) const;
  // By what both were made from.
  Result<Beside> compare(const Head& head, const QByteArray& branch, const Fetch& fetch) const;

  // Signed by the receipt key, encrypted to `reader` alone.
  Result<QByteArray> sealFor(const seal::Certificate& reader, const QByteArray& content) const;

 private:
  const PlatformKeys& m_keys;
};

}  // namespace hall::gateway::cases

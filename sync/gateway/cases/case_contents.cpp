#include "sync/gateway/cases/case_contents.h"

#include "sync/base/wipe.h"
#include "sync/seal/cms.h"

namespace hall::gateway::cases {

Result<model::CaseContent> CaseContents::open(const Revision& revision) const {
  const auto signer = seal::Certificate::fromPem(revision.signer);
  if (!signer) return failure(signer.error());
  auto plain = seal::openEnvelope(revision.sealed, m_keys.encryption(), *signer);
  if (!plain) return failure(plain.error());
  const bool named = model::draftRev(*plain, revision.parents) == revision.draftRev;
  auto content = model::caseContentFromJson(*plain);
  wipe(*plain);
  if (!named) return failure(Failure::Invalid, "case.rev");
  return content;
}

Result<CaseContents::Head> CaseContents::head(const model::Lineage& lineage, const QByteArray& draftRev,
                                              const Fetch& fetch) const {
  Head head{model::Ancestry(lineage, draftRev)};
  if (draftRev.isEmpty()) return head;
  auto revision = fetch(draftRev);
  if (!revision) return failure(revision.error());
  auto content = open(*revision);
  if (!content) return failure(content.error());
  revision->sealed.clear();
  head.revision = std::move(*revision);
  head.content = std::move(*content);
  return head;
}

Result<Beside> CaseContents::compare(const Head& head, const QByteArray& branch, const Fetch& fetch) const {
  auto revision = fetch(branch);
  if (!revision) return failure(revision.error());
  auto content = open(*revision);
  if (!content) return failure(content.error());
  revision->sealed.clear();
  const model::CaseContent nothing{content->serviceId, 1, {}};
  const QByteArray ancestor = head.ancestry.latestSharedWith(branch);
  const auto origin = ancestor.isEmpty() ? failure(Failure::NotFound, "case.unknown") : fetch(ancestor);
  if (!ancestor.isEmpty() && !origin) return failure(origin.error());
  const auto before = ancestor.isEmpty() ? Result<model::CaseContent>(nothing) : open(*origin);
  if (!before) return failure(before.error());
  auto comparison = model::compare(*before, head.content ? *head.content : nothing, *content);
  if (!comparison) return failure(comparison.error());
  return Beside{std::move(*revision), ancestor, std::move(*content), std::move(*comparison)};
}

Result<QByteArray> CaseContents::sealFor(const seal::Certificate& reader, const QByteArray& content) const {
  return seal::sealEnvelope(content, m_keys.signing(), {reader});
}

}  // namespace hall::gateway::cases

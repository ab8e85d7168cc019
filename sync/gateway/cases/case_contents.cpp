#include "sync/gateway/cases/case_contents.h"

#include "sync/base/wipe.h"
#include "sync/model/lineage.h"
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

Result<Beside> CaseContents::compare(const QList<Revision>& story, const QByteArray& head, const QByteArray& branch,
                                     const Fetch& fetch) const {
  model::Lineage lineage;
  for (const Revision& one : story) lineage.add(one.draftRev, one.parents);
  const auto contentOf = [&](const QByteArray& draftRev, const QByteArray& serviceId) -> Result<model::CaseContent> {
    if (draftRev.isEmpty()) return model::CaseContent{serviceId, 1, {}};
    const auto revision = fetch(draftRev);
    return revision ? open(*revision) : failure(revision.error());
  };
  auto revision = fetch(branch);
  if (!revision) return failure(revision.error());
  auto content = open(*revision);
  if (!content) return failure(content.error());
  const QByteArray ancestor = head.isEmpty() ? QByteArray() : lineage.commonAncestor(head, branch);
  const auto before = contentOf(ancestor, content->serviceId);
  if (!before) return failure(before.error());
  const auto now = contentOf(head, content->serviceId);
  if (!now) return failure(now.error());
  auto comparison = model::compare(*before, *now, *content);
  if (!comparison) return failure(comparison.error());
  return Beside{std::move(*revision), ancestor, std::move(*content), std::move(*comparison)};
}

Result<QByteArray> CaseContents::sealFor(const seal::Certificate& reader, const QByteArray& content) const {
  return seal::sealEnvelope(content, m_keys.signing(), {reader});
}

}  // namespace hall::gateway::cases

#include "sync/gateway/agency/disclosure.h"

#include "sync/base/wipe.h"
#include "sync/gateway/acceptance.h"
#include "sync/seal/cms.h"

namespace hall::gateway::agency {

Result<Disclosed> disclose(Storage& storage, const PlatformKeys& keys, const Agency& agency,
                           const Announcement& announcement, const QByteArray& digest) {
  const bool envelope = announcement.parts.value(0).digest == digest;
  if (envelope && !agency.recipient) {
    auto content = openSubmission(storage, keys, announcement);
    return content ? Result<Disclosed>({"application/json", std::move(*content)}) : failure(content.error());
  }
  const auto bytes = storage.part(announcement.submissionId, digest);
  if (!bytes) return failure(bytes.error());
  auto inner = seal::decrypt(*bytes, keys.encryption());
  if (!inner) return failure(inner.error());
  if (!agency.recipient) return Disclosed{"application/octet-stream", std::move(*inner)};
  auto sealed = seal::encrypt(*inner, {*agency.recipient});
  wipe(*inner);
  return sealed ? Result<Disclosed>({"application/cms", std::move(*sealed)}) : failure(sealed.error());
}

}  // namespace hall::gateway::agency

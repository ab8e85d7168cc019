#include "sync/credential/trust_list.h"

namespace hall::credential {

QDateTime TrustList::date() const {
  return revocationsAt.isValid() && revocationsAt < issuedAt ? revocationsAt : issuedAt;
}

Result<void> mayReplace(const TrustList& present, const TrustList& next) {
  if (next.issuer != present.issuer) return failure(Failure::Conflict, "trust-list.issuer");
  // A list that was valid once must not bring back a signer who was struck off since.
  if (next.number <= present.number) return failure(Failure::Conflict, "trust-list.number");
  if (next.issuedAt < present.issuedAt) return failure(Failure::Conflict, "trust-list.older");
  if (next.revocationsAt.isValid() && next.revocationsAt < present.revocationsAt) {
    return failure(Failure::Conflict, "trust-list.older");
  }
  return {};
}

}  // namespace hall::credential

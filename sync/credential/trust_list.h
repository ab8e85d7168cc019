#pragma once
// Whose signatures count, for what and until when, and what was called back since. Dated: an old list still judges,
// but says how old it is. A value; thread: any.
#include <QDateTime>
#include <QHash>
#include <QSet>

#include "sync/credential/kind.h"
#include "sync/model/local_text.h"
#include "sync/seal/public_key.h"

namespace hall::credential {

struct Signer {
  QByteArray kid;
  seal::PublicKey key;
  model::LocalText name;
  QList<Kind> uses;
  QDateTime notBefore;  // a time that is not set is invalid and bounds nothing
  QDateTime notAfter;
  QDateTime revokedSince;
};

struct TrustList {
  QString issuer;
  qint64 number = 0;
  QDateTime issuedAt;  // not set in lists of foreign forms that have no date
  QDateTime nextUpdate;
  QDateTime revocationsAt;
  QList<Signer> signers;                        // two may share a kid: 8 bytes are few
  QHash<QByteArray, QSet<QByteArray>> revoked;  // kid → idHash of each credential called back

  [[nodiscard]] bool isStale(const QDateTime& at) const { return nextUpdate.isValid() && at > nextUpdate; }
  // What the answer to the citizen names: the older of the two dates.
  [[nodiscard]] QDateTime date() const;
};

// Whether `next` may take the place of `present`: of the same issuer ("trust-list.issuer"), with a higher number
// ("trust-list.number") and no older date ("trust-list.older"). Conflict.
Result<void> mayReplace(const TrustList& present, const TrustList& next);

}  // namespace hall::credential

#pragma once
// The answer: what the credential says, who signed it, and the first check it failed. Only when nothing failed may
// anything of it be believed; the rest is for telling people what they hold. A value; thread: any.
#include "sync/credential/check.h"
#include "sync/credential/hall_claims.h"
#include "sync/credential/trust_list.h"

namespace hall::credential {

struct Verdict {
  std::optional<Check> failed;
  QList<Kind> kinds;  // empty until the claims were read
  Claims claims;
  HallClaims hall;
  std::optional<seal::SignatureAlgorithm> algorithm;
  QByteArray kid;
  model::LocalText signer;  // empty if unknown
  QDateTime listDate;
  bool listStale = false;

  [[nodiscard]] bool isValid() const { return !failed; }
};

enum class Listener { Citizen, Clerk, Technician };

// The id of the sentence for one of the three, in assets/i18n/credentials.json. Texts of "genuine" and
// "genuine-stale" take the list's date as %1; "genuine-undated" is for foreign lists without one.
QString answerWord(const Verdict& verdict, Listener listener);

}  // namespace hall::credential

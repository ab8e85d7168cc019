#pragma once
// A matter that was handed in at this terminal, with the authority's last word about it, and how both are told to its
// citizen: what was decided, and what to do next. May tell about a case: never logged. Values; pure but for read().
#include <optional>

#include "sync/model/words.h"
#include "sync/outbox/outbox.h"

namespace hall::kiosk {

struct HandedIn {
  model::Submission submission;
  std::optional<model::BusinessStatement> said{};    // the last one, once the platform has received the submission
  std::optional<model::Submission> countsInstead{};  // of a duplicate: the one that counts, if it is here

  // Blocks for the disk. What cannot be read is not told.
  static HandedIn read(const outbox::Outbox& outbox, model::Submission submission);

  // The authority may say more after its first word, and the last one counts for the citizen.
  [[nodiscard]] model::SubmissionState state() const { return said ? said->status : submission.state; }
  // Nothing is left for the citizen to mend.
  [[nodiscard]] bool wellUnderWay() const;
};

QString stateText(const HandedIn& told, const model::Words& words, model::Language language);
// The authority's own words; empty if there are none.
QString messageText(const HandedIn& told, model::Language language);
// What to do next, of what is HELD what was wrong with it; empty where the state says all.
QString nextText(const HandedIn& told, const model::Words& words, model::Language language);

}  // namespace hall::kiosk

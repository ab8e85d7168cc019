#include "kiosk-app/core/handed_in.h"

#include "kiosk-app/core/notice.h"

namespace hall::kiosk {

using model::SubmissionState;

HandedIn HandedIn::read(const outbox::Outbox& outbox, model::Submission submission) {
  HandedIn told{std::move(submission)};
  const auto statements = outbox.statements(told.submission.submissionId);
  // One that came before the receipt waits for it: until then nobody has the matter.
  if (!told.submission.receipt || !statements || statements->isEmpty()) return told;
  told.said = statements->constLast();
  if (told.said->status != SubmissionState::DuplicateOf) return told;
  if (auto first = outbox.find(told.said->duplicateOf)) told.countsInstead = std::move(*first);
  return told;
}

bool HandedIn::wellUnderWay() const {
  const SubmissionState now = state();
  return now != SubmissionState::NeedsSupplement && now != SubmissionState::Refused && now != SubmissionState::Held;
}

QString stateText(const HandedIn& told, const model::Words& words, model::Language language) {
  return words.text(QStringLiteral("state.") + QLatin1String(model::name(told.state())), language);
}

QString messageText(const HandedIn& told, model::Language language) {
  return told.said ? told.said->message.in(language).trimmed() : QString();
}

QString nextText(const HandedIn& told, const model::Words& words, model::Language language) {
  if (!told.said && told.submission.state == SubmissionState::Held) {
    const QString held = noticeFor({Failure::Refused, told.submission.heldCode, {}}, words).citizen;
    return held.startsWith(QStringLiteral("notice.any.")) ? QString() : words.text(held, language);
  }
  if (!told.said) return {};
  return words.text(QStringLiteral("next.") + QLatin1String(model::name(told.state())), language);
}

}  // namespace hall::kiosk

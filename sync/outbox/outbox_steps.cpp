// The steps of a submission's life after SEALED. Each is one transaction and one line of the journal.
#include <algorithm>
#include <array>
#include <cctype>

#include "sync/outbox/room.h"

namespace hall::outbox {

using model::Submission;
using enum model::SubmissionState;

bool isPlainName(const QByteArray& id) {
  const auto known = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArray(".-_").contains(c);
  };
  return !id.isEmpty() && id.size() <= 64 && std::ranges::all_of(id, known);
}

void enter(Submission& submission, model::SubmissionState state, const Clock& clock) {
  submission.state = state;
  submission.attempts = 0;
  submission.nextTry = clock.now();
}

void enterHeld(Submission& submission, const QByteArray& code) {
  submission.state = Held;
  submission.heldCode = code;
}

std::function<Result<void>(Submission&)> become(model::SubmissionState state) {
  return [state](Submission& submission) -> Result<void> {
    submission.state = state;
    return {};
  };
}

Result<Submission> Outbox::announced(const QByteArray& submissionId) {
  const std::lock_guard lock(m_room->mutex);
  const auto current = m_room->rows.find(submissionId);
  if (current && current->state == SendingParts) return *current;  // announced again after a pause: nothing new
  return m_room->step(
      submissionId, {Sealed},
      [this](Submission& s) -> Result<void> {
        enter(s, SendingParts, m_room->clock);
        return {};
      },
      "SENDING_PARTS");
}

Result<Submission> Outbox::beginCommit(const QByteArray& submissionId) {
  const std::lock_guard lock(m_room->mutex);
  // Tries go on counting: a commit that never gets through is still the same trouble.
  return m_room->step(submissionId, {SendingParts}, become(Committing), "COMMITTING");
}

Result<Submission> Outbox::doubt(const QByteArray& submissionId, const QByteArray& code) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(submissionId, {Committing}, become(InDoubt), "IN_DOUBT", code);
}

Result<Submission> Outbox::backToParts(const QByteArray& submissionId) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(submissionId, {Committing, InDoubt}, become(SendingParts), "SENDING_PARTS", "again");
}

Result<Submission> Outbox::hold(const QByteArray& submissionId, const QByteArray& code) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(
      submissionId, {Sealed, SendingParts, Committing, InDoubt},
      [&code](Submission& s) -> Result<void> {
        enterHeld(s, code);
        return {};
      },
      "HELD", code);
}

Result<Submission> Outbox::setAside(const QByteArray& submissionId, const QByteArray& clerk) {
  if (!isPlainName(clerk)) return failure(Failure::Invalid, "outbox.clerk");
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(
      submissionId, {Sealed, SendingParts, InDoubt},
      [](Submission& s) -> Result<void> {
        enterHeld(s, "outbox.set-aside");
        return {};
      },
      "SET_ASIDE", clerk);
}

Result<Submission> Outbox::release(const QByteArray& submissionId, const QByteArray& clerk) {
  if (!isPlainName(clerk)) return failure(Failure::Invalid, "outbox.clerk");
  const std::lock_guard lock(m_room->mutex);
  const auto tried = m_room->journal.tells("COMMITTING", submissionId);
  if (!tried) return failure(tried.error());
  // A journal that was tampered with proves nothing; asking once too often does no harm.
  const bool mayHaveArrived = *tried || !m_room->journal.verify();
  return m_room->step(
      submissionId, {Held},
      [&](Submission& s) -> Result<void> {
        enter(s, mayHaveArrived ? InDoubt : Sealed, m_room->clock);
        s.heldCode.clear();
        const auto forgotten = m_room->rows.noteRetryCode(submissionId, {});
        return forgotten ? Result<void>() : failure(forgotten.error());
      },
      "RELEASED", clerk);
}

Result<Submission> Outbox::retryLater(const QByteArray& submissionId, const QByteArray& code,
                                      const QDateTime& nextTry) {
  const std::lock_guard lock(m_room->mutex);
  Result<Submission> later;
  auto done = m_room->transact([&]() -> Result<void> {
    later = m_room->retryInside(submissionId, code, nextTry);
    return later ? Result<void>() : failure(later.error());
  });
  if (!done) return failure(done.error());
  return later;
}

Result<Submission> Outbox::Room::retryInside(const QByteArray& submissionId, const QByteArray& code,
                                             const QDateTime& nextTry) {
  const auto later = [&](Submission& s) -> Result<void> {
    ++s.attempts;
    s.nextTry = nextTry;
    const auto fresh = rows.noteRetryCode(submissionId, code);
    if (!fresh) return failure(fresh.error());
    return *fresh ? journal.add("retry", submissionId, code) : Result<void>();
  };
  return stepInside(submissionId, std::array{Sealed, SendingParts, InDoubt}, later, {});
}

Result<Submission> Outbox::noteExport(const QByteArray& submissionId, const QByteArray& mediaId) {
  if (!isPlainName(mediaId)) return failure(Failure::Invalid, "outbox.request");
  const std::lock_guard lock(m_room->mutex);
  const auto mark = [&](Submission& s) -> Result<void> {
    if (!isWaiting(s.state) && s.state != Held) return {};  // it has its receipt: a copy waits for nothing
    s.exported = model::ExportMark{mediaId, m_room->clock.now()};
    return m_room->rows.markExported(submissionId, mediaId, s.exported->at.toMSecsSinceEpoch());
  };
  return m_room->step(
      submissionId,
      {Sealed, SendingParts, Committing, InDoubt, Held, Received, Accepted, NeedsSupplement, Refused, DuplicateOf},
      mark, "EXPORTED", mediaId);
}

}  // namespace hall::outbox

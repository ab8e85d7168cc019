// What happens at every start before anything is sent: rows are held against their files, and a commit that was on its
// way when the power went is in doubt.
#include <algorithm>

#include "sync/outbox/room.h"

namespace hall::outbox {

using model::Submission;

Result<void> Outbox::Room::reconcile() {
  const auto submissions = rows.all();
  if (!submissions) return failure(submissions.error());
  for (const Submission& submission : *submissions) {
    if (!isWaiting(submission.state)) checkSettled(submission);
    if (!isWaiting(submission.state)) continue;
    if (auto checked = reconcileOne(submission); !checked) return checked;
  }
  return transact([this] { return effects.noteUnfinished(); });
}

namespace {

// In full, as a receipt of its own does, or packed, as the lists do that come by a medium (model::ReceiptList).
bool isNamedIn(const QByteArray& message, const Submission& submission) {
  const auto packed = [](QByteArray hex) { return QByteArray::fromHex(hex.replace('-', "")); };
  const QByteArray& digest = submission.digest;
  return (message.contains(submission.submissionId) && message.contains(digest)) ||
         (message.contains(packed(submission.submissionId)) &&
          message.contains(packed(digest.mid(digest.lastIndexOf(':') + 1))));
}

}  // namespace

// Its content and the signed message both name this submission; the signature itself was verified when it came.
bool Outbox::Room::hasItsReceipt(const Submission& submission) {
  auto asked = database->prepare("SELECT receipt_message FROM submission WHERE submission_id = ?");
  if (!asked) return false;
  const auto row = asked->bind(submission.submissionId).step();
  if (!row || !*row) return false;
  const QByteArray message = asked->bytes(0);
  return isFor(*submission.receipt, submission) && isNamedIn(message, submission);
}

// What is settled is not sent again, so its damage loses nothing; but this machine is not to be trusted with more. What
// is held was looked at when it was held, and a tombstone has no envelope.
void Outbox::Room::checkSettled(const Submission& submission) {
  const auto envelope = rows.envelope(submission.submissionId);
  if (!envelope) return note(envelope.error());
  if (submission.state == model::SubmissionState::Held || envelope->isEmpty()) return;
  const bool fits = model::submissionDigest(*envelope, submission.parts.mid(1)) == submission.digest &&
                    model::contentDigest(*envelope) == submission.parts.value(0).digest;
  if (fits && (!submission.receipt || hasItsReceipt(submission))) return;
  note({Failure::Corrupt, "store.corrupt", QStringLiteral("a settled row differs from its envelope")});
}

Result<void> Outbox::Room::reconcileOne(const Submission& submission) {
  using enum model::SubmissionState;
  QByteArray wrong;
  for (qsizetype i = 0; i < submission.parts.size() && wrong.isEmpty(); ++i) {
    const auto bytes = partBytes(submission, i);
    if (!bytes) wrong = bytes.error().code;
    if (i == 0 && bytes && model::submissionDigest(*bytes, submission.parts.mid(1)) != submission.digest) {
      wrong = "envelope.differs";
    }
  }
  if (submission.parts.isEmpty()) wrong = "envelope.differs";
  if (!wrong.isEmpty()) {
    log.event(Log::Level::Critical, "outbox.held",
              {{QStringLiteral("submission"), QString::fromLatin1(submission.submissionId)},
               {QStringLiteral("code"), QString::fromLatin1(wrong)}});
    const auto held = step(
        submission.submissionId, {Sealed, SendingParts, Committing, InDoubt},
        [&wrong](Submission& changed) -> Result<void> {
          changed.state = Held;
          changed.heldCode = wrong;
          return {};
        },
        "HELD", wrong);
    return held ? Result<void>() : failure(held.error());
  }
  if (submission.state != Committing) return {};
  const auto doubted = step(
      submission.submissionId, {Committing},
      [this](Submission& changed) -> Result<void> {
        changed.state = InDoubt;
        changed.nextTry = clock.now();
        return {};
      },
      "IN_DOUBT", "restart");
  return doubted ? Result<void>() : failure(doubted.error());
}

// Files of a seal() that never came to its commit: nobody was told that they were kept.
void Outbox::Room::removeOrphans() {
  const QList<QByteArray> present = files.submissions();
  for (const QByteArray& submissionId : present) {
    const auto row = rows.find(submissionId);
    if (row || row.error().kind != Failure::NotFound) continue;
    const auto noted = transact([&] { return journal.add("attachments.orphan-removed", submissionId); });
    if (!noted || !files.remove(submissionId)) return;  // the next start tries again
  }
}

// Pages of a draft that is gone, or whose row never came to its commit.
void Outbox::Room::removeOrphanPages() {
  const QList<QByteArray> cases = draftFiles.cases();
  for (const QByteArray& caseId : cases) {
    const auto kept = drafts.attachments(caseId);
    if (!kept) return;
    const QList<QByteArray> present = draftFiles.attachments(caseId);
    for (const QByteArray& attachmentId : present) {
      const auto is = [&attachmentId](const DraftAttachment& page) { return page.attachmentId == attachmentId; };
      if (!std::ranges::any_of(*kept, is)) (void)draftFiles.remove(caseId, attachmentId);
    }
    if (kept->isEmpty()) (void)draftFiles.removeAll(caseId);
  }
}

// Once, after the schema that brought keys of cases. It can be interrupted: what is done is not found again.
Result<void> Outbox::Room::convertOld() {
  int unreadable = 0;
  auto converted = transact([&]() -> Result<void> {
    const auto done = drafts.convertOld();
    if (!done) return failure(done.error());
    unreadable = *done;
    return rows.convertOld(elapsed.now());
  });
  // They stay as they are: nothing is deleted because it does not open.
  if (unreadable > 0) {
    log.event(Log::Level::Warning, "draft.unreadable", {{QStringLiteral("count"), unreadable}});
  }
  return converted;
}

}  // namespace hall::outbox

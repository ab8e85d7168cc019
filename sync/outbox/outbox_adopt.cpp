// What terminals below have sealed, taken over by a gateway that sends it on: nothing about it is changed.
#include "sync/base/identifier.h"
#include "sync/outbox/room.h"

namespace hall::outbox {

using model::Part;
using model::Submission;

namespace {

const char kForwarded[] = "forwarded";

Result<Submission> described(const Adoption& adoption, const QDateTime& now) {
  Submission s;
  s.submissionId = adoption.submissionId;
  s.caseId = adoption.caseId;
  s.kind = kForwarded;
  s.origin = adoption.origin;
  s.digest = adoption.digest;
  s.sealedAt = s.nextTry = now;
  for (const QByteArray& bytes : adoption.parts) s.parts.append({model::contentDigest(bytes), bytes.size()});
  const bool whole = isIdentifier(s.submissionId) && isIdentifier(s.caseId) && isIdentifier(s.origin->terminalId) &&
                     !s.parts.isEmpty() && model::submissionDigest(adoption.parts.first(), s.parts.mid(1)) == s.digest;
  return whole ? Result<Submission>(s) : failure(Failure::Invalid, "outbox.request");
}

}  // namespace

Result<BatchOutcome> Outbox::adopt(const QList<Adoption>& adoptions) {
  Room& room = *m_room;
  BatchOutcome outcome;
  QList<std::pair<Submission, QByteArray>> fresh;  // with the envelope
  const std::lock_guard lock(room.mutex);
  for (const Adoption& adoption : adoptions) {
    const auto submission = described(adoption, room.clock.now());
    const auto known = room.rows.find(adoption.submissionId);
    if (!submission) {
      outcome.refused.append({adoption.submissionId, submission.error()});
    } else if (known && known->digest != submission->digest) {
      outcome.refused.append({adoption.submissionId, {Failure::Conflict, "outbox.digest-conflict", {}}});
    } else if (known) {
      outcome.taken.append(*known);
    } else if (known.error().kind != Failure::NotFound) {
      return failure(known.error());
    } else {
      // Before the row, as with a seal: a crash in between leaves files that the next start removes.
      if (auto written = room.files.write(submission->submissionId, adoption.parts.mid(1)); !written) {
        room.note(written.error());
        return failure(written.error());
      }
      fresh.append({*submission, adoption.parts.first()});
    }
  }
  auto kept = room.transact([&]() -> Result<void> {
    for (auto& [submission, envelope] : fresh) {
      const auto last = room.rows.lastSeq();
      if (!last) return failure(last.error());
      submission.terminalSeq = *last + 1;
      if (auto advanced = room.rows.advanceSeq(submission.terminalSeq); !advanced) return advanced;
      if (auto inserted = room.rows.insert(submission, envelope, {}, room.elapsed.now(), kNoticeDays); !inserted)
        return inserted;
      if (auto noted = room.journal.add("ADOPTED", submission.submissionId, submission.digest); !noted) return noted;
    }
    return {};
  });
  if (!kept) return failure(kept.error());
  for (const auto& [submission, envelope] : fresh) outcome.taken.append(submission);
  return outcome;
}

}  // namespace hall::outbox

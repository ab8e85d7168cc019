// What has been handed over and proven to be there is given up here. Three steps, so that a crash between any two of
// them is made good by the next call: PURGEABLE is on the disk, then the files go, then the row becomes a tombstone.
#include <array>

#include "sync/outbox/room.h"

namespace hall::outbox {

using model::Submission;
using enum model::SubmissionState;

namespace {
// A copy is given up on the platform's word of now: it may have fallen back to an older state since an older word.
constexpr std::chrono::hours kProofIsGoodFor{3 * 24};
constexpr std::array kHandedOver{Received, Accepted, NeedsSupplement, Refused, DuplicateOf};
}  // namespace

Result<QList<QByteArray>> Outbox::purge(int limit) {
  const std::lock_guard lock(m_room->mutex);
  const qint64 before = m_room->elapsed.now() - std::chrono::milliseconds(m_room->limits.retention).count();
  QList<QByteArray> chosen;
  auto marked = m_room->transact([&]() -> Result<void> {
    const qint64 provenAt = m_room->elapsed.dateOf(m_room->elapsed.now()).toMSecsSinceEpoch() -
                            std::chrono::milliseconds(kProofIsGoodFor).count();
    const auto candidates = m_room->closing.purgeable(before, provenAt, limit);
    if (!candidates) return failure(candidates.error());
    for (const QByteArray& submissionId : *candidates) {
      const auto submission = m_room->rows.find(submissionId);
      if (!submission) return failure(submission.error());
      const bool begun = submission->state == Purgeable;
      if (!begun && !submission->receipt) continue;
      const auto step = begun ? submission
                              : m_room->stepInside(submissionId, kHandedOver, become(Purgeable), "PURGEABLE",
                                                   model::name(submission->state));
      if (!step) return failure(step.error());
      chosen.append(submissionId);
    }
    return {};
  });
  if (!marked) return failure(marked.error());
  QList<QByteArray> purged;
  for (const QByteArray& submissionId : chosen) {
    if (auto done = m_room->purgeOne(submissionId); !done) return failure(done.error());
    purged.append(submissionId);
  }
  return purged;
}

Result<void> Outbox::Room::purgeOne(const QByteArray& submissionId) {
  if (auto removed = files.remove(submissionId); !removed) return removed;
  return transact([&]() -> Result<void> {
    const auto purged = stepInside(
        submissionId, std::array{Purgeable},
        [this](Submission& s) -> Result<void> {
          s.state = Purged;
          s.parts.clear();
          return closing.empty(s.terminalSeq);
        },
        "PURGED");
    return purged ? closing.dropUnusedProofs() : failure(purged.error());
  });
}

}  // namespace hall::outbox

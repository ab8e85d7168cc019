// Steps of many in one transaction, for batches after an outage.
#include <array>

#include "sync/outbox/room.h"

namespace hall::outbox {

using enum model::SubmissionState;

Result<BatchOutcome> Outbox::beginCommits(const QList<QByteArray>& submissionIds) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(submissionIds, [&](qsizetype i) {
    return m_room->stepInside(submissionIds[i], std::array{Sealed, SendingParts}, become(Committing), "COMMITTING",
                              "batch");
  });
}

Result<BatchOutcome> Outbox::doubtAll(const QList<QByteArray>& submissionIds, const QByteArray& code) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(submissionIds, [&](qsizetype i) {
    return m_room->stepInside(submissionIds[i], std::array{Committing}, become(InDoubt), "IN_DOUBT", code);
  });
}

Result<BatchOutcome> Outbox::backToPartsAll(const QList<QByteArray>& submissionIds) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(submissionIds, [&](qsizetype i) {
    return m_room->stepInside(submissionIds[i], std::array{Committing, InDoubt}, become(SendingParts), "SENDING_PARTS",
                              "again");
  });
}

Result<BatchOutcome> Outbox::retryAllLater(const QList<QByteArray>& submissionIds, const QByteArray& code,
                                           const QDateTime& nextTry) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(submissionIds,
                          [&](qsizetype i) { return m_room->retryInside(submissionIds[i], code, nextTry); });
}

}  // namespace hall::outbox

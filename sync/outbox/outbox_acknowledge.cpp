// Receipts that came by another way than an answer to our own question: on a medium, or behind a code.
#include <array>

#include "sync/outbox/room.h"

namespace hall::outbox {

using model::Submission;
using enum model::SubmissionState;

namespace {
constexpr std::array kBeforeReceipt{Sealed, SendingParts, Committing, InDoubt, Held};
}

Result<BatchOutcome> Outbox::acknowledge(const QList<ReceiptMessage>& messages) {
  const auto receipts = readAll(messages, m_room->platform.signing());
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(idsOf(messages), [&](qsizetype i) {
    return m_room->acknowledgeInside(messages[i].submissionId, receipts[i], messages[i].message);
  });
}

Result<Submission> Outbox::Room::acknowledgeInside(const QByteArray& submissionId,
                                                   const Result<model::Receipt>& receipt, const QByteArray& message) {
  const auto current = rows.find(submissionId);
  if (!current) return current;
  if (const auto fits = isFor(receipt, *current); !fits) return failure(fits.error());
  return settleInside(submissionId, kBeforeReceipt, receipt, message);
}

}  // namespace hall::outbox

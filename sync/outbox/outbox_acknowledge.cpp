// Receipts that came by another way than an answer to our own question: on a medium, or behind a code.
#include <array>

#include "sync/model/receipt_list.h"
#include "sync/outbox/room.h"
#include "sync/seal/cms.h"

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

Result<BatchOutcome> Outbox::acknowledgeList(const QByteArray& signedList) {
  const auto content = seal::verifyAttached(signedList, m_room->platform.signing());
  if (!content) return failure(Failure::Refused, "receipt.signature", content.error().detail);
  const auto list = model::receiptListFromCbor(*content);
  if (!list) return failure(list.error());
  if (list->terminalId != terminalId()) return failure(Failure::Refused, "receipt.terminal");
  QList<QByteArray> ids;
  for (const model::Receipt& receipt : list->receipts) ids.append(receipt.submissionId);
  for (const model::ListedRefusal& refusal : list->refusals) ids.append(refusal.submissionId);
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(ids, [&](qsizetype i) {
    const qsizetype received = list->receipts.size();
    return i < received ? m_room->acknowledgeInside(ids[i], list->receipts[i], signedList)
                        : m_room->refuseInside(list->refusals[i - received]);
  });
}

Result<Submission> Outbox::Room::acknowledgeInside(const QByteArray& submissionId,
                                                   const Result<model::Receipt>& receipt, const QByteArray& message) {
  const auto current = rows.find(submissionId);
  if (!current) return current;
  if (const auto fits = isFor(receipt, *current); !fits) return failure(fits.error());
  return settleInside(submissionId, kBeforeReceipt, receipt, message);
}

Result<Submission> Outbox::Room::refuseInside(const model::ListedRefusal& refusal) {
  const auto current = rows.find(refusal.submissionId);
  if (!current) return current;
  if (refusal.digest != current->digest) return failure(Failure::Refused, "receipt.digest");
  const auto held = [&refusal](Submission& s) -> Result<void> {
    enterHeld(s, refusal.problem);
    return {};
  };
  return stepInside(refusal.submissionId, std::array{Sealed, SendingParts, Committing, InDoubt}, held, "HELD",
                    refusal.problem);
}

}  // namespace hall::outbox

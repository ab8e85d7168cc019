// The platform's answer to what left on a medium. Signatures are verified before the lock is taken; everything the
// answer says, and that it was heard, is one transaction.
#include <algorithm>
#include <array>

#include "sync/model/receipt_list.h"
#include "sync/outbox/room.h"
#include "sync/seal/cms.h"

namespace hall::outbox {

using model::ReceiptList;
using model::Submission;
using enum model::SubmissionState;

namespace {

constexpr std::array kBeforeReceipt{Sealed, SendingParts, Committing, InDoubt, Held};
// Not while a commit is on the line: its own answer is about to come.
constexpr std::array kMayBeRefused{Sealed, SendingParts, InDoubt};
const QByteArray kAnswered = "ANSWERED";

struct SignedList {
  ReceiptList list;
  QByteArray message;
};

// All lists of one answer, in their order.
Result<QList<SignedList>> readLists(const QList<QByteArray>& messages, const seal::Certificate& signer,
                                    const QByteArray& terminalId) {
  QList<SignedList> lists;
  for (const QByteArray& message : messages) {
    const auto content = seal::verifyAttached(message, signer);
    if (!content) return failure(Failure::Refused, "receipt.signature", content.error().detail);
    auto list = model::receiptListFromCbor(*content);
    if (!list) return failure(list.error());
    if (list->terminalId != terminalId) return failure(Failure::Refused, "receipt.terminal");
    const bool fits = list->number == lists.size() + 1 && list->count == messages.size() &&
                      (lists.isEmpty() || lists[0].list.answerId == list->answerId);
    if (!fits) return failure(Failure::Refused, "ack.incomplete");
    lists.append({std::move(*list), message});
  }
  if (lists.isEmpty()) return failure(Failure::Refused, "ack.incomplete");
  return lists;
}

}  // namespace

// Inside a transaction: one entry of an answer after the other.
class Outbox::Room::Hearing {
 public:
  Hearing(Room& room, Heeded& heeded) : m_room(room), m_heeded(heeded) {}

  Result<void> hear(const SignedList& one) {
    for (const model::Receipt& receipt : one.list.receipts) {
      if (auto heard = hear(receipt, one.message); !heard) return heard;
    }
    for (const model::ListedRefusal& refusal : one.list.refusals) {
      if (auto heard = hear(refusal); !heard) return heard;
    }
    for (const QByteArray& submissionId : one.list.damaged) {
      if (auto heard = hearDamaged(submissionId); !heard) return heard;
    }
    return {};
  }

 private:
  template <class States>
  static bool isIn(const States& states, model::SubmissionState state) {
    return std::ranges::find(states, state) != states.end();
  }

  // Nothing if the entry is not about what is here; it is noted by name then.
  Result<std::optional<Submission>> meant(const QByteArray& submissionId, const QByteArray& digest) {
    auto found = m_room.rows.find(submissionId);
    if (!found && found.error().kind != Failure::NotFound) return failure(found.error());
    const bool differs = found && !digest.isEmpty() && found->digest != digest;
    if (found && !differs) return std::move(*found);
    m_heeded.refused.append(
        {submissionId, differs ? Error{Failure::Refused, "receipt.digest", {}} : std::move(found.error())});
    return std::nullopt;
  }

  Result<void> hear(const model::Receipt& receipt, const QByteArray& message) {
    const auto current = meant(receipt.submissionId, receipt.digest);
    if (!current) return failure(current.error());
    if (!*current) return {};
    if (!isIn(kBeforeReceipt, (*current)->state)) {
      m_heeded.known.append(receipt.submissionId);
      return {};
    }
    const auto settled = m_room.settleInside(receipt.submissionId, kBeforeReceipt, receipt, message);
    if (!settled) return failure(settled.error());
    m_heeded.received.append(receipt.submissionId);
    return {};
  }

  Result<void> hear(const model::ListedRefusal& refusal) {
    const auto current = meant(refusal.submissionId, refusal.digest);
    if (!current) return failure(current.error());
    if (!*current) return {};
    if (!isIn(kMayBeRefused, (*current)->state)) {
      m_heeded.known.append(refusal.submissionId);
      return {};
    }
    const auto held = [&](Submission& s) {
      enterHeld(s, refusal.problem);
      return unmark(s);
    };
    const auto stepped = m_room.stepInside(refusal.submissionId, kMayBeRefused, held, "HELD", refusal.problem);
    if (!stepped) return failure(stepped.error());
    m_heeded.held.append(refusal.submissionId);
    return {};
  }

  Result<void> hearDamaged(const QByteArray& submissionId) {
    const auto current = meant(submissionId, {});
    if (!current) return failure(current.error());
    if (!*current) return {};
    if (!isIn(kBeforeReceipt, (*current)->state)) {
      m_heeded.known.append(submissionId);
      return {};
    }
    const auto stepped = m_room.stepInside(
        submissionId, kBeforeReceipt, [this](Submission& s) { return unmark(s); }, "EXPORT_DAMAGED");
    if (!stepped) return failure(stepped.error());
    m_heeded.wanted.append(submissionId);
    return {};
  }

  Result<void> unmark(Submission& s) {
    s.exported.reset();
    return m_room.rows.markExported(s.submissionId, {}, 0);
  }

  Room& m_room;
  Heeded& m_heeded;
};

Result<Heeded> Outbox::heed(const QList<QByteArray>& signedLists) {
  const auto lists = readLists(signedLists, m_room->platform.signing(), m_room->key.terminalId());
  if (!lists) return failure(lists.error());
  const ReceiptList& first = lists->first().list;
  const std::lock_guard lock(m_room->mutex);
  Heeded heeded;
  heeded.bundleId = first.bundleId;
  auto done = m_room->transact([&]() -> Result<void> {
    const auto heard = m_room->journal.tells(kAnswered, first.answerId);
    if (!heard) return failure(heard.error());
    if (*heard) return failure(Failure::Conflict, "ack.replayed");
    Room::Hearing hearing(*m_room, heeded);
    for (const SignedList& one : *lists) {
      if (auto all = hearing.hear(one); !all) return all;
    }
    return m_room->journal.add(kAnswered, first.answerId, first.bundleId);
  });
  if (!done) return failure(done.error());
  return heeded;
}

}  // namespace hall::outbox

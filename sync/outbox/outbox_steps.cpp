// The steps of a submission's life after SEALED. Each is one transaction and one line of the journal.
#include <QJsonDocument>
#include <algorithm>
#include <cctype>

#include "sync/outbox/room.h"
#include "sync/seal/cms.h"

namespace hall::outbox {

using model::Receipt;
using model::Submission;
using enum model::SubmissionState;

namespace {

// A new state is due at once and starts its tries from nothing.
void enter(Submission& submission, model::SubmissionState state, const Clock& clock) {
  submission.state = state;
  submission.attempts = 0;
  submission.nextTry = clock.now();
}

void enterHeld(Submission& submission, const QByteArray& code) {
  submission.state = Held;
  submission.heldCode = code;
}

// The content of a receipt for exactly this submission; the error's code says what is wrong with it.
Result<Receipt> verified(const QByteArray& message, const seal::Certificate& signer, const Submission& submission) {
  const auto content = seal::verifyAttached(message, signer);
  if (!content) return failure(Failure::Refused, "receipt.signature", content.error().detail);
  auto receipt = model::receiptFromJson(QJsonDocument::fromJson(*content).object());
  if (!receipt) return failure(Failure::Refused, "receipt.field");
  if (receipt->submissionId != submission.submissionId) return failure(Failure::Refused, "receipt.id");
  if (receipt->digest != submission.digest) return failure(Failure::Refused, "receipt.digest");
  return receipt;
}

bool isClerk(const QByteArray& id) {
  const auto known = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || QByteArray(".-_").contains(c);
  };
  return !id.isEmpty() && id.size() <= 64 && std::ranges::all_of(id, known);
}

}  // namespace

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
  return m_room->step(
      submissionId, {SendingParts},
      [](Submission& s) -> Result<void> {
        s.state = Committing;  // tries go on counting: a commit that never gets through is still the same trouble
        return {};
      },
      "COMMITTING");
}

Result<Submission> Outbox::doubt(const QByteArray& submissionId, const QByteArray& code) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(
      submissionId, {Committing},
      [](Submission& s) -> Result<void> {
        s.state = InDoubt;
        return {};
      },
      "IN_DOUBT", code);
}

Result<Submission> Outbox::backToParts(const QByteArray& submissionId) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(
      submissionId, {Committing, InDoubt},
      [](Submission& s) -> Result<void> {
        s.state = SendingParts;
        return {};
      },
      "SENDING_PARTS", "again");
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

Result<Submission> Outbox::settle(const QByteArray& submissionId, const QByteArray& receiptMessage) {
  const std::lock_guard lock(m_room->mutex);
  const auto current = m_room->rows.find(submissionId);
  if (!current) return current;
  const auto receipt = verified(receiptMessage, m_room->platform.signing(), *current);
  if (!receipt) {
    const QByteArray code = receipt.error().code;
    return m_room->step(
        submissionId, {Committing, InDoubt},
        [&code](Submission& s) -> Result<void> {
          enterHeld(s, code);
          return {};
        },
        "HELD", code);
  }
  return m_room->step(
      submissionId, {Committing, InDoubt},
      [&](Submission& s) -> Result<void> {
        enter(s, Received, m_room->clock);
        s.receipt = *receipt;
        const QByteArray content = QJsonDocument(model::toJson(*receipt)).toJson(QJsonDocument::Compact);
        return m_room->rows.keepReceipt(submissionId, content, receiptMessage);
      },
      "RECEIVED", receipt->digest);
}

Result<Submission> Outbox::release(const QByteArray& submissionId, const QByteArray& clerk) {
  if (!isClerk(clerk)) return failure(Failure::Invalid, "outbox.clerk");
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

Result<void> Outbox::noteExport(const QByteArray& submissionId) {
  const std::lock_guard lock(m_room->mutex);
  const auto known = m_room->rows.find(submissionId);
  if (!known) return failure(known.error());
  return m_room->transact([&] { return m_room->journal.add("EXPORTED", submissionId, known->digest); });
}

Result<Submission> Outbox::retryLater(const QByteArray& submissionId, const QByteArray& code,
                                      const QDateTime& nextTry) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->step(submissionId, {Sealed, SendingParts, InDoubt},
                      [&](Submission& s) -> Result<void> {
                        ++s.attempts;
                        s.nextTry = nextTry;
                        const auto fresh = m_room->rows.noteRetryCode(submissionId, code);
                        if (!fresh) return failure(fresh.error());
                        return *fresh ? m_room->journal.add("retry", submissionId, code) : Result<void>();
                      },
                      {});
}

}  // namespace hall::outbox

// What the platform has signed about a submission: the receipt, and later what the authority decided. Signatures are
// verified before the lock is taken; ids and digests are held against the row inside the transaction.
#include <QJsonDocument>
#include <array>
#include <iterator>
#include <thread>
#include <vector>

#include "sync/outbox/room.h"
#include "sync/seal/cms.h"

namespace hall::outbox {

using model::BusinessStatement;
using model::Receipt;
using model::Submission;
using enum model::SubmissionState;

namespace {

constexpr std::array kAfterCommit{Committing, InDoubt};
constexpr qsizetype kWorthAThread = 32;  // messages

// Signed by the platform and of the right shape; for whom is not yet known.
Result<Receipt> readReceipt(const QByteArray& message, const seal::Certificate& signer) {
  const auto content = seal::verifyAttached(message, signer);
  if (!content) return failure(Failure::Refused, "receipt.signature", content.error().detail);
  auto receipt = model::receiptFromJson(QJsonDocument::fromJson(*content).object());
  if (!receipt) return failure(Failure::Refused, "receipt.field");
  return receipt;
}

struct SignedStatement {
  BusinessStatement statement;
  QByteArray contentDigest;
};

Result<SignedStatement> readStatement(const QByteArray& message, const seal::Certificate& signer) {
  const auto content = seal::verifyAttached(message, signer);
  if (!content) return failure(Failure::Refused, "statement.signature", content.error().detail);
  auto statement = model::businessStatementFromJson(QJsonDocument::fromJson(*content).object());
  if (!statement) return failure(statement.error());
  return SignedStatement{std::move(*statement), model::contentDigest(*content)};
}

}  // namespace

Result<void> isFor(const Result<Receipt>& receipt, const Submission& submission) {
  if (!receipt) return failure(receipt.error());
  if (receipt->submissionId != submission.submissionId) return failure(Failure::Refused, "receipt.id");
  if (receipt->digest != submission.digest) return failure(Failure::Refused, "receipt.digest");
  return {};
}

QList<Result<Receipt>> readAll(const QList<ReceiptMessage>& messages, const seal::Certificate& signer) {
  std::vector<Result<Receipt>> receipts(static_cast<size_t>(messages.size()));
  const auto readFrom = [&](qsizetype begin, qsizetype end) {
    for (qsizetype i = begin; i < end; ++i) receipts[static_cast<size_t>(i)] = readReceipt(messages[i].message, signer);
  };
  // After an outage there are hundreds, and nearly all of the time goes into their signatures.
  const qsizetype half = messages.size() < kWorthAThread ? 0 : messages.size() / 2;
  {
    std::jthread other;
    if (half > 0) other = std::jthread([&] { readFrom(0, half); });
    readFrom(half, messages.size());
  }
  return {std::move_iterator(receipts.begin()), std::move_iterator(receipts.end())};
}

QList<QByteArray> idsOf(const QList<ReceiptMessage>& messages) {
  QList<QByteArray> ids;
  ids.reserve(messages.size());
  for (const ReceiptMessage& one : messages) ids.append(one.submissionId);
  return ids;
}

Result<Submission> Outbox::Room::settleInside(const QByteArray& submissionId,
                                              std::span<const model::SubmissionState> from,
                                              const Result<Receipt>& receipt, const QByteArray& message) {
  const auto current = rows.find(submissionId);
  if (!current) return current;
  if (const auto fits = isFor(receipt, *current); !fits) {
    const QByteArray code = fits.error().code;
    const auto held = [&code](Submission& s) -> Result<void> {
      enterHeld(s, code);
      return {};
    };
    return stepInside(submissionId, from, held, "HELD", code);
  }
  const auto received = [&](Submission& s) -> Result<void> {
    enter(s, Received, clock);
    s.heldCode.clear();
    s.receipt = *receipt;
    if (s.exported) {
      if (auto cleared = rows.markExported(submissionId, {}, 0); !cleared) return cleared;
      s.exported.reset();
    }
    const QByteArray content = QJsonDocument(model::toJson(*receipt)).toJson(QJsonDocument::Compact);
    const auto sealed = rows.sealedElapsed(submissionId);
    if (!sealed) return failure(sealed.error());
    elapsed.learn(receipt->receivedAt, *sealed);
    return rows.keepReceipt(submissionId, content, message, elapsed.now());
  };
  auto settled = stepInside(submissionId, from, received, "RECEIVED", receipt->digest);
  if (!settled) return settled;
  const auto early = closing.firstStatus(settled->terminalSeq);
  if (!early) return failure(early.error());
  if (!early->has_value()) return settled;
  const auto concluded = [&early](Submission& s) -> Result<void> {
    s.state = **early;
    return {};
  };
  return stepInside(submissionId, std::array{Received}, concluded, model::name(**early), "early");
}

Result<Submission> Outbox::settle(const QByteArray& submissionId, const QByteArray& receiptMessage) {
  const auto receipt = readReceipt(receiptMessage, m_room->platform.signing());
  const std::lock_guard lock(m_room->mutex);
  Result<Submission> settled;
  auto done = m_room->transact([&]() -> Result<void> {
    settled = m_room->settleInside(submissionId, kAfterCommit, receipt, receiptMessage);
    return settled ? Result<void>() : failure(settled.error());
  });
  if (!done) return failure(done.error());
  return settled;
}

Result<BatchOutcome> Outbox::settleAll(const QList<ReceiptMessage>& messages) {
  const auto receipts = readAll(messages, m_room->platform.signing());
  const std::lock_guard lock(m_room->mutex);
  return m_room->stepEach(idsOf(messages), [&](qsizetype i) {
    return m_room->settleInside(messages[i].submissionId, kAfterCommit, receipts[i], messages[i].message);
  });
}

Result<Submission> Outbox::conclude(const QByteArray& submissionId, const QByteArray& statementMessage) {
  const auto said = readStatement(statementMessage, m_room->platform.signing());
  if (!said) return failure(said.error());
  if (said->statement.submissionId != submissionId) return failure(Failure::Refused, "statement.id");
  const std::lock_guard lock(m_room->mutex);
  Result<Submission> concluded;
  auto done = m_room->transact([&]() -> Result<void> {
    concluded = m_room->rows.find(submissionId);
    if (!concluded) return failure(concluded.error());
    if (concluded->digest != said->statement.digest) return failure(Failure::Refused, "statement.digest");
    if (concluded->state == Purged) return m_room->journal.add("statement.late", submissionId, said->contentDigest);
    const auto fresh = m_room->closing.keepStatement(concluded->terminalSeq, said->contentDigest,
                                                     said->statement.status, statementMessage);
    if (!fresh) return failure(fresh.error());
    if (!*fresh) return {};
    if (concluded->state != Received) return m_room->journal.add("statement.kept", submissionId, said->contentDigest);
    concluded = m_room->stepInside(
        submissionId, std::array{Received},
        [&said](Submission& s) -> Result<void> {
          s.state = said->statement.status;
          return {};
        },
        model::name(said->statement.status), said->contentDigest);
    return concluded ? Result<void>() : failure(concluded.error());
  });
  if (!done) return failure(done.error());
  return concluded;
}

Result<Submission> Outbox::conclude(const QByteArray& statementMessage) {
  const auto said = readStatement(statementMessage, m_room->platform.signing());
  if (!said) return failure(said.error());
  return conclude(said->statement.submissionId, statementMessage);
}

Result<QList<BusinessStatement>> Outbox::statements(const QByteArray& submissionId) const {
  const std::lock_guard lock(m_room->mutex);
  const auto submission = m_room->rows.find(submissionId);
  if (!submission) return failure(submission.error());
  const auto messages = m_room->closing.statementMessages(submission->terminalSeq);
  if (!messages) return failure(messages.error());
  QList<BusinessStatement> statements;
  for (const QByteArray& message : *messages) {
    // What was changed on this disk since counts for nothing.
    const auto read = readStatement(message, m_room->platform.signing());
    if (!read) return failure(Failure::Corrupt, "store.corrupt", QString::fromLatin1(read.error().code));
    statements.append(read->statement);
  }
  return statements;
}

}  // namespace hall::outbox

// The daily inventory: what this terminal has, signed; and the platform's signed answer, kept as proof.
#include <QJsonDocument>
#include <algorithm>
#include <array>

#include "sync/outbox/room.h"
#include "sync/seal/cms.h"

namespace hall::outbox {

using model::Holding;
using model::InventoryAnswer;
using model::Submission;
using enum model::SubmissionState;

namespace {

constexpr int kMaximumEntries = 5000;                                          // of one list, by the interface
constexpr std::chrono::milliseconds kAnsweredWithin = std::chrono::hours(24);  // there is one list a day

// An answer of the platform to exactly this list.
Result<InventoryAnswer> readAnswer(const QByteArray& message, const seal::Certificate& signer,
                                   const SignedInventory& asked, const QByteArray& terminalId) {
  const auto content = seal::verifyAttached(message, signer);
  if (!content) return failure(Failure::Refused, "inventory.signature", content.error().detail);
  auto answer = model::inventoryAnswerFromJson(QJsonDocument::fromJson(*content).object());
  if (!answer) return answer;
  const bool toThis =
      answer->inventoryDigest == asked.digest || answer->inventoryDigest == model::contentDigest(asked.message);
  const auto wasListed = [&asked](const InventoryAnswer::Entry& entry) {
    const auto place = std::ranges::lower_bound(asked.inventory.entries, entry.seq, {}, &model::InventoryEntry::seq);
    return place != asked.inventory.entries.end() && place->seq == entry.seq &&
           place->submissionId == entry.submissionId;
  };
  if (!toThis || answer->terminalId != terminalId || !std::ranges::all_of(answer->entries, wasListed)) {
    return failure(Failure::Refused, "inventory.other");
  }
  return answer;
}

// The platform has given a receipt for it.
bool isHandedOver(model::SubmissionState state) {
  return state == Received || model::isConcluded(state);
}

}  // namespace

Result<SignedInventory> Outbox::inventory(qint64 fromSeq, int limit) const {
  SignedInventory made;
  limit = std::clamp(limit, 1, kMaximumEntries);
  {
    const std::lock_guard lock(m_room->mutex);
    auto entries = m_room->rows.entriesFrom(fromSeq, limit);
    if (!entries) return failure(entries.error());
    made.last = entries->size() < limit;
    const qint64 toSeq = made.last ? model::kOpenEnd : entries->last().seq;
    auto handedOver = m_room->rows.handedOver(fromSeq, toSeq);
    if (!handedOver) return failure(handedOver.error());
    made.handedOver = std::move(*handedOver);
    made.inventory = {fromSeq, toSeq, std::move(*entries)};
  }
  const QByteArray content =
      QJsonDocument(model::toJson(made.inventory, terminalId(), m_room->clock.now())).toJson(QJsonDocument::Compact);
  auto message = seal::signAttached(content, m_room->key.pair());
  if (!message) return failure(message.error());
  made.message = std::move(*message);
  made.digest = model::contentDigest(content);
  return made;
}

Result<InventoryFindings> Outbox::noteInventory(const SignedInventory& asked, const QByteArray& answerMessage) {
  const auto answer = readAnswer(answerMessage, m_room->platform.signing(), asked, terminalId());
  if (!answer) return failure(answer.error());
  const std::lock_guard lock(m_room->mutex);
  InventoryFindings findings;
  auto done = m_room->transact([&]() -> Result<void> {
    const auto proof = m_room->closing.keepProof(answer->answeredAt, answerMessage);
    if (!proof) return failure(proof.error());
    m_room->elapsed.learn(answer->answeredAt, m_room->elapsed.now() - kAnsweredWithin.count());
    auto noted = m_room->journal.add("inventory.answered", terminalId(), model::contentDigest(answerMessage));
    for (const InventoryAnswer::Entry& entry : answer->entries) {
      if (noted) noted = m_room->noteHolding(asked, entry, *proof, findings);
    }
    if (noted) noted = m_room->noteUnlisted(*answer, findings);
    return noted ? m_room->closing.dropUnusedProofs() : noted;
  });
  if (!done) return failure(done.error());
  m_room->warn(findings);
  return findings;
}

Result<void> Outbox::Room::noteHolding(const SignedInventory& asked, const InventoryAnswer::Entry& entry, qint64 proof,
                                       InventoryFindings& findings) {
  if (entry.holding == Holding::Present) ++findings.present;
  const auto news = closing.noteHolding(entry.seq, entry.holding, proof);
  if (!news) return failure(news.error());
  if (entry.holding == Holding::Present) return {};
  const auto submission = rows.find(entry.submissionId);
  if (!submission) return failure(submission.error());
  const QByteArray code = "inventory." + model::name(entry.holding);
  if (submission->state == Purged || submission->state == Purgeable) {
    if (!*news) return {};
    findings.lost.append(entry.submissionId);
    return journal.add("inventory.lost", entry.submissionId, code);
  }
  // It was never said to be there, or only after the list was made.
  const bool wasSaidToBeThere = std::ranges::binary_search(asked.handedOver, entry.seq);
  if (!wasSaidToBeThere || !isHandedOver(submission->state)) return {};
  const auto held = stepInside(
      entry.submissionId, std::array{submission->state},
      [&code](Submission& s) -> Result<void> {
        enterHeld(s, code);
        return {};
      },
      "HELD", code);
  if (held) findings.held.append(entry.submissionId);
  return held ? Result<void>() : failure(held.error());
}

// What a copy that was put back does not know any more. Its numbers must not be given to others.
Result<void> Outbox::Room::noteUnlisted(const InventoryAnswer& answer, InventoryFindings& findings) {
  qint64 used = answer.lastSeq;
  for (const model::InventoryEntry& entry : answer.unlisted) {
    used = std::max(used, entry.seq);
    const auto known = rows.find(entry.submissionId);
    if (known) continue;  // handed over since the list was made
    if (known.error().kind != Failure::NotFound) return failure(known.error());
    const auto news = closing.noteUnlisted(entry);
    if (!news) return failure(news.error());
    if (!*news) continue;
    findings.unlisted.append(entry);
    if (auto told_ = journal.add("inventory.unlisted", entry.submissionId, entry.digest); !told_) return told_;
  }
  const auto last = rows.lastSeq();
  if (!last) return failure(last.error());
  if (used <= *last) return {};
  if (auto moved = rows.skipTo(used); !moved) return moved;
  return journal.add("sequence.moved", key.terminalId(), QByteArray::number(used));
}

void Outbox::Room::warn(const InventoryFindings& findings) {
  if (findings.held.isEmpty() && findings.lost.isEmpty() && findings.unlisted.isEmpty()) return;
  log.event(Log::Level::Critical, "inventory.disagrees",
            {{QStringLiteral("held"), static_cast<int>(findings.held.size())},
             {QStringLiteral("lost"), static_cast<int>(findings.lost.size())},
             {QStringLiteral("unlisted"), static_cast<int>(findings.unlisted.size())}});
}

}  // namespace hall::outbox

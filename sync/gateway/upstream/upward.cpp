#include "sync/gateway/upstream/upward.h"

#include <algorithm>

namespace hall::gateway::upstream {

namespace {

constexpr int kAdoptedAtOnce = 128;
constexpr qint64 kBytesAtOnce = 32LL * 1024 * 1024;
constexpr std::chrono::milliseconds kAgainPause = std::chrono::seconds(15);  // for what was passed over
constexpr int kNoContent = 204;

}  // namespace

Result<void> change(Storage& storage, const Writer::Job& job) {
  if (auto begun = storage.begin(); !begun) return begun;
  if (auto done = job(storage); !done) {
    storage.rollback();
    return done;
  }
  return storage.commit();
}

Result<void> Upward::confirm(const QList<model::Submission>& submissions) {
  if (submissions.isEmpty()) return {};
  return change(m_storage, [&](Storage& storage) -> Result<void> {
    for (const model::Submission& submission : submissions) {
      if (!submission.receipt) continue;
      if (auto done = UpstreamRows(storage.writing()).confirm(*submission.receipt); !done) return done;
    }
    return {};
  });
}

Result<bool> Upward::adopt(const std::stop_token& stop) {
  const auto room = hasRoom();
  if (!room || !*room) return room;
  tryAgainWhatWasPassedOver();
  const auto places = UpstreamRows(m_storage.writing()).unconfirmed(m_position, kAdoptedAtOnce);
  if (!places || places->isEmpty()) return places ? Result<bool>(false) : failure(places.error());
  QList<outbox::Adoption> adoptions;
  qint64 bytes = 0;
  qint64 reached = m_position;
  std::optional<Error> trouble;
  for (const UpstreamRows::Place& place : *places) {
    if (stop.stop_requested() || bytes > kBytesAtOnce) break;
    auto taken = takeUp(place, stop);
    if (!taken) {
      trouble = taken.error();
      break;
    }
    reached = place.position;
    if (!*taken) continue;
    for (const QByteArray& part : (*taken)->parts) bytes += part.size();
    adoptions.append(std::move(**taken));
  }
  if (auto put = putIn(adoptions); !put) return failure(put.error());
  m_position = reached;
  if (trouble) return failure(*trouble);
  return true;
}

Result<bool> Upward::hasRoom() {
  if (const auto closed = m_outbox.gate()) return failure(*closed);
  const auto counts = m_outbox.countsByState();
  if (!counts) return failure(counts.error());
  int waiting = 0;
  using enum model::SubmissionState;
  for (const auto state : {Sealed, SendingParts, Committing, InDoubt}) waiting += counts->value(state);
  return waiting < kMostWaiting;
}

void Upward::tryAgainWhatWasPassedOver() {
  if (!m_passedOver || m_clock.monotonic() < m_againAt) return;
  m_position = std::min(m_position, *m_passedOver - 1);
  m_passedOver.reset();
  m_refused.clear();
}

Result<void> Upward::putIn(const QList<outbox::Adoption>& adoptions) {
  if (adoptions.isEmpty()) return {};
  const auto outcome = m_outbox.adopt(adoptions);
  if (!outcome) return failure(outcome.error());
  for (const outbox::Refusal& refusal : outcome->refused) notSentOn(refusal.submissionId, refusal.error);
  if (auto confirmed = confirm(outcome->taken); !confirmed) return failure(confirmed.error());
  return {};
}

// Nothing: it cannot go up now. An error is the line's or the database's, and all the others' as well.
Result<std::optional<outbox::Adoption>> Upward::takeUp(const UpstreamRows::Place& place, const std::stop_token& stop) {
  const auto known = introduce(place.terminalId, stop);
  if (!known) return failure(known.error());
  if (!*known) {
    passOver(place);
    return std::optional<outbox::Adoption>();
  }
  auto taken = adoption(place.submissionId);
  if (taken) return std::optional<outbox::Adoption>(std::move(*taken));
  const Failure kind = taken.error().kind;
  if (kind != Failure::NotFound && kind != Failure::Invalid && kind != Failure::Corrupt) return failure(taken.error());
  notSentOn(place.submissionId, taken.error());
  passOver(place);
  return std::optional<outbox::Adoption>();
}

void Upward::passOver(const UpstreamRows::Place& place) {
  if (!m_passedOver) m_againAt = m_clock.monotonic() + kAgainPause;
  m_passedOver = std::min(place.position, m_passedOver.value_or(place.position));
}

// Once for each: it is tried again and again.
void Upward::notSentOn(const QByteArray& submissionId, const Error& error) {
  if (m_toldOf.contains(submissionId)) return;
  m_toldOf.insert(submissionId);
  m_log.event(Log::Level::Critical, "gateway.not-sent-on",
              {{QStringLiteral("submission"), QString::fromLatin1(submissionId)},
               {QStringLiteral("code"), QString::fromLatin1(error.code)}});
}

Result<outbox::Adoption> Upward::adoption(const QByteArray& submissionId) {
  const auto record = m_storage.find(submissionId);
  if (!record) return failure(record.error());
  const Announcement& a = record->announcement;
  outbox::Adoption adoption{a.submissionId, a.caseId, a.digest, {a.terminalId, a.terminalSeq}, {}};
  for (const model::Part& part : a.parts) {
    auto bytes = m_storage.part(submissionId, part.digest);
    if (!bytes) return failure(bytes.error());
    adoption.parts.append(std::move(*bytes));
  }
  return adoption;
}

Result<void> Upward::introduceAll(const std::stop_token& stop) {
  const auto terminals = UpstreamRows(m_storage.writing()).terminals();
  if (!terminals) return failure(terminals.error());
  m_refused.clear();
  for (const QByteArray& terminalId : *terminals) {
    if (auto known = introduce(terminalId, stop); !known) return failure(known.error());
  }
  return {};
}

// Before anything of it goes up: a platform that does not know the terminal would refuse it for good. False: it is
// refused above, and everything of it waits.
Result<bool> Upward::introduce(const QByteArray& terminalId, const std::stop_token& stop) {
  if (m_introduced.contains(terminalId)) return true;
  if (m_refused.contains(terminalId)) return false;
  const auto pem = UpstreamRows(m_storage.writing()).certificate(terminalId);
  if (!pem && pem.error().kind != Failure::NotFound) return failure(pem.error());
  int status = 0;
  if (pem) {
    const auto answer =
        m_line.send({"PUT", "/v1/terminals/" + terminalId + "/certificate", *pem, "application/x-pem-file"}, stop);
    if (!answer) return failure(answer.error());
    status = answer->status;
  }
  if (status == kNoContent) {
    m_introduced.insert(terminalId);
    m_toldOf.remove(terminalId);
    return true;
  }
  m_refused.insert(terminalId);
  if (!m_toldOf.contains(terminalId)) {
    m_toldOf.insert(terminalId);
    m_log.event(Log::Level::Critical, "gateway.terminal-not-introduced",
                {{QStringLiteral("terminal"), QString::fromLatin1(terminalId)}, {QStringLiteral("status"), status}});
  }
  return false;
}

}  // namespace hall::gateway::upstream

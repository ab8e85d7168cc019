#include "sync/engine/batches.h"

#include <QJsonDocument>
#include <QSet>
#include <algorithm>

#include "sync/engine/batch_body.h"

namespace hall::engine {

using model::Submission;

namespace {

// 256, then 32, 4 and alone: whatever was in a batch that failed travels in smaller company next time, so that one
// poisoned submission is alone after three tries and the others have long arrived.
int company(int attempts) {
  return std::max(1, BatchSize::kMostItems >> std::min(24, 3 * attempts));
}

int mostAttempts(const QList<Submission>& submissions) {
  return submissions.isEmpty() ? 0 : std::ranges::max(submissions, {}, &Submission::attempts).attempts;
}

QList<QByteArray> idsOf(const QList<Submission>& submissions) {
  QList<QByteArray> ids;
  ids.reserve(submissions.size());
  for (const Submission& s : submissions) ids.append(s.submissionId);
  return ids;
}

qint64 sizeOf(const Submission& s) {
  qint64 size = 0;
  for (const model::Part& part : s.parts) size += part.size;
  return size;
}

}  // namespace

Batches::Choice Batches::choose(const QList<Submission>& small) const {
  Choice choice;
  int most = m_size.items();
  qint64 bytes = 0;
  for (const Submission& s : small) {
    const int mayBe = company(s.attempts);
    if (mayBe < 2) choice.alone.append(s);
    const bool fits = choice.together.size() < std::min(most, mayBe) && bytes + sizeOf(s) <= m_size.bytes();
    if (mayBe < 2 || !(fits || choice.together.isEmpty())) continue;
    choice.together.append(s);
    bytes += sizeOf(s);
    most = std::min(most, mayBe);
  }
  if (choice.together.size() == 1) choice.alone.append(choice.together.takeFirst());
  return choice;
}

// What does not read as it was sealed is held here, and the others go.
Result<Batches::Packed> Batches::pack(const QList<Submission>& together) {
  QList<WholeSubmission> whole;
  for (const Submission& s : together) {
    auto parts = m_tools.outbox.allParts(s);
    if (!parts && parts.error().kind == Failure::Corrupt) {
      const auto held = m_tools.outbox.hold(s.submissionId, parts.error().code);
      if (held) m_tools.changed(*held);
      if (!held && held.error().code != "outbox.state") return failure(held.error());
      continue;
    }
    if (!parts) return failure(parts.error());
    whole.append({s, std::move(*parts)});
  }
  QList<QByteArray> ids;
  for (const WholeSubmission& one : whole) ids.append(one.submission.submissionId);
  if (ids.isEmpty()) return Packed();
  // Written down before the first byte leaves; who may not take the step stays at home.
  const auto begun = become(m_tools.outbox.beginCommits(ids));
  if (!begun) return failure(begun.error());
  const QSet<QByteArray> go(begun->begin(), begun->end());
  whole.removeIf([&go](const WholeSubmission& one) { return !go.contains(one.submission.submissionId); });
  return Packed{batchBody(whole, m_tools.outbox.terminalId()), *begun};
}

Result<void> Batches::send(const QList<Submission>& together, const std::stop_token& stop) {
  const auto packed = pack(together);
  if (!packed) return failure(packed.error());
  if (packed->ids.isEmpty()) return {};
  const auto begun = m_tools.clock.monotonic();
  const Heard heard =
      exchange(m_tools, Question::SendBatch, {"POST", "/v1/batches", packed->body, "application/cbor"}, stop);
  if (heard.reading.verdict == Verdict::Proceed) {
    m_size.arrived(m_tools.clock.monotonic() - begun);
  } else {
    m_size.failed();
  }
  return weigh(heard, packed->ids, mostAttempts(together), stop);
}

Result<void> Batches::weigh(const Heard& heard, const QList<QByteArray>& ids, int attempts,
                            const std::stop_token& stop) {
  if (heard.reading.verdict == Verdict::NotOffered) m_sending.withdraw(m_tools.clock.monotonic());
  // Only the platform itself can say that it has not even looked at them.
  const bool sentBack = heard.reading.verdict != Verdict::Proceed && heard.reading.verdict != Verdict::RetryLater &&
                        heard.reading.code.startsWith("urn:hall:problem:");
  if (sentBack) {
    const auto back = become(m_tools.outbox.backToPartsAll(ids));
    if (!back) return failure(back.error());
    if (heard.reading.verdict == Verdict::NotOffered) return {};
    return later(*back, heard, attempts, stop);
  }
  const QJsonValue answers = heard.body.value(QStringLiteral("answers"));
  if (heard.reading.verdict != Verdict::Proceed || !answers.isArray()) {
    return doubt(ids, heard.reading.verdict == Verdict::Proceed ? foreignBody() : heard, attempts, stop);
  }
  const ManyAnswers sorted = sortAnswers(Question::SendBatch, ids, answers.toArray());
  if (auto settled = settle(sorted); !settled) return settled;
  return doubt(sorted.doubtful, {{Verdict::RetryLater, "batch.unanswered", true}, {}, 0}, attempts, stop);
}

Result<void> Batches::ask(const QList<Submission>& doubtful, const std::stop_token& stop) {
  const QList<QByteArray> ids = idsOf(doubtful);
  const int attempts = mostAttempts(doubtful);
  QJsonArray asked;
  for (const QByteArray& id : ids) asked.append(QString::fromLatin1(id));
  const QByteArray body =
      QJsonDocument(QJsonObject{{QStringLiteral("submission_ids"), asked}}).toJson(QJsonDocument::Compact);
  const Heard heard =
      exchange(m_tools, Question::AskMany, {"POST", "/v1/submissions/query", body, "application/json"}, stop);
  if (heard.reading.verdict == Verdict::NotOffered || heard.reading.verdict == Verdict::Hold) {
    m_asking.withdraw(m_tools.clock.monotonic());  // then one by one
    return {};
  }
  const QJsonValue answers = heard.body.value(QStringLiteral("answers"));
  if (heard.reading.verdict != Verdict::Proceed || !answers.isArray()) {
    return later(ids, heard.reading.verdict == Verdict::Proceed ? foreignBody() : heard, attempts, stop);
  }
  const ManyAnswers sorted = sortAnswers(Question::AskMany, ids, answers.toArray());
  if (auto settled = settle(sorted); !settled) return settled;
  if (!sorted.notThere.isEmpty()) {
    const auto back = become(m_tools.outbox.backToPartsAll(sorted.notThere));
    if (!back) return failure(back.error());
  }
  return later(sorted.doubtful, {{Verdict::RetryLater, "query.unanswered", true}, {}, 0}, attempts, stop);
}

Result<void> Batches::settle(const ManyAnswers& answers) {
  if (!answers.receipts.isEmpty()) {
    const auto settled = become(m_tools.outbox.settleAll(answers.receipts));
    if (!settled) return failure(settled.error());
  }
  for (const ManyAnswers::Refused& refused : answers.refused) {
    const auto held = m_tools.outbox.hold(refused.submissionId, refused.code);
    if (held) m_tools.changed(*held);
    if (!held && held.error().code != "outbox.state") return failure(held.error());
  }
  return {};
}

Result<void> Batches::doubt(const QList<QByteArray>& ids, const Heard& heard, int attempts,
                            const std::stop_token& stop) {
  if (ids.isEmpty()) return {};
  const auto doubted = become(m_tools.outbox.doubtAll(ids, heard.reading.code));
  if (!doubted) return failure(doubted.error());
  return later(*doubted, heard, attempts, stop);
}

Result<void> Batches::later(const QList<QByteArray>& ids, const Heard& heard, int attempts,
                            const std::stop_token& stop) {
  // Stopping is nobody's failure: the next start goes on at once.
  if (ids.isEmpty() || stop.stop_requested()) return {};
  const auto pause = pauseAfter(heard, attempts, m_tools.dice);
  QDateTime nextTry;
  for (const QByteArray& id : ids) nextTry = m_tools.pauses.begin(id, pause);
  const auto put = become(m_tools.outbox.retryAllLater(ids, heard.reading.code, nextTry));
  return put ? Result<void>() : failure(put.error());
}

Result<QList<QByteArray>> Batches::become(const Result<outbox::BatchOutcome>& outcome) {
  if (!outcome) return failure(outcome.error());
  for (const Submission& changed : outcome->taken) m_tools.changed(changed);
  return idsOf(outcome->taken);
}

}  // namespace hall::engine

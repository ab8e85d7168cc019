#include "sync/engine/delivery.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <algorithm>

namespace hall::engine {

using model::Submission;

namespace {
// A platform that asks for the same parts again and again gets a pause like one that does not answer.
constexpr int kMaximumRounds = 3;

QByteArray announcement(const Submission& s, const QByteArray& terminalId) {
  QJsonArray parts;
  for (const model::Part& part : s.parts) {
    parts.append(
        QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(part.digest)}, {QStringLiteral("size"), part.size}});
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(s.caseId)},
                                   {QStringLiteral("terminal_id"), QString::fromLatin1(terminalId)},
                                   {QStringLiteral("terminal_seq"), s.terminalSeq},
                                   {QStringLiteral("digest"), QString::fromLatin1(s.digest)},
                                   {QStringLiteral("parts"), parts}})
      .toJson(QJsonDocument::Compact);
}

}  // namespace

Result<void> Delivery::run() {
  while (!m_stop.stop_requested()) {
    const Next more = step();
    if (!more) return failure(more.error());
    if (!*more) break;
  }
  return {};
}

Delivery::Next Delivery::step() {
  switch (m_submission.state) {
    case model::SubmissionState::Sealed:
    case model::SubmissionState::SendingParts:
      return announceAndSend();
    case model::SubmissionState::Committing:
      // Left behind by an engine that was stopped here: whether it arrived only the platform knows.
      return become(m_tools.outbox.doubt(m_submission.submissionId, "restart"), true);
    case model::SubmissionState::InDoubt:
      return ask();
    default:
      return false;
  }
}

Delivery::Next Delivery::announceAndSend() {
  if (++m_rounds > kMaximumRounds) return giveWay({{Verdict::RetryLater, "parts.again", true}, {}, 0});
  Heard heard =
      exchange(Question::Announce, "PUT", "/announcement", announcement(m_submission, m_tools.outbox.terminalId()));
  if (heard.reading.verdict != Verdict::Proceed) return giveWay(heard);
  const QJsonValue missing = heard.body.value(QStringLiteral("missing"));
  if (!missing.isArray()) return giveWay({{Verdict::RetryLater, "http.foreign.body", false}, {}, 0});
  if (m_submission.state == model::SubmissionState::Sealed) {
    Next became = become(m_tools.outbox.announced(m_submission.submissionId), true);
    if (!became) return became;
  }
  Next sent = sendMissing(missing.toArray());
  if (!sent || !*sent) return sent;
  return commit();
}

Delivery::Next Delivery::sendMissing(const QJsonArray& missing) {
  for (const auto& value : missing) {
    const QByteArray digest = value.toString().toLatin1();
    const bool ours = std::ranges::any_of(m_submission.parts, [&](const auto& part) { return part.digest == digest; });
    if (!ours) return hold("parts.unknown");  // it asks for what this submission never had
    Next sent = sendPart(digest);
    if (!sent || !*sent) return sent;
    if (m_stop.stop_requested()) return false;
  }
  return true;
}

Delivery::Next Delivery::sendPart(const QByteArray& digest) {
  const auto bytes = m_tools.outbox.partBytes(m_submission.submissionId, digest);
  if (!bytes && bytes.error().kind == Failure::Corrupt) return hold(bytes.error().code);
  if (!bytes) return failure(bytes.error());
  const Heard heard = exchange(Question::SendPart, "PUT", "/parts/" + digest, *bytes);
  if (heard.reading.verdict == Verdict::Proceed) return true;
  return giveWay(heard);
}

Delivery::Next Delivery::commit() {
  if (auto begun = become(m_tools.outbox.beginCommit(m_submission.submissionId), true); !begun) return begun;
  const QByteArray body =
      QJsonDocument(QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(m_submission.digest)}})
          .toJson(QJsonDocument::Compact);
  const Heard heard = exchange(Question::Commit, "PUT", {}, body);
  if (heard.reading.verdict == Verdict::Proceed) return settle(heard.body);
  if (heard.reading.verdict == Verdict::RetryLater) {
    Next doubted = become(m_tools.outbox.doubt(m_submission.submissionId, heard.reading.code), true);
    if (!doubted) return doubted;
  }
  return giveWay(heard);
}

Delivery::Next Delivery::ask() {
  const Heard heard = exchange(Question::Ask, "GET", {}, {});
  const bool notCommitted = heard.body.value(QStringLiteral("state")).toString() == QLatin1String("announced");
  if (heard.reading.verdict != Verdict::Proceed) return giveWay(heard);
  if (notCommitted) return become(m_tools.outbox.backToParts(m_submission.submissionId), true);
  return settle(heard.body);
}

Delivery::Next Delivery::settle(const QJsonObject& body) {
  const QJsonValue receipt = body.value(QStringLiteral("receipt"));
  if (!receipt.isString()) {
    // JSON, but not ours: nothing is known about the submission.
    if (m_submission.state == model::SubmissionState::Committing) {
      Next doubted = become(m_tools.outbox.doubt(m_submission.submissionId, "http.foreign.body"), true);
      if (!doubted) return doubted;
    }
    return giveWay({{Verdict::RetryLater, "http.foreign.body", false}, {}, 0});
  }
  const QByteArray message = QByteArray::fromBase64(receipt.toString().toLatin1());
  return become(m_tools.outbox.settle(m_submission.submissionId, message), false);
}

Delivery::Next Delivery::giveWay(const Heard& heard) {
  const bool mayGoBack =
      m_submission.state == model::SubmissionState::Committing || m_submission.state == model::SubmissionState::InDoubt;
  switch (heard.reading.verdict) {
    case Verdict::Hold:
      return hold(heard.reading.code);
    case Verdict::MissingParts:
    case Verdict::Unknown:
      if (mayGoBack) return become(m_tools.outbox.backToParts(m_submission.submissionId), true);
      break;
    default:
      break;
  }
  // Stopping is nobody's failure: the next start goes on at once.
  if (m_stop.stop_requested()) return false;
  constexpr qint64 kLongestPause = 300;
  const std::chrono::milliseconds asked =
      std::chrono::seconds(std::clamp<qint64>(heard.retryAfterSeconds, 0, kLongestPause));
  const auto pause = std::max(backOff(m_submission.attempts, m_tools.dice()), asked);
  const QDateTime nextTry = m_tools.clock.now().addMSecs(pause.count());
  return become(m_tools.outbox.retryLater(m_submission.submissionId, heard.reading.code, nextTry), false);
}

Delivery::Next Delivery::hold(const QByteArray& code) {
  return become(m_tools.outbox.hold(m_submission.submissionId, code), false);
}

Delivery::Next Delivery::become(Result<Submission> changed, bool more) {
  if (!changed) return failure(changed.error());
  m_submission = std::move(*changed);
  m_tools.changed(m_submission);
  return more;
}

Delivery::Heard Delivery::exchange(Question question, const QByteArray& method, const QByteArray& tail,
                                   const QByteArray& body) {
  const QByteArray type = body.isEmpty()                   ? QByteArray()
                          : question == Question::SendPart ? QByteArray("application/octet-stream")
                                                           : QByteArray("application/json");
  const auto answer =
      m_tools.transport.send({method, "/v1/submissions/" + m_submission.submissionId + tail, body, type}, m_stop);
  Heard heard{read(question, answer), {}, answer ? answer->retryAfterSeconds : 0};
  if (heard.reading.verdict == Verdict::Proceed && question != Question::SendPart) {
    heard.body = QJsonDocument::fromJson(answer->body).object();
    if (heard.body.isEmpty()) heard.reading = {Verdict::RetryLater, "http.foreign.body", false};
  }
  if (!m_stop.stop_requested()) m_tools.reached(heard.reading.line);
  return heard;
}

}  // namespace hall::engine

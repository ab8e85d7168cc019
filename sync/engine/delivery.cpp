#include "sync/engine/delivery.h"

#include <QJsonDocument>
#include <algorithm>

namespace hall::engine {

using model::Submission;

namespace {
// A platform that asks for the same parts again and again gets a pause like one that does not answer. In the last round
// parts go whole, whatever the platform said of pieces before.
constexpr int kMaximumRounds = 3;
constexpr qint64 kLargePart = 1024LL * 1024;

QByteArray announcement(const Submission& s, const QByteArray& terminalId) {
  const model::Origin origin = s.origin.value_or(model::Origin{terminalId, s.terminalSeq});
  QJsonArray parts;
  for (const model::Part& part : s.parts) {
    parts.append(
        QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(part.digest)}, {QStringLiteral("size"), part.size}});
  }
  return QJsonDocument(QJsonObject{{QStringLiteral("case_id"), QString::fromLatin1(s.caseId)},
                                   {QStringLiteral("terminal_id"), QString::fromLatin1(origin.terminalId)},
                                   {QStringLiteral("terminal_seq"), origin.terminalSeq},
                                   {QStringLiteral("digest"), QString::fromLatin1(s.digest)},
                                   {QStringLiteral("parts"), parts}})
      .toJson(QJsonDocument::Compact);
}

}  // namespace

Result<Delivery::Turn> Delivery::run(const std::stop_token& stop) {
  m_stop = stop;
  while (!m_stop.stop_requested()) {
    const Next then = step();
    // Somebody else moved it meanwhile (a clerk, an acknowledgement from a medium): this turn has lost its ground.
    if (!then && then.error().code == "outbox.state") return Turn::Over;
    if (!then) return failure(then.error());
    if (*then == Then::End) return Turn::Over;
    if (*then == Then::Pause) return Turn::More;
  }
  return Turn::Over;
}

Delivery::Next Delivery::step() {
  switch (m_submission.state) {
    case model::SubmissionState::Sealed:
    case model::SubmissionState::SendingParts:
      return announceAndSend();
    case model::SubmissionState::Committing:
      // Left behind by an engine that was stopped here: whether it arrived only the platform knows.
      return become(m_tools.outbox.doubt(m_submission.submissionId, "restart"), Then::GoOn);
    case model::SubmissionState::InDoubt:
      return ask();
    default:
      return Then::End;
  }
}

Delivery::Next Delivery::announceAndSend() {
  if (!m_missing) return announce();
  if (!m_missing->isEmpty()) return sendNext();
  return commit();
}

Delivery::Next Delivery::announce() {
  if (++m_rounds > kMaximumRounds) return giveWay({{Verdict::RetryLater, "parts.again", true}, {}, 0});
  const QByteArray body = announcement(m_submission, m_tools.outbox.terminalId());
  const Heard heard =
      exchange(m_tools, Question::Announce, {"PUT", path("/announcement"), body, "application/json"}, m_stop);
  if (heard.reading.verdict != Verdict::Proceed) return giveWay(heard);
  const QJsonValue missing = heard.body.value(QStringLiteral("missing"));
  if (!missing.isArray()) return giveWay(foreignBody());
  QList<QByteArray> digests;
  const QJsonArray listed = missing.toArray();
  for (const auto& value : listed) {
    digests.append(value.toString().toLatin1());
    if (std::ranges::find(m_submission.parts, digests.last(), &model::Part::digest) == m_submission.parts.end()) {
      return hold("parts.unknown");  // it asks for what this submission never had
    }
  }
  m_missing = digests;
  if (m_submission.state != model::SubmissionState::Sealed) return Then::GoOn;
  return become(m_tools.outbox.announced(m_submission.submissionId), Then::GoOn);
}

Delivery::Next Delivery::sendNext() {
  const QByteArray digest = m_missing->first();
  const auto bytes = m_tools.outbox.partBytes(m_submission.submissionId, digest);
  if (!bytes && bytes.error().kind == Failure::Corrupt) return hold(bytes.error().code);
  if (!bytes) return failure(bytes.error());
  const bool inPieces = isLarge(digest) && m_rounds < kMaximumRounds;
  return inPieces ? sendPiece(digest, *bytes) : sendWhole(digest, *bytes);
}

Delivery::Next Delivery::sendWhole(const QByteArray& digest, const QByteArray& bytes) {
  const Heard heard = exchange(m_tools, Question::SendPart,
                               {"PUT", path("/parts/" + digest), bytes, "application/octet-stream"}, m_stop);
  if (heard.reading.verdict != Verdict::Proceed) return giveWay(heard);
  m_missing->removeFirst();
  return isLarge(digest) ? Then::Pause : Then::GoOn;
}

Delivery::Next Delivery::sendPiece(const QByteArray& digest, const QByteArray& bytes) {
  if (!m_upload || m_upload->digest() != digest) m_upload.emplace(path("/parts/" + digest), digest);
  const PartUpload::Step step = m_upload->step(m_tools, bytes, m_stop);
  switch (step.then) {
    case PartUpload::Then::Complete:
      m_missing->removeFirst();
      [[fallthrough]];
    case PartUpload::Then::More:
      m_progress = true;
      return Then::Pause;
    case PartUpload::Then::SendWhole:
      return sendWhole(digest, bytes);
    default:
      return giveWay(step.heard);
  }
}

Delivery::Next Delivery::commit() {
  if (auto begun = become(m_tools.outbox.beginCommit(m_submission.submissionId), Then::GoOn); !begun) return begun;
  const QByteArray body =
      QJsonDocument(QJsonObject{{QStringLiteral("digest"), QString::fromLatin1(m_submission.digest)}})
          .toJson(QJsonDocument::Compact);
  const Heard heard = exchange(m_tools, Question::Commit, {"PUT", path(), body, "application/json"}, m_stop);
  if (heard.reading.verdict == Verdict::Proceed) return settle(heard.body);
  if (heard.reading.verdict == Verdict::RetryLater) {
    Next doubted = become(m_tools.outbox.doubt(m_submission.submissionId, heard.reading.code), Then::GoOn);
    if (!doubted) return doubted;
  }
  return giveWay(heard);
}

Delivery::Next Delivery::ask() {
  const Heard heard = exchange(m_tools, Question::Ask, {"GET", path(), {}, {}}, m_stop);
  const bool notCommitted = heard.body.value(QStringLiteral("state")).toString() == QLatin1String("announced");
  if (heard.reading.verdict != Verdict::Proceed) return giveWay(heard);
  if (!notCommitted) return settle(heard.body);
  startOver();
  return become(m_tools.outbox.backToParts(m_submission.submissionId), Then::GoOn);
}

Delivery::Next Delivery::settle(const QJsonObject& body) {
  const QJsonValue receipt = body.value(QStringLiteral("receipt"));
  if (!receipt.isString()) {
    // JSON, but not ours: nothing is known about the submission.
    if (m_submission.state == model::SubmissionState::Committing) {
      Next doubted = become(m_tools.outbox.doubt(m_submission.submissionId, "http.foreign.body"), Then::GoOn);
      if (!doubted) return doubted;
    }
    return giveWay(foreignBody());
  }
  const QByteArray message = QByteArray::fromBase64(receipt.toString().toLatin1());
  return become(m_tools.outbox.settle(m_submission.submissionId, message), Then::End);
}

Delivery::Next Delivery::giveWay(const Heard& heard) {
  const bool mayGoBack =
      m_submission.state == model::SubmissionState::Committing || m_submission.state == model::SubmissionState::InDoubt;
  switch (heard.reading.verdict) {
    case Verdict::Hold:
      return hold(heard.reading.code);
    case Verdict::MissingParts:
    case Verdict::Unknown:
      startOver();
      if (mayGoBack) return become(m_tools.outbox.backToParts(m_submission.submissionId), Then::GoOn);
      break;
    default:
      break;
  }
  // Stopping is nobody's failure: the next start goes on at once.
  if (m_stop.stop_requested()) return Then::End;
  // A line that breaks now and then, with pieces arriving in between, is no reason to wait longer each time.
  const auto pause = pauseAfter(heard, m_progress ? 0 : m_submission.attempts, m_tools.dice);
  const QDateTime nextTry = m_tools.pauses.begin(m_submission.submissionId, pause);
  return become(m_tools.outbox.retryLater(m_submission.submissionId, heard.reading.code, nextTry), Then::End);
}

Delivery::Next Delivery::hold(const QByteArray& code) {
  return become(m_tools.outbox.hold(m_submission.submissionId, code), Then::End);
}

Delivery::Next Delivery::become(Result<Submission> changed, Then then) {
  if (!changed) return failure(changed.error());
  m_submission = std::move(*changed);
  m_tools.changed(m_submission);
  return then;
}

void Delivery::startOver() {
  m_missing.reset();
  m_upload.reset();
}

bool Delivery::isLarge(const QByteArray& digest) const {
  const auto part = std::ranges::find(m_submission.parts, digest, &model::Part::digest);
  return part != m_submission.parts.end() && part->size > kLargePart;
}

QByteArray Delivery::path(const QByteArray& tail) const {
  return "/v1/submissions/" + m_submission.submissionId + tail;
}

}  // namespace hall::engine

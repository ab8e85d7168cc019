#include "sync/engine/retry_table.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <algorithm>
#include <array>

namespace hall::engine {

namespace {

constexpr int kAnyQuestion = -1;
constexpr const char* kAnyType = nullptr;
constexpr const char* kJson = "application/json";

struct Row {
  int question;      // or kAnyQuestion
  int first, last;   // status, both included
  const char* type;  // what a captive portal does not send; nullptr: any
  Verdict verdict;
};

// The first row that fits decides; what fits none is tried again later. A refusal of the platform carries a problem
// type (see below). A bare 4xx may come from anything on the way, but the contract is plain: a person looks at it.
// Three exceptions: what means "not now"; an answer to Ask or AskMany, because doubt ends only with the platform's own
// word; and an answer to Commit or SendBatch, because whoever said it may have said it after the platform took the
// submission: that is doubt. An answer to HEAD has no body and thus no problem: whatever is wrong, sending the whole
// part will tell in words.
constexpr std::array<Row, 32> kRows{{
    {static_cast<int>(Question::Announce), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::SendPart), 204, 204, kAnyType, Verdict::Proceed},
    {static_cast<int>(Question::AskOffset), 204, 204, kAnyType, Verdict::Proceed},
    {static_cast<int>(Question::SendChunk), 204, 204, kAnyType, Verdict::Proceed},
    {static_cast<int>(Question::SendChunk), 404, 405, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::SendChunk), 501, 501, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::Commit), 202, 202, kJson, Verdict::MissingParts},
    {static_cast<int>(Question::Commit), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::Ask), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::SendBatch), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::SendBatch), 404, 405, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::SendBatch), 501, 501, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::SendBatch), 400, 499, kAnyType, Verdict::RetryLater},
    {static_cast<int>(Question::AskMany), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::AskMany), 404, 405, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::AskMany), 501, 501, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::AskMany), 400, 499, kAnyType, Verdict::RetryLater},
    {static_cast<int>(Question::Ask), 400, 499, kAnyType, Verdict::RetryLater},
    {static_cast<int>(Question::Commit), 400, 499, kAnyType, Verdict::RetryLater},
    {static_cast<int>(Question::Inventory), 200, 200, "application/cms", Verdict::Proceed},
    {static_cast<int>(Question::Inventory), 404, 405, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::Inventory), 501, 501, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::Statuses), 200, 200, kJson, Verdict::Proceed},
    {static_cast<int>(Question::Statuses), 404, 405, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::Statuses), 501, 501, kAnyType, Verdict::NotOffered},
    {kAnyQuestion, 407, 408, kAnyType, Verdict::RetryLater},  // a proxy wants a password; somebody was too slow
    {kAnyQuestion, 425, 425, kAnyType, Verdict::RetryLater},
    {kAnyQuestion, 429, 429, kAnyType, Verdict::RetryLater},
    {kAnyQuestion, 511, 511, kAnyType, Verdict::RetryLater},  // the network itself wants a login
    {static_cast<int>(Question::AskOffset), 400, 499, kAnyType, Verdict::NotOffered},
    {static_cast<int>(Question::AskOffset), 501, 501, kAnyType, Verdict::NotOffered},
    {kAnyQuestion, 400, 499, kAnyType, Verdict::Hold},
}};

struct ProblemRow {
  int question;
  const char* type;
  Verdict verdict;
};
constexpr std::array<ProblemRow, 17> kProblems{{
    {static_cast<int>(Question::Ask), "urn:hall:problem:unknown-submission", Verdict::Unknown},
    // The platform forgot the announcement (restored from a copy, say): it wants to hear it again, parts and all.
    {static_cast<int>(Question::SendPart), "urn:hall:problem:unknown-submission", Verdict::RetryLater},
    {static_cast<int>(Question::SendChunk), "urn:hall:problem:unknown-submission", Verdict::RetryLater},
    {static_cast<int>(Question::SendChunk), "urn:hall:problem:not-found", Verdict::NotOffered},
    {static_cast<int>(Question::SendChunk), "urn:hall:problem:method-not-allowed", Verdict::NotOffered},
    {static_cast<int>(Question::SendChunk), "urn:hall:problem:offset-conflict", Verdict::OtherOffset},
    {static_cast<int>(Question::SendChunk), "urn:hall:problem:part-differs", Verdict::Afresh},
    {static_cast<int>(Question::Commit), "urn:hall:problem:unknown-submission", Verdict::MissingParts},
    {static_cast<int>(Question::SendBatch), "urn:hall:problem:not-found", Verdict::NotOffered},
    {static_cast<int>(Question::SendBatch), "urn:hall:problem:method-not-allowed", Verdict::NotOffered},
    {static_cast<int>(Question::AskMany), "urn:hall:problem:not-found", Verdict::NotOffered},
    {static_cast<int>(Question::AskMany), "urn:hall:problem:method-not-allowed", Verdict::NotOffered},
    {static_cast<int>(Question::Statuses), "urn:hall:problem:unknown-cursor", Verdict::Afresh},
    {kAnyQuestion, "urn:hall:problem:too-many-requests", Verdict::RetryLater},
    {kAnyQuestion, "urn:hall:problem:request-timeout", Verdict::RetryLater},
    // Nothing is wrong with the submission: the same request passes once the machine has its certificate.
    {kAnyQuestion, "urn:hall:problem:certificate-expired", Verdict::RetryLater},
    {kAnyQuestion, "urn:hall:problem:no-certificate", Verdict::RetryLater},
}};

bool fits(int wanted, Question question) {
  return wanted == kAnyQuestion || wanted == static_cast<int>(question);
}

// RFC 9457 with a type of ours; anything else was said by something on the way, not by the platform.
QByteArray problemType(const Response& response) {
  if (response.contentType != "application/problem+json") return {};
  const QByteArray type =
      QJsonDocument::fromJson(response.body).object().value(QStringLiteral("type")).toString().toLatin1();
  const bool short_ = type.size() <= 100;
  return short_ && type.startsWith("urn:hall:problem:") ? type : QByteArray();
}

Reading readProblem(Question question, int status, const QByteArray& type) {
  for (const ProblemRow& row : kProblems) {
    if (fits(row.question, question) && type == row.type) return {row.verdict, type, true};
  }
  const bool notNow = status == 408 || status == 429 || status >= 500;
  return {notNow ? Verdict::RetryLater : Verdict::Hold, type, true};
}

Reading readResponse(Question question, const Response& response) {
  if (const QByteArray type = problemType(response); response.status >= 400 && !type.isEmpty()) {
    return readProblem(question, response.status, type);
  }
  const QByteArray number = QByteArray::number(response.status);
  for (const Row& row : kRows) {
    const bool status = response.status >= row.first && response.status <= row.last;
    const bool kind = row.type == kAnyType || response.contentType == row.type;
    if (!fits(row.question, question) || !status || !kind) continue;
    if (response.status < 300) return {row.verdict, {}, true};
    return {row.verdict, "http." + number, response.status == 429 || row.verdict == Verdict::NotOffered};
  }
  return {Verdict::RetryLater, (response.status < 300 ? "http.foreign." : "http.") + number, false};
}

}  // namespace

Reading read(Question question, const Result<Response>& answer) {
  if (!answer) return {Verdict::RetryLater, "line." + name(answer.error().kind), false};
  Reading reading = readResponse(question, *answer);
  reading.tooMany = answer->status == 429;
  return reading;
}

std::chrono::milliseconds backOff(int attempts, double dice) {
  constexpr double kCap = 5 * 60 * 1000;
  const double full = std::min(kCap, 1000.0 * static_cast<double>(1LL << std::clamp(attempts, 0, 20)));
  return std::chrono::milliseconds(static_cast<qint64>(full * (0.5 + 0.5 * dice)));
}

}  // namespace hall::engine

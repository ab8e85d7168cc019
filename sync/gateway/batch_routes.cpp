#include "sync/gateway/batch_routes.h"

#include <QJsonArray>
#include <QJsonDocument>

#include "sync/base/identifier.h"
#include "sync/gateway/acceptance.h"
#include "sync/gateway/batch_cbor.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/submission_answers.h"

namespace hall::gateway {

namespace {

QJsonObject withId(const QByteArray& submissionId, QJsonObject answer) {
  answer.insert(QStringLiteral("submission_id"), QString::fromLatin1(submissionId));
  return answer;
}

QByteArray textOf(const QJsonObject& answer) {
  return QJsonDocument(answer).toJson(QJsonDocument::Compact);
}

QByteArray refusedText(const QByteArray& submissionId, const Response& refused) {
  return textOf(withId(submissionId, {{QStringLiteral("state"), QStringLiteral("refused")},
                                      {QStringLiteral("problem"), QJsonDocument::fromJson(refused.body).object()}}));
}

// By hand: nothing in it needs an escape, the writer waits while it is made, and there may be 256 of them.
QByteArray receivedText(const QByteArray& submissionId, const QByteArray& receipt) {
  return R"({"receipt":")" + receipt.toBase64() + R"(","state":"received","submission_id":")" + submissionId + R"("})";
}

Response answersOf(const QByteArrayList& answers) {
  return {200, "application/json", R"({"answers":[)" + answers.join(',') + "]}", {}};
}

// The answers so far, and for each submission that goes to the writer its place among them.
struct Sorted {
  std::optional<Response> trouble{};  // ours: then nobody is refused, and all may come again
  QByteArrayList answers;
  QList<qsizetype> places;
  QList<QByteArray> ids;
  std::vector<Intake> intakes;
};

Sorted examine(Office& office, const Peer& peer, const QList<BatchItem>& items) {
  Sorted sorted;
  for (const BatchItem& item : items) {
    const QByteArray& id = item.announcement.submissionId;
    const auto allowed = office.delegations.mayActFor(peer, item.announcement.terminalId);
    if (!allowed) {
      sorted.trouble = office.failed(allowed.error());
      return sorted;
    }
    if (!*allowed) {
      sorted.answers.append(refusedText(id, problem(Problem::NotYours)));
      continue;
    }
    if (const auto refused = refusal(office.certificates, office.keys, item.announcement, item.envelope())) {
      if (refused->status == 503) sorted.trouble = refused;
      noteRefusal(office, id, *refused);
      sorted.answers.append(refusedText(id, *refused));
      continue;
    }
    sorted.places.append(sorted.answers.size());
    sorted.ids.append(id);
    sorted.answers.append(QByteArray());
    sorted.intakes.push_back(intakeOf(office, item.announcement, Intake::Arrival::Whole, item.body));
  }
  return sorted;
}

void takeBatch(Office& office, const Call& call, const Reply& reply) {
  const auto items = batchFromCbor(call.request.body);
  if (!items) return reply(problem(Problem::BadRequest));
  auto sorted = std::make_shared<Sorted>(examine(office, call.request.peer, *items));
  if (sorted->trouble) return reply(*sorted->trouble);
  if (sorted->intakes.empty()) return reply(answersOf(sorted->answers));
  office.writer.add(std::move(sorted->intakes), [&office, sorted, reply](const Result<Writer::Receipts>& done) {
    if (!done) return reply(office.failed(done.error()));
    for (size_t i = 0; i < done->size(); ++i) {
      const auto place = static_cast<qsizetype>(i);
      const QByteArray& id = sorted->ids[place];
      const Storage::Receipt& receipt = done->at(i);
      office.metrics.countSubmissions(receipt ? Metrics::Outcome::Received : Metrics::Outcome::Refused, 1);
      sorted->answers[sorted->places[place]] =
          receipt ? receivedText(id, *receipt) : refusedText(id, office.failed(receipt.error()));
    }
    reply(answersOf(sorted->answers));
  });
}

std::optional<QList<QByteArray>> idsFromJson(const QByteArray& body) {
  const QJsonArray asked = QJsonDocument::fromJson(body).object().value(QStringLiteral("submission_ids")).toArray();
  if (asked.isEmpty() || asked.size() > kMaximumBatchItems) return std::nullopt;
  QList<QByteArray> ids;
  for (const QJsonValue& one : asked) {
    ids.append(one.toString().toLatin1());
    if (!isIdentifier(ids.last())) return std::nullopt;
  }
  return ids;
}

// Another terminal's is unknown to whoever asks: that it exists is none of their business.
Result<QJsonObject> stateJson(Office& office, const Peer& peer, const Storage::State& state) {
  using Kind = Storage::State::Kind;
  const auto allowed =
      state.kind == Kind::Unknown ? Result<bool>(false) : office.delegations.mayActFor(peer, state.terminalId);
  if (!allowed) return failure(allowed.error());
  if (!*allowed) return QJsonObject{{QStringLiteral("state"), QStringLiteral("unknown")}};
  return state.kind == Kind::Received ? receivedJson(state.receipt) : announcedJson(state.missing);
}

void tellMany(Office& office, const Call& call, const Reply& reply) {
  const auto ids = idsFromJson(call.request.body);
  if (!ids) return reply(problem(Problem::BadRequest));
  const auto states = office.storage.states(*ids);
  if (!states) return reply(office.failed(states.error()));
  QByteArrayList answers;
  for (qsizetype i = 0; i < ids->size(); ++i) {
    const auto state = stateJson(office, call.request.peer, states->at(i));
    if (!state) return reply(office.failed(state.error()));
    answers.append(textOf(withId(ids->at(i), *state)));
  }
  reply(answersOf(answers));
}

}  // namespace

QList<Route> batchRoutes(Office& office) {
  return {{"POST", "/v1/batches", Right::Terminal, kMaximumBatchBytes,
           [&office](const Call& call, const Reply& reply) { takeBatch(office, call, reply); }},
          {"POST", "/v1/submissions/query", Right::Terminal, kMaximumJsonBytes,
           [&office](const Call& call, const Reply& reply) { tellMany(office, call, reply); }}};
}

}  // namespace hall::gateway

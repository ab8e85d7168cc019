#include "tests/support/fake_platform.h"

#include <QCborArray>
#include <QCborMap>
#include <QJsonArray>
#include <algorithm>

#include "sync/model/submission.h"

namespace hall::test {

using engine::Request;
using engine::Response;

namespace {
Response json(int status, const QJsonObject& body) {
  return {status, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact), 0};
}
Response refuse(int status, const QByteArray& type) {
  return {status, "application/problem+json", R"({"type":"urn:hall:problem:)" + type + R"("})", 0};
}
Response offset(int status, qint64 bytes) {
  Response response{status, {}, {}, 0, bytes};
  if (status == 409) response = refuse(409, "offset-conflict");
  response.uploadOffset = bytes;
  return response;
}
bool fits(const Request& request, const QByteArray& method, const QByteArray& pathEnd) {
  return request.method == method && request.path.split('?').first().endsWith(pathEnd);
}
QByteArray idOf(const Request& request) {
  return request.path.split('/').value(3);
}
}  // namespace

void FakePlatform::next(const QByteArray& method, const QByteArray& pathEnd, Answer answer) {
  const std::lock_guard lock(m_mutex);
  m_misfortunes.push_back({method, pathEnd, std::move(answer)});
}

void FakePlatform::whenever(Fits fits, Answer answer) {
  const std::lock_guard lock(m_mutex);
  m_rules.emplace_back(std::move(fits), std::move(answer));
}

void FakePlatform::calm() {
  const std::lock_guard lock(m_mutex);
  m_rules.clear();
}

void FakePlatform::becomeOld() {
  const std::lock_guard lock(m_mutex);
  m_old = true;
}

FakePlatform::Answer FakePlatform::answerFor(const Request& request) {
  const auto found = std::ranges::find_if(m_misfortunes, [&](const Misfortune& misfortune) {
    return fits(request, misfortune.method, misfortune.pathEnd);
  });
  if (found != m_misfortunes.end()) {
    Answer answer = std::move(found->answer);
    m_misfortunes.erase(found);
    return answer;
  }
  const auto rule = std::ranges::find_if(m_rules, [&](const auto& known) { return known.first(request); });
  return rule == m_rules.end() ? Answer() : rule->second;
}

Result<Response> FakePlatform::send(const Request& request, std::stop_token stop) {
  Answer answer;
  std::deque<Request> delayed;
  {
    const std::lock_guard lock(m_mutex);
    m_requests.append(request);
    answer = answerFor(request);
    delayed.swap(m_delayed);
  }
  auto response = answer ? answer(*this, request, std::move(stop)) : healthy(request);
  for (const Request& old : delayed) (void)healthy(old).has_value();
  return response;
}

Result<Response> FakePlatform::healthy(const Request& request) {
  const std::lock_guard lock(m_mutex);
  return serve(request);
}

Result<Response> FakePlatform::serve(const Request& request) {
  if (request.path == "/healthz") return json(200, {{QStringLiteral("status"), QStringLiteral("ok")}});
  if (m_old && (request.method == "HEAD" || request.method == "PATCH")) return refuse(405, "method-not-allowed");
  if (m_old && !request.path.startsWith("/v1/submissions/")) return refuse(404, "not-found");
  if (request.path == "/v1/batches") return batch(request);
  if (request.path.contains("/inventories/")) return inventory(request);
  if (request.path.contains("/statuses?")) return statuses(request);
  if (request.path == "/v1/submissions/query") return m_old ? refuse(404, "not-found") : query(request);
  const QByteArray id = idOf(request);
  if (request.path.endsWith("/announcement")) return announce(m_items[id], request);
  if (!m_items.contains(id)) return refuse(404, "unknown-submission");
  Item& item = m_items[id];
  if (request.path.contains("/parts/")) return part(item, request);
  if (request.method == "GET") return item.receipt.isEmpty() ? tellMissing(item, 200) : json(200, receive(id, item));
  return commit(id, item);
}

Response FakePlatform::announce(Item& item, const Request& request) {
  const QJsonObject body = QJsonDocument::fromJson(request.body).object();
  item.digest = body.value(QStringLiteral("digest")).toString().toLatin1();
  item.seq = body.value(QStringLiteral("terminal_seq")).toInteger();
  item.wanted.clear();
  const QJsonArray parts = body.value(QStringLiteral("parts")).toArray();
  for (const QJsonValue& part : parts) {
    item.wanted.append({part[QLatin1String("digest")].toString().toLatin1(), part[QLatin1String("size")].toInteger()});
  }
  return tellMissing(item, 200);
}

Response FakePlatform::part(Item& item, const Request& request) {
  const QByteArray digest = request.path.split('/').last();
  if (item.sizeOf(digest) < 0) return refuse(404, "unknown-part");
  if (request.method == "HEAD") return offset(204, item.bytes.value(digest).size());
  if (request.method == "PATCH") return piece(item, digest, request);
  if (model::contentDigest(request.body) != digest) return refuse(422, "part-differs");
  item.bytes.insert(digest, request.body);
  return {204, {}, {}, 0};
}

Response FakePlatform::piece(Item& item, const QByteArray& digest, const Request& request) {
  QByteArray& bytes = item.bytes[digest];
  if (item.has(digest) || request.uploadOffset != bytes.size()) return offset(409, bytes.size());
  bytes += request.body;
  if (bytes.size() < item.sizeOf(digest) || model::contentDigest(bytes) == digest) return offset(204, bytes.size());
  bytes.clear();
  return refuse(422, "part-differs");
}

Response FakePlatform::commit(const QByteArray& id, Item& item) {
  ++item.commits;
  for (const auto& [digest, size] : item.wanted) {
    if (!item.has(digest)) return tellMissing(item, 202);
  }
  return json(200, receive(id, item));
}

QJsonObject FakePlatform::receive(const QByteArray& id, Item& item) {
  if (item.receipt.isEmpty()) {
    item.receipt = keys.receipt(id, item.digest);
    m_received.append(id);
  }
  return {{QStringLiteral("submission_id"), QString::fromLatin1(id)},
          {QStringLiteral("state"), QStringLiteral("received")},
          {QStringLiteral("receipt"), QString::fromLatin1(item.receipt.toBase64())}};
}

Response FakePlatform::tellMissing(const Item& item, int status) const {
  QJsonArray missing;
  for (const auto& [digest, size] : item.wanted) {
    if (!item.has(digest)) missing.append(QString::fromLatin1(digest));
  }
  return json(status, {{QStringLiteral("state"), QStringLiteral("announced")}, {QStringLiteral("missing"), missing}});
}

// All or nothing as far as the body's form goes; each of them for itself as far as its content goes.
Response FakePlatform::batch(const Request& request) {
  const QCborValue body = QCborValue::fromCbor(request.body);
  if (!body.isArray() || body.toArray().isEmpty()) return refuse(400, "bad-request");
  if (body.toArray().size() > 256 || request.body.size() > 4LL * 1024 * 1024) return refuse(413, "too-large");
  QJsonArray answers;
  for (const QCborValue value : body.toArray()) {
    const QByteArray id = value[QLatin1String("submission_id")].toString().toLatin1();
    const QByteArray digest = value[QLatin1String("digest")].toString().toLatin1();
    const QCborArray parts = value[QLatin1String("parts")].toArray();
    QList<model::Part> attachments;
    for (qsizetype i = 1; i < parts.size(); ++i) {
      attachments.append({model::contentDigest(parts[i].toByteArray()), parts[i].toByteArray().size()});
    }
    const bool fitting = model::submissionDigest(parts[0].toByteArray(), attachments) == digest;
    Item& item = m_items[id];
    if (!fitting || (!item.digest.isEmpty() && item.digest != digest)) {
      const QJsonObject why{{QStringLiteral("type"), fitting ? QStringLiteral("urn:hall:problem:digest-conflict")
                                                             : QStringLiteral("urn:hall:problem:part-differs")},
                            {QStringLiteral("status"), 409}};
      answers.append(QJsonObject{{QStringLiteral("submission_id"), QString::fromLatin1(id)},
                                 {QStringLiteral("state"), QStringLiteral("refused")},
                                 {QStringLiteral("problem"), why}});
      continue;
    }
    item.digest = digest;
    item.seq = value[QLatin1String("terminal_seq")].toInteger();
    ++item.commits;
    answers.append(receive(id, item));
  }
  return json(200, {{QStringLiteral("answers"), answers}});
}

Response FakePlatform::query(const Request& request) {
  QJsonArray answers;
  const QJsonArray ids =
      QJsonDocument::fromJson(request.body).object().value(QStringLiteral("submission_ids")).toArray();
  if (ids.isEmpty() || ids.size() > 256) return refuse(400, "bad-request");
  for (const QJsonValue& value : ids) {
    const QByteArray id = value.toString().toLatin1();
    QJsonObject answer{{QStringLiteral("state"), QStringLiteral("unknown")}};
    if (m_items.contains(id)) {
      Item& item = m_items[id];
      answer =
          item.receipt.isEmpty() ? QJsonDocument::fromJson(tellMissing(item, 200).body).object() : receive(id, item);
    }
    answer.insert(QStringLiteral("submission_id"), value);
    answers.append(answer);
  }
  return json(200, {{QStringLiteral("answers"), answers}});
}

bool FakePlatform::Item::has(const QByteArray& part) const {
  return bytes.contains(part) && bytes[part].size() == sizeOf(part);
}

qint64 FakePlatform::Item::sizeOf(const QByteArray& part) const {
  const auto found = std::ranges::find(wanted, part, &std::pair<QByteArray, qint64>::first);
  return found == wanted.end() ? -1 : found->second;
}

int FakePlatform::requests(const QByteArray& method, const QByteArray& pathEnd) const {
  const std::lock_guard lock(m_mutex);
  return static_cast<int>(
      std::ranges::count_if(m_requests, [&](const Request& request) { return fits(request, method, pathEnd); }));
}

QList<Request> FakePlatform::allRequests() const {
  const std::lock_guard lock(m_mutex);
  return m_requests;
}

QList<QByteArray> FakePlatform::received() const {
  const std::lock_guard lock(m_mutex);
  return m_received;
}

int FakePlatform::commitsOf(const QByteArray& id) const {
  const std::lock_guard lock(m_mutex);
  return m_items.value(id).commits;
}

qint64 FakePlatform::offsetOf(const QByteArray& id, const QByteArray& digest) const {
  const std::lock_guard lock(m_mutex);
  return m_items.value(id).bytes.value(digest).size();
}

void FakePlatform::forgetEverything() {
  const std::lock_guard lock(m_mutex);
  m_items.clear();
}

void FakePlatform::forgetPiecesAfter(const QByteArray& id, const QByteArray& digest, qint64 offset) {
  const std::lock_guard lock(m_mutex);
  m_items[id].bytes[digest].truncate(offset);
}

}  // namespace hall::test

#include "tests/support/fake_platform.h"

#include <QJsonArray>
#include <thread>

namespace hall::test {

using engine::Request;
using engine::Response;

namespace {
Response json(int status, const QJsonObject& body) {
  return {status, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact), 0};
}
bool fits(const Request& request, const QByteArray& method, const QByteArray& pathEnd) {
  return request.method == method && request.path.endsWith(pathEnd);
}
QByteArray idOf(const Request& request) {
  return request.path.split('/').value(3);
}
QByteArray digestOf(const Request& request) {
  return QJsonDocument::fromJson(request.body).object().value(QStringLiteral("digest")).toString().toLatin1();
}
Response withReceipt(const QByteArray& receipt) {
  return json(200, {{QStringLiteral("state"), QStringLiteral("received")},
                    {QStringLiteral("receipt"), QString::fromLatin1(receipt.toBase64())}});
}
}  // namespace

void FakePlatform::next(const QByteArray& method, const QByteArray& pathEnd, Answer answer) {
  const std::lock_guard lock(m_mutex);
  m_misfortunes.push_back({method, pathEnd, std::move(answer)});
}

Result<Response> FakePlatform::send(const Request& request, std::stop_token stop) {
  Answer answer;
  {
    const std::lock_guard lock(m_mutex);
    m_requests.append(request);
    const auto found = std::find_if(m_misfortunes.begin(), m_misfortunes.end(), [&](const Misfortune& misfortune) {
      return fits(request, misfortune.method, misfortune.pathEnd);
    });
    if (found != m_misfortunes.end()) {
      answer = std::move(found->answer);
      m_misfortunes.erase(found);
    }
  }
  return answer ? answer(*this, request, std::move(stop)) : healthy(request);
}

Result<Response> FakePlatform::healthy(const Request& request) {
  const std::lock_guard lock(m_mutex);
  if (request.path == "/healthz") return json(200, {{QStringLiteral("status"), QStringLiteral("ok")}});
  const QByteArray id = idOf(request);
  if (request.path.endsWith("/announcement")) return announce(m_items[id], request);
  if (!m_items.contains(id)) {
    return Response{404, "application/problem+json", R"({"type":"urn:hall:problem:unknown-submission"})", 0};
  }
  Item& item = m_items[id];
  if (request.path.contains("/parts/")) {
    item.present.insert(request.path.split('/').last());
    return Response{204, {}, {}, 0};
  }
  if (request.method == "GET") return item.receipt.isEmpty() ? tellMissing(item, 200) : withReceipt(item.receipt);
  return commit(id, item);
}

Response FakePlatform::announce(Item& item, const Request& request) {
  item.digest = digestOf(request);
  item.wanted.clear();
  const QJsonArray parts = QJsonDocument::fromJson(request.body).object().value(QStringLiteral("parts")).toArray();
  for (const QJsonValue& part : parts) {
    item.wanted.append(part.toObject().value(QStringLiteral("digest")).toString().toLatin1());
  }
  return tellMissing(item, 200);
}

Response FakePlatform::commit(const QByteArray& id, Item& item) {
  ++item.commits;
  for (const QByteArray& digest : item.wanted) {
    if (!item.present.contains(digest)) return tellMissing(item, 202);
  }
  if (item.receipt.isEmpty()) {
    item.receipt = keys.receipt(id, item.digest);
    m_received.append(id);
  }
  return withReceipt(item.receipt);
}

Response FakePlatform::tellMissing(const Item& item, int status) const {
  QJsonArray missing;
  for (const QByteArray& digest : item.wanted) {
    if (!item.present.contains(digest)) missing.append(QString::fromLatin1(digest));
  }
  return json(status, {{QStringLiteral("state"), QStringLiteral("announced")}, {QStringLiteral("missing"), missing}});
}

FakePlatform::Answer FakePlatform::reset() {
  return [](FakePlatform&, const Request&, const std::stop_token&) -> Result<Response> {
    return failure(Failure::Disconnected, "line.disconnected");
  };
}

FakePlatform::Answer FakePlatform::timesOut() {
  return [](FakePlatform&, const Request&, const std::stop_token&) -> Result<Response> {
    return failure(Failure::Timeout, "line.timeout");
  };
}

FakePlatform::Answer FakePlatform::timesOutAfter(int milliseconds) {
  return [milliseconds](FakePlatform&, const Request&, const std::stop_token& stop) -> Result<Response> {
    for (int i = 0; i < milliseconds && !stop.stop_requested(); i += 5) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return failure(Failure::Timeout, "line.timeout");
  };
}

FakePlatform::Answer FakePlatform::hangs() {
  return [](FakePlatform&, const Request&, const std::stop_token& stop) -> Result<Response> {
    while (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return failure(Failure::Cancelled, "line.cancelled");
  };
}

FakePlatform::Answer FakePlatform::says(int status, const QByteArray& contentType, const QByteArray& body,
                                        qint64 retryAfter) {
  return [=](FakePlatform&, const Request&, const std::stop_token&) -> Result<Response> {
    return Response{status, contentType, body, retryAfter};
  };
}

FakePlatform::Answer FakePlatform::problem(int status, const QByteArray& type) {
  return says(status, "application/problem+json", R"({"type":"urn:hall:problem:)" + type + R"("})");
}

FakePlatform::Answer FakePlatform::portal() {
  return says(200, "text/html", "<html>Please accept the terms</html>");
}

FakePlatform::Answer FakePlatform::losesReply() {
  return [](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    (void)platform.healthy(request).has_value();
    return failure(Failure::Timeout, "line.timeout");
  };
}

FakePlatform::Answer FakePlatform::doesAndSays(const Answer& answer) {
  return [answer](FakePlatform& platform, const Request& request, std::stop_token stop) -> Result<Response> {
    (void)platform.healthy(request).has_value();
    return answer(platform, request, std::move(stop));
  };
}

FakePlatform::Answer FakePlatform::receiptFor(const QByteArray& id, const QByteArray& digest) {
  return [=](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    return withReceipt(
        platform.keys.receipt(id.isEmpty() ? idOf(request) : id, digest.isEmpty() ? digestOf(request) : digest));
  };
}

FakePlatform::Answer FakePlatform::receiptSignedBy(const PlatformKeys& other) {
  return [other](FakePlatform&, const Request& request, const std::stop_token&) -> Result<Response> {
    return withReceipt(other.receipt(idOf(request), digestOf(request)));
  };
}

int FakePlatform::requests(const QByteArray& method, const QByteArray& pathEnd) const {
  const std::lock_guard lock(m_mutex);
  return static_cast<int>(std::count_if(m_requests.begin(), m_requests.end(),
                                        [&](const Request& request) { return fits(request, method, pathEnd); }));
}

QList<QByteArray> FakePlatform::received() const {
  const std::lock_guard lock(m_mutex);
  return m_received;
}

int FakePlatform::commitsOf(const QByteArray& id) const {
  const std::lock_guard lock(m_mutex);
  return m_items.value(id).commits;
}

void FakePlatform::forgetEverything() {
  const std::lock_guard lock(m_mutex);
  m_items.clear();
}

}  // namespace hall::test

// The misfortunes a test can put in the way of a request.
#include <thread>

#include "tests/support/fake_platform.h"

namespace hall::test {

using engine::Request;
using engine::Response;

namespace {
QByteArray idOf(const Request& request) {
  return request.path.split('/').value(3);
}
QByteArray digestOf(const Request& request) {
  return QJsonDocument::fromJson(request.body).object().value(QStringLiteral("digest")).toString().toLatin1();
}
Response withReceipt(const QByteArray& receipt) {
  const QJsonObject body{{QStringLiteral("state"), QStringLiteral("received")},
                         {QStringLiteral("receipt"), QString::fromLatin1(receipt.toBase64())}};
  return {200, "application/json", QJsonDocument(body).toJson(QJsonDocument::Compact), 0};
}
bool waits(int milliseconds, const std::stop_token& stop) {
  for (int i = 0; i < milliseconds && !stop.stop_requested(); i += 5) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return !stop.stop_requested();
}
}  // namespace

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
    (void)waits(milliseconds, stop);
    return failure(Failure::Timeout, "line.timeout");
  };
}

FakePlatform::Answer FakePlatform::hangs() {
  return [](FakePlatform&, const Request&, const std::stop_token& stop) -> Result<Response> {
    while (waits(1000, stop)) continue;
    return failure(Failure::Cancelled, "line.cancelled");
  };
}

FakePlatform::Answer FakePlatform::late(int milliseconds) {
  return
      [milliseconds](FakePlatform& platform, const Request& request, const std::stop_token& stop) -> Result<Response> {
        if (!waits(milliseconds, stop)) return failure(Failure::Cancelled, "line.cancelled");
        return platform.healthy(request);
      };
}

FakePlatform::Answer FakePlatform::says(int status, const QByteArray& contentType, const QByteArray& body,
                                        qint64 retryAfter) {
  return [=](FakePlatform&, const Request&, const std::stop_token&) -> Result<Response> {
    return Response{status, contentType, body, retryAfter};
  };
}

FakePlatform::Answer FakePlatform::problem(int status, const QByteArray& type, qint64 retryAfter) {
  return says(status, "application/problem+json", R"({"type":"urn:hall:problem:)" + type + R"("})", retryAfter);
}

FakePlatform::Answer FakePlatform::portal() {
  return says(200, "text/html", "<html>Please accept the terms</html>");
}

FakePlatform::Answer FakePlatform::losesReply() {
  return doesAndSays(timesOut());
}

FakePlatform::Answer FakePlatform::arrivesLater() {
  return [](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    const std::lock_guard lock(platform.m_mutex);
    platform.m_delayed.push_back(request);
    return failure(Failure::Timeout, "line.timeout");
  };
}

FakePlatform::Answer FakePlatform::arrivesTwice() {
  return [](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    (void)platform.healthy(request).has_value();
    return platform.healthy(request);
  };
}

FakePlatform::Answer FakePlatform::doesAndSays(const Answer& answer) {
  return [answer](FakePlatform& platform, const Request& request, std::stop_token stop) -> Result<Response> {
    (void)platform.healthy(request).has_value();
    return answer(platform, request, std::move(stop));
  };
}

FakePlatform::Answer FakePlatform::retells(const Retelling& retelling) {
  return [retelling](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    auto response = platform.healthy(request);
    if (!response) return response;
    const QJsonObject told = retelling(QJsonDocument::fromJson(response->body).object());
    response->body = QJsonDocument(told).toJson(QJsonDocument::Compact);
    return response;
  };
}

FakePlatform::Answer FakePlatform::truncates() {
  return [](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    auto response = platform.healthy(request);
    if (response) response->body.truncate(response->body.size() / 2);
    return response;
  };
}

FakePlatform::Answer FakePlatform::claimsOffset(qint64 offset) {
  return [offset](FakePlatform& platform, const Request& request, const std::stop_token&) -> Result<Response> {
    auto response = platform.healthy(request);
    if (response) response->uploadOffset = offset;
    return response;
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

FakePlatform::Fits FakePlatform::speaksOf(const QByteArray& submissionId) {
  return [submissionId](const Request& request) {
    return request.path.contains(submissionId) || request.body.contains(submissionId);
  };
}

}  // namespace hall::test

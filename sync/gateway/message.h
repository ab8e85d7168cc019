#pragma once
// A request and its answer as values, without a socket. Thread: any.
#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <functional>
#include <optional>
#include <utility>

namespace hall::gateway {

struct Request {
  QByteArray method;
  QByteArray target;  // path and query as sent
  QByteArray body;
  std::optional<qint64> uploadOffset{};  // of a part in pieces
};

// What is known of a request before its body is read.
struct RequestHead {
  QByteArray method;
  QByteArray target;
  std::optional<qint64> contentLength;  // nothing: it comes in chunks, or there is none
};

struct Response {
  int status = 500;
  QByteArray contentType;
  QByteArray body;
  QByteArray allow;                                   // with 405
  int retryAfterSeconds = 0;                          // with 429 and 503
  QList<std::pair<QByteArray, QByteArray>> fields{};  // further header fields
};

using Reply = std::function<void(Response)>;

// What shall become of the body.
struct Prospect {
  qint64 bodyLimit = 0;
  std::optional<Response> refusal{};  // the answer, if it need not be read at all
};

Response jsonResponse(int status, const QJsonObject& body);
Response emptyResponse();  // 204

}  // namespace hall::gateway

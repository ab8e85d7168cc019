#pragma once
// A request and its answer as values, without a socket. Thread: any.
#include <QByteArray>
#include <QJsonObject>

namespace hall::gateway {

struct Request {
  QByteArray method;
  QByteArray target;  // path as sent; a query is not part of this interface
  QByteArray body;
};

struct Response {
  int status = 500;
  QByteArray contentType;
  QByteArray body;
  QByteArray allow;           // with 405
  int retryAfterSeconds = 0;  // with 503
};

Response jsonResponse(int status, const QJsonObject& body);
Response emptyResponse();  // 204

}  // namespace hall::gateway

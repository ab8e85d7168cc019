#pragma once
// A request and its answer as values, without a socket. Thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <functional>
#include <optional>
#include <utility>

namespace hall::gateway {

// What a machine is there for, as its certificate says.
enum class Role {
  None,      // no machine of ours, or one that says nothing we know
  Kiosk,     // hands in its own submissions
  Counter,   // the same, with a clerk
  Gateway,   // a hall's gateway: hands on what its terminals gave it
  Agency,    // a system of the authority
  Operator,  // watches over the gateway
};
Role roleOf(QByteArrayView name);  // "kiosk"
QByteArray name(Role role);

// Who asks, as far as the line knows.
struct Peer {
  enum class Standing {
    Local,    // plain HTTP, which is only spoken where everybody is trusted
    Nobody,   // TLS without a certificate
    Machine,  // TLS with a certificate of ours; it may have expired, or been called back
  };
  Standing standing = Standing::Local;
  QByteArray address{};     // without the port
  QByteArray terminalId{};  // of a machine
  Role role = Role::None;
  QByteArray serial{};  // of its certificate
  QDateTime notAfter{};
};

struct Request {
  QByteArray method;
  QByteArray target;  // path and query as sent
  QByteArray body;
  std::optional<qint64> uploadOffset{};  // of a part in pieces
  Peer peer{};
};

// What is known of a request before its body is read.
struct RequestHead {
  QByteArray method;
  QByteArray target;
  std::optional<qint64> contentLength;  // nothing: it comes in chunks, or there is none
  Peer peer{};
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

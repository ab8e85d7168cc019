#pragma once
// One request to the gateway and its answer, whatever carries it. Blocking; called by one thread.
// Errors: Timeout (no complete answer in time), Disconnected (no line, reset, name not found), Cancelled (`stop`),
// Garbled (the answer breaks the protocol or is larger than allowed).
#include <QByteArray>
#include <QList>
#include <optional>
#include <stop_token>
#include <utility>

#include "sync/base/result.h"

namespace hall::engine {

struct Request {
  QByteArray method;  // "GET", "HEAD", "PUT", "PATCH", "POST"
  QByteArray path;    // "/v1/submissions/…"
  QByteArray body;
  QByteArray contentType;                             // empty if there is no body
  std::optional<qint64> uploadOffset{};               // the header of that name, in bytes
  QList<std::pair<QByteArray, QByteArray>> fields{};  // further header fields
};

struct Response {
  int status = 0;
  QByteArray contentType;  // lower case, without parameters
  QByteArray body;
  qint64 retryAfterSeconds = 0;          // 0: the answer did not say
  std::optional<qint64> uploadOffset{};  // nothing: the answer did not say, or not in plain digits
};

class Transport {
 public:
  Transport() = default;
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;
  virtual ~Transport() = default;

  // Must come back within a second of `stop`.
  virtual Result<Response> send(const Request& request, std::stop_token stop) = 0;
};

}  // namespace hall::engine

#pragma once
// One row of the gateway's table: what may be asked, who may ask it, how much it may send, who answers. Each area of
// the gateway has its own rows in its own file (submission_routes.h, …). Values; thread: any.
#include <QByteArrayList>
#include <QUrlQuery>

#include "sync/gateway/message.h"

namespace hall::gateway {

enum class Right {
  Anyone,     // health, enrolment: no name needed
  Machine,    // any enrolled machine
  Terminal,   // an admitted terminal, about itself; a gateway, about those that it has introduced
  Introduce,  // a terminal, itself; a gateway, anybody
  Agency,     // a system of the authority
  Operator,   // whoever runs the gateway
};

// A request that has found its row. The pieces of the path that stand in braces in the pattern have been checked:
// *_id is an identifier, digest a digest, day a date, anything else a short plain word.
struct Call {
  const Request& request;
  const QByteArrayList& names;
  QByteArrayList pieces;
  QUrlQuery query;

  [[nodiscard]] QByteArray operator[](QByteArrayView name) const { return pieces.value(names.indexOf(name)); }
  [[nodiscard]] QByteArray parameter(const char* name) const {
    return query.queryItemValue(QLatin1String(name), QUrl::FullyDecoded).toUtf8();
  }
};

struct Route {
  QByteArray method;
  QByteArray pattern;  // "/v1/submissions/{submission_id}/parts/{digest}"
  Right right = Right::Operator;
  qint64 bodyLimit = 0;
  // Answers once through the reply, from any thread.
  std::function<void(const Call&, const Reply&)> handle;
  // Names of the query that it knows; with any other there is nothing under the path.
  QByteArrayList parameters{};
  // For a body whose size is known beforehand: asked before the body is read, instead of bodyLimit.
  std::function<Prospect(const Call&, std::optional<qint64> contentLength)> prospect{};
};

}  // namespace hall::gateway

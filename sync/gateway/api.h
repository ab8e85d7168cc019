#pragma once
// The routes of openapi.yaml on values, without sockets. Answers come back through `reply`, at once or after the group
// commit, on the caller's or the writer's thread; never twice, and always before the Api is gone. Thread: any.
#include <atomic>

#include "sync/gateway/agency/agencies.h"
#include "sync/gateway/office.h"
#include "sync/gateway/route_table.h"

namespace hall::gateway {

class Api {
 public:
  // Whether the caller of this head has the right that the route wants: the refusal, or nothing. Asked once for each
  // request, before its body is read.
  using Gate = std::function<std::optional<Response>(Right right, const RequestHead& head, const Call& call)>;

  // `data` is the folder whose disk must have room for the gateway to be ready.
  // Drops what was announced too long ago, at once and then daily, as long as anybody asks anything.
  Api(Storage& storage, const PlatformKeys& keys, const Clock& clock, Log& log, Gate gate = {}, QString data = {},
      const LineKeys* line = nullptr, agency::Agencies agencies = {});

  // How large a body this request may have, or why it need not be read. To be asked before handle().
  Prospect prospect(const RequestHead& head);

  void handle(const Request& request, const Reply& reply);

  // For values that are known elsewhere, such as open connections.
  [[nodiscard]] Metrics& metrics() { return m_metrics; }

 private:
  void tidyDaily();
  void dropUnfinished();

  Metrics m_metrics;
  TerminalCertificates m_certificates;
  Delegations m_delegations;
  Office m_office;
  const Gate m_gate;
  const agency::Agencies m_agencies;
  const RouteTable m_routes;
  std::atomic<qint64> m_tidiedAt;  // monotonic milliseconds
  SlowLane m_slowLane;             // gets work from what the writer has done
  Writer m_writer;                 // last: finishes its jobs before the rest goes
};

}  // namespace hall::gateway

#pragma once
// What the handlers of every area work with. Thread: any.
#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/gateway/delegations.h"
#include "sync/gateway/line_keys.h"
#include "sync/gateway/message.h"
#include "sync/gateway/metrics.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/slow_lane.h"
#include "sync/gateway/terminal_certificates.h"
#include "sync/gateway/writer.h"

namespace hall::gateway {

struct Office {
  Storage& storage;
  const PlatformKeys& keys;
  const Clock& clock;
  Log& log;
  Writer& writer;
  SlowLane& slowLane;  // its work must not use the writer, which goes first
  TerminalCertificates& certificates;
  Delegations& delegations;
  Metrics& metrics;
  const QString data;              // the folder whose disk must have room; empty: none
  const LineKeys* line = nullptr;  // null: this gateway enrols nobody

  // The answer to trouble of the storage; what is our own trouble is logged.
  [[nodiscard]] Response failed(const Error& error) const;
};

}  // namespace hall::gateway

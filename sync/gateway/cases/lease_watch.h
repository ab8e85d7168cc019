#pragma once
// How long a lease still runs, by monotonic clocks alone: steps of the wall clock neither end nor prolong one. A lease
// that this machine gave is counted from then, also by another process. One that another machine gave (or this one
// before it was started anew) is counted from when we first saw it: it may run longer than it was given for, never
// shorter, whatever the two clocks say. Thread: any.
#include <QHash>
#include <mutex>

#include "sync/base/clock.h"
#include "sync/gateway/cases/lease.h"

namespace hall::gateway::cases {

class LeaseWatch {
 public:
  explicit LeaseWatch(const Clock& clock) : m_clock(clock) {}

  [[nodiscard]] std::chrono::milliseconds remaining(const Lease& lease);

 private:
  struct Sight {
    qint64 fencing;
    qint64 renewals;
    std::chrono::milliseconds at;
  };
  void forgetOld(std::chrono::milliseconds now);

  const Clock& m_clock;
  std::mutex m_mutex;
  QHash<QByteArray, Sight> m_seen;
};

}  // namespace hall::gateway::cases

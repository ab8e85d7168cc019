#include "sync/gateway/cases/lease_watch.h"

#include <algorithm>

#include "sync/gateway/cases/limits.h"

namespace hall::gateway::cases {

namespace {
constexpr qsizetype kMostSeen = 4096;
}

std::chrono::milliseconds LeaseWatch::remaining(const Lease& lease) {
  constexpr std::chrono::milliseconds kNothing{0};
  if (lease.holder.isEmpty()) return kNothing;
  const auto now = m_clock.monotonic();
  if (lease.boot == m_clock.bootId() && lease.givenAt <= now) {
    return std::max(kNothing, lease.givenAt + lease.duration - now);
  }
  const std::lock_guard lock(m_mutex);
  auto seen = m_seen.find(lease.name);
  if (seen == m_seen.end() || seen->fencing != lease.fencing || seen->renewals != lease.renewals) {
    forgetOld(now);
    seen = m_seen.insert(lease.name, {lease.fencing, lease.renewals, now});
  }
  return std::max(kNothing, seen->at + lease.duration - now);
}

// Who asks about a forgotten one once more starts counting anew: later, never earlier.
void LeaseWatch::forgetOld(std::chrono::milliseconds now) {
  if (m_seen.size() < kMostSeen) return;
  m_seen.removeIf([now](const auto& entry) { return now - entry.value().at > kLongestLease; });
  if (m_seen.size() >= kMostSeen) m_seen.clear();
}

}  // namespace hall::gateway::cases

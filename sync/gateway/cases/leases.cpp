#include "sync/gateway/cases/leases.h"

namespace hall::gateway::cases {

using Outcome = LeaseAnswer::Outcome;

Result<LeaseAnswer> Leases::take(sql::SqlSession& session, const Wish& wish) {
  const auto lease = LeaseRows(session).lock(wish.name);
  if (!lease) return failure(lease.error());
  if (lease->holder == wish.holder) return give(session, *lease, wish, lease->handedFrom);
  const auto remaining = m_watch.remaining(*lease);
  if (remaining.count() > 0 && !wish.overruled) return LeaseAnswer{Outcome::Held, *lease, remaining};
  return give(session, *lease, wish, {});
}

Result<LeaseAnswer> Leases::release(sql::SqlSession& session, const QByteArray& name, const QByteArray& holder,
                                    qint64 fencing) {
  LeaseRows rows(session);
  auto lease = rows.lock(name);
  if (!lease) return failure(lease.error());
  const bool released = lease->holder.isEmpty() && lease->fencing > 0;
  if (lease->fencing != fencing || (!released && lease->holder != holder)) {
    return LeaseAnswer{Outcome::Lost, *lease, m_watch.remaining(*lease)};
  }
  lease->holder.clear();
  if (auto written = rows.write(*lease); !written) return failure(written.error());
  return LeaseAnswer{Outcome::Given, *lease, {}};
}

Result<LeaseAnswer> Leases::handOver(sql::SqlSession& session, const QByteArray& from, qint64 fencing,
                                     const Wish& wish) {
  const auto lease = LeaseRows(session).lock(wish.name);
  if (!lease) return failure(lease.error());
  const bool done = lease->fencing == fencing + 1 && lease->handedFrom == from && lease->holder == wish.holder;
  if (done) return LeaseAnswer{Outcome::Given, *lease, m_watch.remaining(*lease)};
  if (lease->fencing != fencing || lease->holder != from) {
    return LeaseAnswer{Outcome::Lost, *lease, m_watch.remaining(*lease)};
  }
  return give(session, *lease, wish, from);
}

Result<LeaseAnswer> Leases::give(sql::SqlSession& session, Lease lease, const Wish& wish,
                                 const QByteArray& handedFrom) {
  if (lease.holder != wish.holder) ++lease.fencing;
  lease.holder = wish.holder;
  lease.channel = wish.channel;
  lease.handedFrom = handedFrom;
  lease.duration = wish.duration;
  ++lease.renewals;
  lease.boot = m_clock.bootId();
  lease.givenAt = m_clock.monotonic();
  if (auto written = LeaseRows(session).write(lease); !written) return failure(written.error());
  return LeaseAnswer{Outcome::Given, lease, lease.duration};
}

}  // namespace hall::gateway::cases

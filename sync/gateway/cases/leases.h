#pragma once
// Giving, renewing, handing over and taking back, inside the caller's transaction. Every one of them may be repeated:
// the second time changes nothing that matters and gives the same fencing number. Thread: any, one session each.
#include "sync/gateway/cases/lease_rows.h"
#include "sync/gateway/cases/lease_watch.h"

namespace hall::gateway::cases {

struct LeaseAnswer {
  enum class Outcome {
    Given,  // `lease` is the asker's, or is what the asker made of it
    Held,   // another has it, for `remaining` more
    Lost,   // the fencing number is not the lease's any more
  };
  Outcome outcome = Outcome::Given;
  Lease lease{};
  std::chrono::milliseconds remaining{0};
};

class Leases {
 public:
  Leases(LeaseWatch& watch, const Clock& clock) : m_watch(watch), m_clock(clock) {}

  struct Wish {
    QByteArray name;
    QByteArray holder;
    QByteArray channel;
    std::chrono::milliseconds duration{0};
    bool overruled = false;  // a clerk takes it from whoever has it
  };
  // To the holder it is a renewal, even after its end as long as nobody else came; to others once it has ended.
  Result<LeaseAnswer> take(sql::SqlSession& session, const Wish& wish);

  Result<LeaseAnswer> release(sql::SqlSession& session, const QByteArray& name, const QByteArray& holder,
                              qint64 fencing);
  // From the holder of `fencing` to wish.holder, who gets the next number.
  Result<LeaseAnswer> handOver(sql::SqlSession& session, const QByteArray& from, qint64 fencing, const Wish& wish);

  [[nodiscard]] std::chrono::milliseconds remaining(const Lease& lease) const { return m_watch.remaining(lease); }

 private:
  Result<LeaseAnswer> give(sql::SqlSession& session, Lease lease, const Wish& wish, const QByteArray& handedFrom);

  LeaseWatch& m_watch;
  const Clock& m_clock;
};

}  // namespace hall::gateway::cases

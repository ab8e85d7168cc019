#pragma once
// Tells one agency's endpoint of everything received, at least once, in order within a case, for as long as it takes.
// On a thread and database sessions of its own, so that an endpoint that hangs holds up nobody else. Of several
// gateways on one database one at a time is the agency's courier, by a lease.
#include <QHash>
#include <memory>
#include <stop_token>
#include <thread>

#include "sync/base/log.h"
#include "sync/engine/transport.h"
#include "sync/gateway/agency/delivery_rows.h"
#include "sync/gateway/agency/feed.h"
#include "sync/gateway/cases/leases.h"

namespace hall::gateway::agency {

class Courier {
 public:
  struct Timing {
    std::chrono::milliseconds idle{1000};  // between two looks when there is nothing to do
    std::chrono::milliseconds lease{15000};
    std::chrono::milliseconds shortestPause{1000};  // after a failed try; doubles up to five minutes
  };
  // `agency` has a webhook. Starts at once; the destructor stops it within a second or two.
  Courier(Agency agency, std::unique_ptr<Storage> storage, std::unique_ptr<engine::Transport> transport,
          const PlatformKeys& keys, const Clock& clock, Log& log, const Timing& timing);
  Courier(Agency agency, std::unique_ptr<Storage> storage, std::unique_ptr<engine::Transport> transport,
          const PlatformKeys& keys, const Clock& clock, Log& log);
  ~Courier();

 private:
  enum class Went { On, Nowhere, Away };
  struct Pause {
    int failures = 0;
    std::chrono::milliseconds until{0};
  };
  void run(const std::stop_token& stop);
  Result<bool> holdsLease();
  Result<void> letGo();
  Result<bool> takeFeedOn();
  Result<Went> goRound(const std::stop_token& stop);
  Result<QList<Delivery>> dueNow();
  Result<void> send(const QList<Delivery>& due, const std::stop_token& stop);
  // How the endpoint answered; empty: it took the message.
  QByteArray deliver(const FeedItem& item, const std::stop_token& stop);
  Result<void> noteFailure(const Delivery& delivery, const QByteArray& code);
  void pause(Pause& what) const;
  Result<void> change(const Writer::Job& job);
  void sleep(const std::stop_token& stop, std::chrono::milliseconds duration);

  const Agency m_agency;
  const std::unique_ptr<Storage> m_storage;
  const std::unique_ptr<engine::Transport> m_transport;
  const Clock& m_clock;
  Log& m_log;
  const Timing m_timing;
  Feed m_feed;
  cases::LeaseWatch m_watch;
  cases::Leases m_leases;
  const QByteArray m_self;  // this courier, among those of other gateways
  QHash<qint64, Pause> m_items;
  Pause m_endpoint;
  std::chrono::milliseconds m_renewAt{0};
  QByteArray m_lastCode;
  std::jthread m_thread;  // last
};

}  // namespace hall::gateway::agency

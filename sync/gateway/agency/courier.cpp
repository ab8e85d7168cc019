#include "sync/gateway/agency/courier.h"

#include <pthread.h>

#include <algorithm>
#include <condition_variable>
#include <mutex>

#include "sync/base/identifier.h"
#include "sync/gateway/agency/webhook_message.h"

namespace hall::gateway::agency {

namespace {

constexpr int kEnrolledAtOnce = 500;
constexpr int kSentBeforeNoted = 32;
constexpr int kFailuresOfAnEndpoint = 3;  // different messages in a row: it is the endpoint, not the message
constexpr std::chrono::milliseconds kLongestPause = std::chrono::minutes(5);
constexpr int kGone = 410;

QByteArray leaseName(const Agency& agency) {
  return "webhook " + agency.agencyId;
}

}  // namespace

Courier::Courier(Agency agency, std::unique_ptr<Storage> storage, std::unique_ptr<engine::Transport> transport,
                 const PlatformKeys& keys, const Clock& clock, Log& log)
    : Courier(std::move(agency), std::move(storage), std::move(transport), keys, clock, log, Timing()) {}

Courier::Courier(Agency agency, std::unique_ptr<Storage> storage, std::unique_ptr<engine::Transport> transport,
                 const PlatformKeys& keys, const Clock& clock, Log& log, const Timing& timing)
    : m_agency(std::move(agency)),
      m_storage(std::move(storage)),
      m_transport(std::move(transport)),
      m_clock(clock),
      m_log(log),
      m_timing(timing),
      m_feed(*m_storage, keys, log),
      m_watch(clock),
      m_leases(m_watch, clock),
      m_self(mintIdentifier(clock)),
      m_thread([this](const std::stop_token& stop) { run(stop); }) {
  pthread_setname_np(m_thread.native_handle(), "courier");
}

Courier::~Courier() = default;

void Courier::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto went = goRound(stop);
    if (!went) {
      m_log.event(Log::Level::Warning, "gateway.webhook-storage",
                  {{QStringLiteral("code"), QString::fromLatin1(went.error().code)}});
    }
    if (!went || *went != Went::On) sleep(stop, m_timing.idle);
  }
  (void)letGo();
}

// One round: the feed is taken on, and what is due is sent.
Result<Courier::Went> Courier::goRound(const std::stop_token& stop) {
  const auto mine = holdsLease();
  if (!mine) return failure(mine.error());
  if (!*mine) return Went::Away;
  auto why = DeliveryRows(m_storage->writing()).disabled(m_agency.agencyId);
  if (!why) return failure(why.error());
  if (!why->isEmpty()) return Went::Nowhere;
  const auto enrolled = takeFeedOn();
  if (!enrolled) return failure(enrolled.error());
  if (m_endpoint.until > m_clock.monotonic()) return Went::Nowhere;
  const auto due = dueNow();
  if (!due) return failure(due.error());
  if (auto sent = send(*due, stop); !sent) return failure(sent.error());
  return *enrolled || !due->isEmpty() ? Went::On : Went::Nowhere;
}

// Whether there was anything new.
Result<bool> Courier::takeFeedOn() {
  if (auto grown = m_feed.grow([this](const Writer::Job& job) { return change(job); }); !grown) {
    return failure(grown.error());
  }
  const auto behind = DeliveryRows(m_storage->writing()).behind(m_agency.agencyId);
  if (!behind || !*behind) return behind;
  auto enrolled = change([&](Storage& storage) -> Result<void> {
    const auto rows = DeliveryRows(storage.writing()).enrol(m_agency, kEnrolledAtOnce);
    return rows ? Result<void>() : failure(rows.error());
  });
  return enrolled ? Result<bool>(true) : failure(enrolled.error());
}

// Until all are sent, the endpoint is given a pause, or the lease wants to be renewed.
Result<void> Courier::send(const QList<Delivery>& due, const std::stop_token& stop) {
  QList<qint64> delivered;
  Result<void> noted;
  for (const Delivery& one : due) {
    if (stop.stop_requested() || m_clock.monotonic() >= m_renewAt) break;
    const QByteArray code = deliver(one.item, stop);
    if (stop.stop_requested() && !code.isEmpty()) break;  // being stopped is nobody's failure
    if (code.isEmpty()) {
      delivered.append(one.item.position);
      m_items.remove(one.item.position);
      m_endpoint = {};
      m_lastCode.clear();
      continue;
    }
    noted = noteFailure(one, code);
    if (!noted || m_endpoint.until > m_clock.monotonic()) break;
  }
  if (!delivered.isEmpty()) {
    // Lost between the answer and this line, it is sent once more under the same id.
    auto done = change(
        [&](Storage& storage) { return DeliveryRows(storage.writing()).delivered(m_agency.agencyId, delivered); });
    if (!done) return done;
  }
  return noted;
}

// Not those whose own pause still runs: one message that is refused holds up its case, not the others.
Result<QList<Delivery>> Courier::dueNow() {
  QList<Delivery> ready;
  qint64 after = 0;
  while (ready.size() < kSentBeforeNoted) {
    const auto page = DeliveryRows(m_storage->writing()).due(m_agency.agencyId, after, kEnrolledAtOnce);
    if (!page) return page;
    for (const Delivery& one : *page) {
      if (ready.size() == kSentBeforeNoted) break;
      if (m_items.value(one.item.position).until <= m_clock.monotonic()) ready.append(one);
    }
    if (page->size() < kEnrolledAtOnce) break;
    after = page->last().item.position;
  }
  return ready;
}

QByteArray Courier::deliver(const FeedItem& item, const std::stop_token& stop) {
  const auto request = webhookRequest(*m_agency.webhook, item, m_clock.now());
  if (!request) return request.error().code;
  const auto answer = m_transport->send(*request, stop);
  if (!answer) return answer.error().code;
  return answer->status >= 200 && answer->status < 300 ? QByteArray() : "http." + QByteArray::number(answer->status);
}

Result<void> Courier::noteFailure(const Delivery& delivery, const QByteArray& code) {
  Pause& own = m_items[delivery.item.position];
  own.failures = std::max(own.failures, delivery.attempts);  // as far as it was before a restart
  pause(own);
  ++m_endpoint.failures;
  if (m_endpoint.failures >= kFailuresOfAnEndpoint) {
    Pause all{m_endpoint.failures - kFailuresOfAnEndpoint, {}};
    pause(all);
    m_endpoint.until = all.until;
  }
  const bool gone = code == "http." + QByteArray::number(kGone);
  if (code != m_lastCode || gone) {
    m_log.event(gone ? Log::Level::Critical : Log::Level::Warning,
                gone ? "gateway.webhook-disabled" : "gateway.webhook-failed",
                {{QStringLiteral("agency"), QString::fromLatin1(m_agency.agencyId)},
                 {QStringLiteral("code"), QString::fromLatin1(code)}});
  }
  m_lastCode = code;
  return change([&](Storage& storage) -> Result<void> {
    DeliveryRows rows(storage.writing());
    auto noted = rows.failed(m_agency.agencyId, delivery.item.position, code);
    return noted && gone ? rows.disable(m_agency.agencyId, code) : noted;
  });
}

void Courier::pause(Pause& what) const {
  const int doublings = std::min(what.failures, 16);
  ++what.failures;
  what.until = m_clock.monotonic() + std::min(kLongestPause, m_timing.shortestPause * (1 << doublings));
}

Result<bool> Courier::holdsLease() {
  if (m_clock.monotonic() < m_renewAt) return true;
  bool mine = false;
  auto asked = change([&](Storage& storage) -> Result<void> {
    const auto answer = m_leases.take(storage.writing(), {leaseName(m_agency), m_self, {}, m_timing.lease});
    if (!answer) return failure(answer.error());
    mine = answer->outcome == cases::LeaseAnswer::Outcome::Given;
    return {};
  });
  if (!asked) return failure(asked.error());
  if (mine) m_renewAt = m_clock.monotonic() + m_timing.lease / 3;
  return mine;
}

Result<void> Courier::letGo() {
  return change([&](Storage& storage) -> Result<void> {
    const auto lease = cases::LeaseRows(storage.writing()).find(leaseName(m_agency));
    if (!lease) return failure(lease.error());
    if (lease->holder != m_self) return {};
    const auto released = m_leases.release(storage.writing(), lease->name, m_self, lease->fencing);
    return released ? Result<void>() : failure(released.error());
  });
}

Result<void> Courier::change(const Writer::Job& job) {
  if (auto begun = m_storage->begin(); !begun) return begun;
  if (auto done = job(*m_storage); !done) {
    m_storage->rollback();
    return done;
  }
  return m_storage->commit();
}

void Courier::sleep(const std::stop_token& stop, std::chrono::milliseconds duration) {
  std::mutex mutex;
  std::condition_variable_any bell;
  std::unique_lock lock(mutex);
  bell.wait_for(lock, stop, duration, [] { return false; });
}

}  // namespace hall::gateway::agency

#include "sync/gateway/upstream/forwarder.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "sync/engine/http_transport.h"
#include "sync/engine/sending_engine.h"
#include "sync/gateway/agency/feed.h"
#include "sync/gateway/limits.h"
#include "sync/gateway/upstream/downward.h"
#include "sync/gateway/upstream/upstream_rows.h"
#include "sync/gateway/upstream/upward.h"
#include "sync/identity/renew.h"
#include "sync/mirror/manifest.h"
#include "sync/seal/line_credential.h"

namespace hall::gateway::upstream {

namespace {

constexpr std::chrono::milliseconds kIdle{500};
constexpr std::chrono::milliseconds kDownwardPause = std::chrono::seconds(60);
constexpr std::chrono::milliseconds kRenewalPause = std::chrono::hours(24);
constexpr std::chrono::milliseconds kRenewalPauseAfterTrouble = std::chrono::minutes(10);

QString keysOf(const Forwarder::Place& place) {
  return place.folder + QStringLiteral("/keys");
}

// A forwarder may hold what a whole hall hands in while the line is down; the disk alone is its limit.
outbox::Limits limitsOfAGateway() {
  outbox::Limits limits;
  limits.maximumWaiting = 10 * Upward::kMostWaiting;
  limits.maximumOffline = std::chrono::hours(24 * 365);
  limits.maximumAttachmentBytes = kMaximumPartBytes;
  return limits;
}

}  // namespace

class Forwarder::Work {
 public:
  struct Ground {
    seal::TerminalKey key;
    seal::PlatformCertificates above;
    std::unique_ptr<Storage> storage;
    std::unique_ptr<outbox::Outbox> outbox;
    std::unique_ptr<engine::HttpTransport> line;
    std::unique_ptr<engine::HttpTransport> errands;
  };
  Work(const Place& place, Ground ground, const PlatformKeys& keys, const Clock& clock, Log& log)
      : m_ground(std::move(ground)),
        m_keys(keysOf(place)),
        m_clock(clock),
        m_log(log),
        m_feed(*m_ground.storage, keys, log),
        m_downward({place.folder, m_ground.above, keys, clock, log}, *m_ground.storage, *m_ground.errands),
        m_upward(*m_ground.storage, *m_ground.outbox, *m_ground.errands, clock, log),
        m_engine(*m_ground.outbox, *m_ground.line, clock, log,
                 {[this](const model::Submission& submission) { moved(submission); }, {}},
                 engine::SendingEngine::systemDice(), place.folder + QStringLiteral("/errands.json")),
        m_thread([this](const std::stop_token& stop) { run(stop); }) {
    pthread_setname_np(m_thread.native_handle(), "forwarder");
  }

  [[nodiscard]] qint64 backlog() const { return m_backlog; }
  [[nodiscard]] double certificateDays() const;

 private:
  void moved(const model::Submission& submission);
  void run(const std::stop_token& stop);
  bool round(const std::stop_token& stop);
  Result<bool> goUp(const std::stop_token& stop);
  Result<void> look();
  void renewDaily(const std::stop_token& stop);
  void tell(const Error& error);

  Ground m_ground;
  const QString m_keys;
  const Clock& m_clock;
  Log& m_log;
  agency::Feed m_feed;
  Downward m_downward;
  Upward m_upward;
  std::mutex m_mutex;
  QList<model::Submission> m_moved;  // behind the mutex
  std::atomic<qint64> m_backlog{-1};
  std::chrono::milliseconds m_downwardAt{0};
  std::chrono::milliseconds m_renewAt{0};
  std::atomic<qint64> m_certificateUntil{-1};  // seconds since the epoch; -1: not enrolled, or not looked yet
  QSet<QByteArray> m_troubles;                 // that were logged
  engine::SendingEngine m_engine;
  std::jthread m_thread;  // last
};

void Forwarder::Work::moved(const model::Submission& submission) {
  if (!submission.receipt) return;
  const std::lock_guard lock(m_mutex);
  m_moved.append(submission);
}

void Forwarder::Work::run(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any bell;
  while (!stop.stop_requested()) {
    renewDaily(stop);
    if (round(stop)) continue;
    std::unique_lock lock(mutex);
    bell.wait_for(lock, stop, kIdle, [] { return false; });
  }
}

// True if there is more to do at once. Trouble on the way up keeps nobody from being told how much waits, nor the word
// from above from coming down.
bool Forwarder::Work::round(const std::stop_token& stop) {
  const auto more = goUp(stop);
  if (!more) tell(more.error());
  if (more && *more) m_troubles.clear();
  if (auto seen = look(); !seen) tell(seen.error());
  const bool busy = more && *more;
  if (!busy && m_clock.monotonic() >= m_downwardAt) {
    if (auto known = m_upward.introduceAll(stop); !known) tell(known.error());
    if (auto brought = m_downward.bring(stop); !brought) tell(brought.error());
    m_downwardAt = m_clock.monotonic() + kDownwardPause;
  }
  return busy;
}

Result<bool> Forwarder::Work::goUp(const std::stop_token& stop) {
  QList<model::Submission> settled;
  {
    const std::lock_guard lock(m_mutex);
    settled.swap(m_moved);
  }
  if (auto confirmed = m_upward.confirm(settled); !confirmed) {
    const std::lock_guard lock(m_mutex);
    m_moved = settled + m_moved;
    return failure(confirmed.error());
  }
  if (auto grown = m_feed.grow([this](const Writer::Job& job) { return change(*m_ground.storage, job); }); !grown) {
    tell(grown.error());
  }
  const auto adopted = m_upward.adopt(stop);
  if (!adopted) return adopted;
  if (*adopted) m_engine.wake();
  return *adopted || !settled.isEmpty();
}

Result<void> Forwarder::Work::look() {
  const auto waiting = UpstreamRows(m_ground.storage->writing()).unconfirmedCount();
  if (!waiting) return failure(waiting.error());
  m_backlog = *waiting;
  return {};
}

// A refusal is a reason to look again soon: submissions wait as long as there is no line.
void Forwarder::Work::renewDaily(const std::stop_token& stop) {
  if (m_clock.monotonic() < m_renewAt) return;
  const auto renewal =
      identity::renew(*m_ground.errands, m_keys, m_clock, identity::When::IfDue, identity::Key::Same, stop);
  const bool plain = !renewal && renewal.error().kind == Failure::NotFound;  // a line without certificates
  m_renewAt = m_clock.monotonic() + (renewal || plain ? kRenewalPause : kRenewalPauseAfterTrouble);
  if (renewal && *renewal == identity::Renewal::Renewed) m_log.event(Log::Level::Info, "gateway.upstream-renewed");
  if (!renewal && !plain && renewal.error().kind != Failure::Cancelled) {
    m_log.event(Log::Level::Warning, "gateway.upstream-not-renewed",
                {{QStringLiteral("code"), QString::fromLatin1(renewal.error().code)}});
  }
  const auto credential = seal::LineCredential::open(m_keys);
  if (credential) m_certificateUntil = credential->certificate().notAfter().toSecsSinceEpoch();
}

double Forwarder::Work::certificateDays() const {
  constexpr double kSecondsOfDay = 24 * 3600;
  const qint64 until = m_certificateUntil;
  return until < 0 ? -1 : std::max(0.0, static_cast<double>(until - m_clock.now().toSecsSinceEpoch()) / kSecondsOfDay);
}

// Once for each kind of trouble: a line that is down for a day is one line in the log.
void Forwarder::Work::tell(const Error& error) {
  if (error.kind == Failure::Cancelled || m_troubles.contains(error.code)) return;
  m_troubles.insert(error.code);
  m_log.event(Log::Level::Warning, "gateway.upstream",
              {{QStringLiteral("code"), QString::fromLatin1(error.code)}, {QStringLiteral("detail"), error.detail}});
}

Result<std::unique_ptr<Forwarder>> Forwarder::start(const Place& place, const sql::Source& source,
                                                    const PlatformKeys& keys, const Clock& clock, Log& log) {
  auto key = seal::TerminalKey::openOrCreate(keysOf(place), clock);
  if (!key) return failure(key.error());
  auto above = seal::PlatformCertificates::open(place.folder + QStringLiteral("/platform.pem"));
  if (!above) return failure(above.error());
  auto storage = Storage::open(source);
  if (!storage) return failure(storage.error());
  auto box =
      outbox::Outbox::open(place.folder + QStringLiteral("/outbox"), *key, *above, clock, log, limitsOfAGateway());
  if (!box) return failure(box.error());
  engine::HttpOptions options;
  options.baseUrl = place.url;
  options.keys = keysOf(place);
  options.maximumBody = mirror::kMaximumFileBytes;
  auto line = engine::HttpTransport::create(options);
  if (!line) return failure(line.error());
  auto errands = engine::HttpTransport::create(options);
  if (!errands) return failure(errands.error());
  Work::Ground ground{std::move(*key), std::move(*above), std::move(*storage),
                      std::move(*box), std::move(*line),  std::move(*errands)};
  return std::unique_ptr<Forwarder>(new Forwarder(std::make_unique<Work>(place, std::move(ground), keys, clock, log)));
}

Forwarder::Forwarder(std::unique_ptr<Work> work) : m_work(std::move(work)) {}
Forwarder::~Forwarder() = default;

qint64 Forwarder::backlog() const {
  return m_work->backlog();
}

double Forwarder::certificateDays() const {
  return m_work->certificateDays();
}

}  // namespace hall::gateway::upstream

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
#include "sync/identity/renew.h"
#include "sync/mirror/manifest.h"
#include "sync/seal/line_credential.h"

namespace hall::gateway::upstream {

namespace {

constexpr int kAdoptedAtOnce = 128;
constexpr qint64 kBytesAtOnce = 32LL * 1024 * 1024;
constexpr int kMostWaiting = 4000;  // in the outbox; the rest waits in the database
constexpr std::chrono::milliseconds kIdle{500};
constexpr std::chrono::milliseconds kDownwardPause = std::chrono::seconds(60);
constexpr int kNoContent = 204;
constexpr std::chrono::milliseconds kRenewalPause = std::chrono::hours(24);
constexpr std::chrono::milliseconds kRenewalPauseAfterTrouble = std::chrono::minutes(10);

QString keysOf(const Forwarder::Place& place) {
  return place.folder + QStringLiteral("/keys");
}

// A forwarder may hold what a whole hall hands in while the line is down; the disk alone is its limit.
outbox::Limits limitsOfAGateway() {
  outbox::Limits limits;
  limits.maximumWaiting = 10 * kMostWaiting;
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
        m_feed(*m_ground.storage, keys),
        m_downward({place.folder, m_ground.above, keys, clock}, *m_ground.storage, *m_ground.errands),
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
  Result<bool> round(const std::stop_token& stop);
  Result<void> confirm(const QList<model::Submission>& submissions);
  Result<bool> adopt(const std::stop_token& stop);
  Result<outbox::Adoption> adoption(const QByteArray& submissionId);
  Result<void> introduce(const QByteArray& terminalId, const std::stop_token& stop);
  Result<void> introduceAll(const std::stop_token& stop);
  void renewDaily(const std::stop_token& stop);
  void tell(const Error& error);

  Ground m_ground;
  const QString m_keys;
  const Clock& m_clock;
  Log& m_log;
  agency::Feed m_feed;
  Downward m_downward;
  std::mutex m_mutex;
  QList<model::Submission> m_moved;  // behind the mutex
  std::atomic<qint64> m_backlog{-1};
  qint64 m_position = 0;  // in the feed: everything before it is in the outbox or confirmed
  QSet<QByteArray> m_introduced;
  std::chrono::milliseconds m_downwardAt{0};
  std::chrono::milliseconds m_renewAt{0};
  std::atomic<qint64> m_certificateUntil{-1};  // seconds since the epoch; -1: not enrolled, or not looked yet
  QByteArray m_lastTrouble;
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
    const auto more = round(stop);
    if (!more) tell(more.error());
    if (more && *more) continue;
    std::unique_lock lock(mutex);
    bell.wait_for(lock, stop, kIdle, [] { return false; });
  }
}

// True if there is more to do at once.
Result<bool> Forwarder::Work::round(const std::stop_token& stop) {
  QList<model::Submission> settled;
  {
    const std::lock_guard lock(m_mutex);
    settled.swap(m_moved);
  }
  if (auto confirmed = confirm(settled); !confirmed) {
    const std::lock_guard lock(m_mutex);
    m_moved = settled + m_moved;
    return failure(confirmed.error());
  }
  auto grown = m_feed.grow([this](const Writer::Job& job) { return m_downward.change(job); });
  if (!grown) return failure(grown.error());
  const auto adopted = adopt(stop);
  if (!adopted) return adopted;
  const auto waiting = UpstreamRows(m_ground.storage->writing()).unconfirmedCount();
  if (!waiting) return failure(waiting.error());
  m_backlog = *waiting;
  if (!*adopted && m_clock.monotonic() >= m_downwardAt) {
    m_downwardAt = m_clock.monotonic() + kDownwardPause;
    if (auto known = introduceAll(stop); !known) return failure(known.error());
    if (auto brought = m_downward.bring(stop); !brought) return failure(brought.error());
  }
  if (settled.isEmpty() && !*adopted) return false;
  m_lastTrouble.clear();
  return true;
}

Result<void> Forwarder::Work::confirm(const QList<model::Submission>& submissions) {
  if (submissions.isEmpty()) return {};
  return m_downward.change([&](Storage& storage) -> Result<void> {
    for (const model::Submission& submission : submissions) {
      if (!submission.receipt) continue;
      if (auto done = UpstreamRows(storage.writing()).confirm(*submission.receipt); !done) return done;
    }
    return {};
  });
}

// What is received and not confirmed goes into the outbox; what the outbox has settled already is confirmed.
Result<bool> Forwarder::Work::adopt(const std::stop_token& stop) {
  if (const auto closed = m_ground.outbox->gate()) return failure(*closed);
  const auto counts = m_ground.outbox->countsByState();
  if (!counts) return failure(counts.error());
  int waiting = 0;
  using enum model::SubmissionState;
  for (const auto state : {Sealed, SendingParts, Committing, InDoubt}) waiting += counts->value(state);
  if (waiting >= kMostWaiting) return false;
  const auto places = UpstreamRows(m_ground.storage->writing()).unconfirmed(m_position, kAdoptedAtOnce);
  if (!places || places->isEmpty()) return places ? Result<bool>(false) : failure(places.error());
  QList<outbox::Adoption> adoptions;
  qint64 bytes = 0;
  qint64 reached = m_position;
  for (const UpstreamRows::Place& place : *places) {
    if (stop.stop_requested() || bytes > kBytesAtOnce) break;
    auto taken = adoption(place.submissionId);
    if (!taken) return failure(taken.error());
    if (auto known = introduce(taken->origin.terminalId, stop); !known) return failure(known.error());
    for (const QByteArray& part : taken->parts) bytes += part.size();
    adoptions.append(std::move(*taken));
    reached = place.position;
  }
  const auto outcome = m_ground.outbox->adopt(adoptions);
  if (!outcome) return failure(outcome.error());
  for (const outbox::Refusal& refusal : outcome->refused) {
    m_log.event(Log::Level::Critical, "gateway.not-sent-on",
                {{QStringLiteral("submission"), QString::fromLatin1(refusal.submissionId)},
                 {QStringLiteral("code"), QString::fromLatin1(refusal.error.code)}});
  }
  if (auto confirmed = confirm(outcome->taken); !confirmed) return failure(confirmed.error());
  m_position = reached;
  m_engine.wake();
  return true;
}

Result<outbox::Adoption> Forwarder::Work::adoption(const QByteArray& submissionId) {
  const auto record = m_ground.storage->find(submissionId);
  if (!record) return failure(record.error());
  const Announcement& a = record->announcement;
  outbox::Adoption adoption{a.submissionId, a.caseId, a.digest, {a.terminalId, a.terminalSeq}, {}};
  for (const model::Part& part : a.parts) {
    auto bytes = m_ground.storage->part(submissionId, part.digest);
    if (!bytes) return failure(bytes.error());
    adoption.parts.append(std::move(*bytes));
  }
  return adoption;
}

// Before anything of it goes up: a platform that does not know the terminal would refuse it for good.
Result<void> Forwarder::Work::introduce(const QByteArray& terminalId, const std::stop_token& stop) {
  if (m_introduced.contains(terminalId)) return {};
  const auto pem = UpstreamRows(m_ground.storage->writing()).certificate(terminalId);
  if (!pem) return failure(pem.error());
  const auto answer = m_ground.errands->send(
      {"PUT", "/v1/terminals/" + terminalId + "/certificate", *pem, "application/x-pem-file"}, stop);
  if (!answer) return failure(answer.error());
  if (answer->status != kNoContent) {
    return failure(Failure::Refused, "upstream.introduction", QString::number(answer->status));
  }
  m_introduced.insert(terminalId);
  return {};
}

// Above, a gateway hears of the terminals alone that it has introduced.
Result<void> Forwarder::Work::introduceAll(const std::stop_token& stop) {
  const auto terminals = UpstreamRows(m_ground.storage->writing()).terminals();
  if (!terminals) return failure(terminals.error());
  for (const QByteArray& terminalId : *terminals) {
    if (auto known = introduce(terminalId, stop); !known) return known;
  }
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
  if (error.kind == Failure::Cancelled || error.code == m_lastTrouble) return;
  m_lastTrouble = error.code;
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

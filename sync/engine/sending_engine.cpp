#include "sync/engine/sending_engine.h"

#include <pthread.h>

#include <QRandomGenerator>
#include <algorithm>

#include "sync/engine/delivery.h"

namespace hall::engine {

namespace {
using namespace std::chrono_literals;
// The wall clock may be set, and the disk may recover, while the engine sleeps: it looks again after this at the
// latest. One indexed query each time.
constexpr std::chrono::milliseconds kLongestRest = 5s;
constexpr std::chrono::milliseconds kRestAfterTrouble = 2s;
constexpr std::chrono::milliseconds kProbeAfterSilence = 60s;
constexpr int kFreshAtOnce = 8;
constexpr qint64 kLarge = 1024LL * 1024;
}  // namespace

SendingEngine::SendingEngine(outbox::Outbox& outbox, Transport& transport, const Clock& clock, Log& log,
                             Callbacks callbacks, std::function<double()> dice)
    : m_outbox(outbox),
      m_transport(transport),
      m_clock(clock),
      m_log(log),
      m_callbacks(std::move(callbacks)),
      m_dice(std::move(dice)),
      m_thread([this](const std::stop_token& stop) { run(stop); }) {
  pthread_setname_np(m_thread.native_handle(), "sending");
}

SendingEngine::~SendingEngine() {
  m_thread.request_stop();
  m_thread.join();
}

void SendingEngine::wake() {
  m_bell.ring();
}

std::function<double()> SendingEngine::systemDice() {
  return [] { return QRandomGenerator::system()->generateDouble(); };
}

void SendingEngine::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bool trouble = m_bell.take() && !deliverFresh(stop);
    const auto due = m_outbox.due(m_clock.now());
    trouble = !due || !deliverDue(*due, stop) || trouble;
    if (stop.stop_requested()) return;
    if (due && due->isEmpty()) probe(stop);
    if (!due || due->isEmpty() || trouble) rest(trouble, stop);
  }
}

// What somebody is standing in front of the screen for: the newest that was never tried goes first.
bool SendingEngine::deliverFresh(const std::stop_token& stop) {
  for (int i = 0; i < kFreshAtOnce && !stop.stop_requested(); ++i) {
    const auto fresh = m_outbox.newestUntried(m_clock.now());
    if (!fresh) return false;
    if (!*fresh) return true;
    if (!deliver(**fresh, stop)) return false;
  }
  return true;
}

// At least one of the oldest in each round, so that those who ring do not starve those who wait. After a failure of the
// line the list is read again: it may have cost a minute.
bool SendingEngine::deliverDue(const QList<model::Submission>& due, const std::stop_token& stop) {
  bool fine = true;
  for (const model::Submission& submission : due) {
    if (stop.stop_requested()) break;
    fine = deliver(submission, stop) && fine;
    if (m_lineFailed || m_bell.hasRung()) break;
  }
  return fine;
}

bool SendingEngine::deliver(const model::Submission& due, const std::stop_token& stop) {
  m_lineFailed = false;
  std::stop_source turn;
  const std::stop_callback link(stop, [&turn] { turn.request_stop(); });
  qint64 size = 0;
  for (const model::Part& part : due.parts) size += part.size;
  // A large one on a slow line would never arrive if it were cut every time.
  m_bell.beginTurn(turn, size < kLarge || m_cutLast != due.submissionId);
  const Delivery::Tools tools{m_outbox,
                              m_transport,
                              m_clock,
                              m_dice,
                              [this](const model::Submission& changed) {
                                if (m_callbacks.onChanged) m_callbacks.onChanged(changed);
                              },
                              [this](bool reached) { report(reached); }};
  const auto done = Delivery(tools, due, turn.get_token()).run();
  const bool cut = m_bell.endTurn() && !stop.stop_requested();
  if (cut || m_cutLast == due.submissionId) m_cutLast = cut ? due.submissionId : QByteArray();
  if (done) return !cut || putBack(due.submissionId);
  m_log.event(Log::Level::Critical, "engine.outbox-trouble",
              {{QStringLiteral("submission"), QString::fromLatin1(due.submissionId)},
               {QStringLiteral("code"), QString::fromLatin1(done.error().code)}});
  return false;
}

// It hung, and somebody else wanted a turn: for this one that was a failed try.
bool SendingEngine::putBack(const QByteArray& submissionId) {
  const auto now = m_outbox.find(submissionId);
  if (!now) return false;
  using enum model::SubmissionState;
  if (now->state != Sealed && now->state != SendingParts && now->state != InDoubt) return true;
  const auto later = m_clock.now().addMSecs(backOff(now->attempts, m_dice()).count());
  const auto put = m_outbox.retryLater(submissionId, "line.hung", later);
  if (put && m_callbacks.onChanged) m_callbacks.onChanged(*put);
  return put.has_value();
}

// With nothing to send, the sign on the screen should still tell the truth about the line.
void SendingEngine::probe(const std::stop_token& stop) {
  const auto now = m_clock.monotonic();
  if (m_lastExchange && now - *m_lastExchange < kProbeAfterSilence) return;
  std::stop_source turn;
  const std::stop_callback link(stop, [&turn] { turn.request_stop(); });
  m_bell.beginTurn(turn, true);
  const auto answer = m_transport.send({"GET", "/healthz", {}, {}}, turn.get_token());
  if (m_bell.endTurn() || stop.stop_requested()) return;
  report(answer && answer->status == 200 && answer->contentType == "application/json");
}

void SendingEngine::rest(bool trouble, const std::stop_token& stop) {
  auto pause = trouble ? kRestAfterTrouble : kLongestRest;
  if (const auto next = m_outbox.nextDue(); next && *next && !trouble) {
    const std::chrono::milliseconds until(m_clock.now().msecsTo(**next));
    pause = std::clamp(until, std::chrono::milliseconds(0), kLongestRest);
  }
  m_bell.rest(pause, stop);
}

void SendingEngine::report(bool reached) {
  m_lastExchange = m_clock.monotonic();
  m_lineFailed = !reached;
  const Line line = reached ? Line::Online : Line::Offline;
  if (m_line.exchange(line) == line) return;
  m_log.event(Log::Level::Info, reached ? "engine.online" : "engine.offline");
  if (m_callbacks.onLine) m_callbacks.onLine(line);
}

}  // namespace hall::engine

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
  m_bell.notify_all();
  m_thread.join();
}

void SendingEngine::wake() {
  {
    const std::lock_guard lock(m_mutex);
    m_woken = true;
  }
  m_bell.notify_all();
}

std::function<double()> SendingEngine::systemDice() {
  return [] { return QRandomGenerator::system()->generateDouble(); };
}

void SendingEngine::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto due = m_outbox.due(m_clock.now());
    bool trouble = !due;
    if (due) {
      for (const model::Submission& submission : *due) {
        if (stop.stop_requested()) return;
        trouble = !deliver(submission, stop) || trouble;
      }
    }
    if (due && due->isEmpty()) probe(stop);
    if (!due || due->isEmpty() || trouble) rest(trouble, stop);
  }
}

bool SendingEngine::deliver(const model::Submission& due, const std::stop_token& stop) {
  const Delivery::Tools tools{m_outbox,
                              m_transport,
                              m_clock,
                              m_dice,
                              [this](const model::Submission& changed) {
                                if (m_callbacks.onChanged) m_callbacks.onChanged(changed);
                              },
                              [this](bool reached) { report(reached); }};
  const auto done = Delivery(tools, due, stop).run();
  if (done) return true;
  m_log.event(Log::Level::Critical, "engine.outbox-trouble",
              {{QStringLiteral("submission"), QString::fromLatin1(due.submissionId)},
               {QStringLiteral("code"), QString::fromLatin1(done.error().code)}});
  return false;
}

// With nothing to send, the sign on the screen should still tell the truth about the line.
void SendingEngine::probe(const std::stop_token& stop) {
  const auto now = m_clock.monotonic();
  if (m_lastExchange && now - *m_lastExchange < kProbeAfterSilence) return;
  const auto answer = m_transport.send({"GET", "/healthz", {}, {}}, stop);
  if (stop.stop_requested()) return;
  report(answer && answer->status == 200 && answer->contentType == "application/json");
}

void SendingEngine::rest(bool trouble, const std::stop_token& stop) {
  auto pause = trouble ? kRestAfterTrouble : kLongestRest;
  if (const auto next = m_outbox.nextDue(); next && *next && !trouble) {
    const std::chrono::milliseconds until(m_clock.now().msecsTo(**next));
    pause = std::clamp(until, std::chrono::milliseconds(0), kLongestRest);
  }
  std::unique_lock lock(m_mutex);
  m_bell.wait_for(lock, stop, pause, [this] { return m_woken; });
  m_woken = false;
}

void SendingEngine::report(bool reached) {
  m_lastExchange = m_clock.monotonic();
  const Line line = reached ? Line::Online : Line::Offline;
  if (m_line.exchange(line) == line) return;
  m_log.event(Log::Level::Info, reached ? "engine.online" : "engine.offline");
  if (m_callbacks.onLine) m_callbacks.onLine(line);
}

}  // namespace hall::engine

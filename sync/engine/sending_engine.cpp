#include "sync/engine/sending_engine.h"

#include <pthread.h>

#include <QRandomGenerator>

#include "sync/outbox/number_used.h"

namespace hall::engine {

namespace {
using namespace std::chrono_literals;
constexpr std::chrono::milliseconds kRestAfterTrouble = 2s;
constexpr std::chrono::milliseconds kProbeAfterSilence = 60s;
}  // namespace

SendingEngine::SendingEngine(outbox::Outbox& outbox, Transport& transport, const Clock& clock, Log& log,
                             Callbacks callbacks, std::function<double()> dice, const QString& errands)
    : m_transport(transport),
      m_clock(clock),
      m_log(log),
      m_callbacks(std::move(callbacks)),
      m_dice(std::move(dice)),
      m_turns({outbox, transport, clock, log, m_bell, m_dice,
               [this](const model::Submission& changed) { noteChanged(changed); },
               [this](bool reached) { report(reached); }}),
      m_errands(m_turns.tools(), log, errands, m_callbacks.onFindings),
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
    bool fine = !m_bell.take() || m_turns.deliverFresh(stop);
    fine = m_turns.round(stop) && fine;
    if (stop.stop_requested()) return;
    if (m_line == Line::Online) fine = runErrands(stop) && fine;
    if (m_turns.idle()) probe(stop);
    if (m_turns.idle() || !fine) m_bell.rest(fine ? m_turns.rest() : kRestAfterTrouble, stop);
  }
}

bool SendingEngine::runErrands(const std::stop_token& stop) {
  std::stop_source turn;
  const std::stop_callback link(stop, [&turn] { turn.request_stop(); });
  m_bell.beginTurn(turn, true);
  const bool fine = m_errands.run(turn.get_token());
  (void)m_bell.endTurn();
  return fine;
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

void SendingEngine::noteChanged(const model::Submission& changed) {
  // This folder is an older copy of what the platform has seen: only the inventory says where its numbers go on.
  if (changed.state == model::SubmissionState::Held && changed.heldCode == outbox::kNumberUsed)
    m_errands.wantInventory();
  if (m_callbacks.onChanged) m_callbacks.onChanged(changed);
}

void SendingEngine::report(bool reached) {
  m_lastExchange = m_clock.monotonic();
  const Line line = reached ? Line::Online : Line::Offline;
  if (m_line.exchange(line) == line) return;
  m_log.event(Log::Level::Info, reached ? "engine.online" : "engine.offline");
  if (m_callbacks.onLine) m_callbacks.onLine(line);
}

}  // namespace hall::engine

#include "sync/engine/wake_bell.h"

#include <pthread.h>

#include <utility>

namespace hall::engine {

namespace {
// On a line that works an exchange is over long before; only large parts take longer.
constexpr std::chrono::milliseconds kPatience{1000};
}  // namespace

WakeBell::WakeBell() : m_watcher([this](const std::stop_token& stop) { watch(stop); }) {
  pthread_setname_np(m_watcher.native_handle(), "sending-bell");
}

WakeBell::~WakeBell() {
  m_watcher.request_stop();
  m_watcher.join();
}

void WakeBell::ring() {
  {
    const std::lock_guard lock(m_mutex);
    m_rung = true;
  }
  m_changed.notify_all();
}

bool WakeBell::take() {
  const std::lock_guard lock(m_mutex);
  return std::exchange(m_rung, false);
}

bool WakeBell::hasRung() const {
  const std::lock_guard lock(m_mutex);
  return m_rung;
}

void WakeBell::rest(std::chrono::milliseconds pause, const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  m_changed.wait_for(lock, stop, pause, [this] { return m_rung; });
}

void WakeBell::beginTurn(const std::stop_source& turn, bool mayBeCut) {
  {
    const std::lock_guard lock(m_mutex);
    m_turn = turn;
    ++m_turnNumber;
    m_mayBeCut = mayBeCut;
    m_cut = false;
  }
  m_changed.notify_all();
}

bool WakeBell::endTurn() {
  bool cut = false;
  {
    const std::lock_guard lock(m_mutex);
    m_turn.reset();
    cut = m_cut;
  }
  m_changed.notify_all();
  return cut;
}

void WakeBell::watch(const std::stop_token& stop) {
  std::unique_lock lock(m_mutex);
  while (true) {
    m_changed.wait(lock, stop, [this] { return m_rung && m_turn && m_mayBeCut && !m_cut; });
    if (stop.stop_requested()) return;
    const auto number = m_turnNumber;
    const bool over = m_changed.wait_for(lock, stop, kPatience, [&] { return !m_turn || m_turnNumber != number; });
    if (stop.stop_requested()) return;
    if (over) continue;
    m_cut = true;
    std::stop_source turn = *m_turn;
    lock.unlock();  // whoever is told may take its time
    turn.request_stop();
    lock.lock();
  }
}

}  // namespace hall::engine

#include "sync/gateway/slow_lane.h"

#include <pthread.h>

namespace hall::gateway {

SlowLane::SlowLane(size_t mostWaiting) : m_mostWaiting(mostWaiting), m_thread([this] { run(); }) {
  pthread_setname_np(m_thread.native_handle(), "slow-lane");
}

SlowLane::~SlowLane() {
  {
    const std::lock_guard lock(m_mutex);
    m_closing = true;
  }
  m_bell.notify_one();
  m_thread.join();
}

bool SlowLane::add(Work work) {
  {
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() >= m_mostWaiting) return false;
    m_waiting.push_back(std::move(work));
  }
  m_bell.notify_one();
  return true;
}

void SlowLane::run() {
  while (true) {
    Work work;
    {
      std::unique_lock lock(m_mutex);
      m_bell.wait(lock, [this] { return m_closing || !m_waiting.empty(); });
      if (m_waiting.empty()) return;
      work = std::move(m_waiting.front());
      m_waiting.pop_front();
    }
    work();
  }
}

}  // namespace hall::gateway

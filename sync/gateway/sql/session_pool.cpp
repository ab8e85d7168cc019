#include "sync/gateway/sql/session_pool.h"

namespace hall::gateway::sql {

Result<SessionPool::Lease> SessionPool::take() {
  {
    std::unique_lock lock(m_mutex);
    m_bell.wait(lock, [this] { return !m_idle.empty() || m_opened < m_most; });
    if (!m_idle.empty()) {
      auto session = std::move(m_idle.back());
      m_idle.pop_back();
      return Lease(*this, std::move(session));
    }
    ++m_opened;
  }
  auto opened = m_source.open();
  if (opened) return Lease(*this, std::move(*opened));
  {
    const std::lock_guard lock(m_mutex);
    --m_opened;
  }
  m_bell.notify_one();
  return failure(opened.error());
}

void SessionPool::giveBack(std::unique_ptr<SqlSession> session) {
  {
    const std::lock_guard lock(m_mutex);
    m_idle.push_back(std::move(session));
  }
  m_bell.notify_one();
}

}  // namespace hall::gateway::sql

#pragma once
// Sessions for reading, opened when needed, lent to one thread at a time. Thread: any.
#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "sync/gateway/sql/source.h"

namespace hall::gateway::sql {

class SessionPool {
 public:
  SessionPool(Source source, int most) : m_source(std::move(source)), m_most(most) {}

  class Lease {
   public:
    Lease(SessionPool& pool, std::unique_ptr<SqlSession> session) : m_pool(&pool), m_session(std::move(session)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease() {
      if (m_session) m_pool->giveBack(std::move(m_session));
    }
    SqlSession& operator*() const { return *m_session; }
    SqlSession* operator->() const { return m_session.get(); }

   private:
    SessionPool* m_pool;
    std::unique_ptr<SqlSession> m_session;
  };

  // Waits while all are out.
  Result<Lease> take();

 private:
  void giveBack(std::unique_ptr<SqlSession> session);

  const Source m_source;
  const int m_most;
  std::mutex m_mutex;
  std::condition_variable m_bell;
  std::vector<std::unique_ptr<SqlSession>> m_idle;
  int m_opened = 0;
};

}  // namespace hall::gateway::sql

#pragma once
// For what takes long: one thread of its own, so that neither a connection's thread nor the writer waits for it, and no
// more in line than can be done soon. Thread: any.
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace hall::gateway {

class SlowLane {
 public:
  using Work = std::function<void()>;

  explicit SlowLane(size_t mostWaiting);
  // Finishes what waits, then stops.
  ~SlowLane();
  SlowLane(const SlowLane&) = delete;
  SlowLane& operator=(const SlowLane&) = delete;

  // False: too much waits already, and this is not done.
  [[nodiscard]] bool add(Work work);

 private:
  void run();

  const size_t m_mostWaiting;
  std::mutex m_mutex;
  std::condition_variable m_bell;
  std::deque<Work> m_waiting;
  bool m_closing = false;
  std::thread m_thread;  // last
};

}  // namespace hall::gateway

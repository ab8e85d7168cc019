#pragma once
// The engine's bell, and an eye on the turn it is in: if somebody rings while a turn hangs, the turn is asked to stop a
// second later, so that what was just sealed does not wait for another's time-out. Has a thread of its own. Thread:
// any.
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace hall::engine {

class WakeBell {
 public:
  WakeBell();
  ~WakeBell();
  WakeBell(const WakeBell&) = delete;
  WakeBell& operator=(const WakeBell&) = delete;

  void ring();
  bool take();  // whether it rang since the last time it was taken
  [[nodiscard]] bool hasRung() const;
  // Until it rings, or `pause` is over.
  void rest(std::chrono::milliseconds pause, const std::stop_token& stop);

  void beginTurn(const std::stop_source& turn, bool mayBeCut);
  bool endTurn();  // whether it was cut short

 private:
  void watch(const std::stop_token& stop);

  mutable std::mutex m_mutex;
  std::condition_variable_any m_changed;
  bool m_rung = false;
  std::optional<std::stop_source> m_turn;
  unsigned long m_turnNumber = 0;
  bool m_mayBeCut = false;
  bool m_cut = false;
  std::jthread m_watcher;  // last: joined before anything above dies
};

}  // namespace hall::engine

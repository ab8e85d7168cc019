#pragma once
// When nobody gets through, not even those who were not tried before, the engine as a whole goes slower: thousands that
// wait need not each find out that the line is down. A platform that says "too many" stops everybody for as long as it
// says. Pauses are monotonic. Thread: the engine's.
#include <chrono>
#include <functional>
#include <optional>

#include "sync/engine/exchange.h"

namespace hall::engine {

class Brake {
 public:
  using Milliseconds = std::chrono::milliseconds;

  void heard(const Heard& heard, Milliseconds now, const std::function<double()>& dice);
  // Whether the last one who tried got through.
  [[nodiscard]] bool clear() const { return m_heard && m_failures == 0; }
  // What is left of the pause of those who wait.
  [[nodiscard]] std::optional<Milliseconds> left(Milliseconds now) const;
  // The same for what somebody is standing in front of the screen for: only the platform's own word stops that.
  [[nodiscard]] bool forbidden(Milliseconds now) const { return now < m_forbiddenUntil; }

 private:
  bool m_heard = false;
  int m_failures = 0;  // in a row, nobody got through in between
  Milliseconds m_until{0};
  Milliseconds m_forbiddenUntil{0};
};

}  // namespace hall::engine

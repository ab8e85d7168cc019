#pragma once
// Something that a gateway of an older version does not know. It is asked for again after an hour: the gateway may have
// been upgraded meanwhile. Times are monotonic. Thread: the engine's.
#include <chrono>

namespace hall::engine {

class Offer {
 public:
  [[nodiscard]] bool stands(std::chrono::milliseconds now) const { return now >= m_againAt; }
  void withdraw(std::chrono::milliseconds now) { m_againAt = now + std::chrono::hours(1); }

 private:
  std::chrono::milliseconds m_againAt{0};
};

}  // namespace hall::engine

#include "sync/engine/brake.h"

#include <algorithm>

namespace hall::engine {

namespace {
using namespace std::chrono_literals;
// One that hangs, or that the platform chokes on, is not the line: so many others are tried before all go slower.
constexpr int kFreeFailures = 8;
constexpr Brake::Milliseconds kLongestPause = 30s;
constexpr std::chrono::seconds kLongestWish = 60s;
}  // namespace

void Brake::heard(const Heard& heard, Milliseconds now, const std::function<double()>& dice) {
  m_heard = true;
  if (heard.reading.tooMany) {
    const std::chrono::seconds wish(heard.retryAfterSeconds);
    m_forbiddenUntil = now + std::clamp(wish, std::chrono::seconds(1), kLongestWish);
  }
  if (heard.reading.verdict != Verdict::RetryLater) {
    m_failures = 0;
    m_until = 0ms;
    return;
  }
  if (++m_failures <= kFreeFailures) return;
  m_until = now + std::min(kLongestPause, backOff(m_failures - kFreeFailures, dice()));
}

std::optional<Brake::Milliseconds> Brake::left(Milliseconds now) const {
  const Milliseconds until = std::max(m_until, m_forbiddenUntil);
  if (until <= now) return std::nullopt;
  return until - now;
}

}  // namespace hall::engine

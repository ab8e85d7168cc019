#include "sync/engine/pauses.h"

namespace hall::engine {

QDateTime Pauses::now() const {
  return std::max(m_clock.now(), m_startedAt.addMSecs((m_clock.monotonic() - m_startedMonotonic).count()));
}

QDateTime Pauses::begin(const QByteArray& submissionId, std::chrono::milliseconds pause) {
  const auto now = m_clock.monotonic();
  // What became of the others' pauses shows when they are due; those nobody asks for again go here.
  if (m_until.size() % 256 == 255) m_until.removeIf([now](const auto& entry) { return entry.value() <= now; });
  m_until.insert(submissionId, now + pause);
  return this->now().addMSecs(pause.count());
}

bool Pauses::over(const QByteArray& submissionId) {
  const auto found = m_until.constFind(submissionId);
  if (found == m_until.constEnd()) return true;
  if (*found > m_clock.monotonic()) return false;
  m_until.erase(found);
  return true;
}

std::optional<std::chrono::milliseconds> Pauses::untilNext() const {
  if (m_until.isEmpty()) return std::nullopt;
  const auto first = *std::min_element(m_until.cbegin(), m_until.cend());
  return std::max(first - m_clock.monotonic(), std::chrono::milliseconds(0));
}

}  // namespace hall::engine

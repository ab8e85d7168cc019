#pragma once
// The engine's own time. A wall clock that is set must neither freeze a waiting submission nor make it hurry: pauses
// are kept in monotonic time for as long as the engine runs, the times in the outbox are for after a restart.
// Thread: the engine's.
#include <QDateTime>
#include <QHash>
#include <algorithm>
#include <optional>

#include "sync/base/clock.h"

namespace hall::engine {

class Pauses {
 public:
  explicit Pauses(const Clock& clock)
      : m_clock(clock), m_startedAt(clock.now()), m_startedMonotonic(clock.monotonic()) {}

  // The later of the wall clock and the time since the start: what was due before the clock was set back stays due.
  [[nodiscard]] QDateTime now() const;
  // From now on; the time to write into the outbox.
  QDateTime begin(const QByteArray& submissionId, std::chrono::milliseconds pause);
  // False as long as its pause lasts, whatever the wall clock says.
  [[nodiscard]] bool over(const QByteArray& submissionId);
  [[nodiscard]] std::optional<std::chrono::milliseconds> untilNext() const;
  [[nodiscard]] int count() const { return static_cast<int>(m_until.size()); }

 private:
  const Clock& m_clock;
  const QDateTime m_startedAt;
  const std::chrono::milliseconds m_startedMonotonic;
  QHash<QByteArray, std::chrono::milliseconds> m_until;  // monotonic
};

}  // namespace hall::engine

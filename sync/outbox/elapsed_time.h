#pragma once
// How much time has passed here, whatever is done to the wall clock. It counts what the machine has run (monotonic)
// and, over a restart, what the wall clock says it was off, but no more than a weekend; the platform's signed times set
// it right. Ages and deadlines are counted with it; the wall clock only writes dates that people read. Thread: under
// the outbox's lock.
#include <optional>

#include "sync/base/clock.h"
#include "sync/store/database.h"

namespace hall::outbox {

struct TrustedTime {
  QDateTime at;  // what it must be now, by the platform's last word
  std::chrono::milliseconds uncertainty{};
};

class ElapsedTime {
 public:
  ElapsedTime(store::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {}

  Result<void> open();  // before anything else is asked
  // Milliseconds on a scale of its own, which never goes back; it began as the wall clock's.
  [[nodiscard]] qint64 now() const;
  // The date and time that a point of the scale most likely had.
  [[nodiscard]] QDateTime dateOf(qint64 point) const;
  [[nodiscard]] std::optional<TrustedTime> trusted() const;

  // Inside a transaction: the platform has signed that it was `time` or later.
  Result<void> learn(const QDateTime& time);
  // Inside a transaction: where the scale is now, so that the next start goes on from there.
  Result<void> save();
  // With the head of the journal, which moves whenever anything does.
  Result<void> save(qint64 journalLine, const QByteArray& journalHash);

 private:
  struct Anchor {
    qint64 at = 0;       // milliseconds since 1970, by the platform
    qint64 elapsed = 0;  // where the scale was then
  };
  store::Database& m_database;
  const Clock& m_clock;
  qint64 m_base = 0;       // where the scale was ...
  qint64 m_monotonic = 0;  // ... when the monotonic clock said this
  qint64 m_guessed = 0;    // of it, what only the wall clock says, since the last word of the platform
  std::optional<Anchor> m_anchor;
};

}  // namespace hall::outbox

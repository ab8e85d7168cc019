#pragma once
// How much time has passed here, whatever is done to the wall clock. It counts what the machine has run (monotonic)
// and, over a restart, what the wall clock says it was off, but no more than a weekend. The platform's signed times set
// it right where this machine's own evidence explains them; what nothing explains moves no age and is doubted on either
// side. Ages and deadlines are counted with it; the wall clock only writes dates that people read. Thread: under the
// outbox's lock.
#include <optional>

#include "sync/base/clock.h"
#include "sync/store/database.h"

namespace hall::outbox {

struct TrustedTime {
  QDateTime at;  // what it must be now, by the platform's words that this machine can believe
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
  // By how much the platform's last word differs from what this machine can believe; 0: it does not.
  [[nodiscard]] std::chrono::milliseconds disputed() const { return std::chrono::milliseconds(m_disputed); }
  // Where the scale was at the platform's last signed word.
  [[nodiscard]] std::optional<qint64> heard() const { return m_heard; }

  // The platform has signed that it was `time`, when the scale stood somewhere between `earliest` and now. The next
  // line of the journal keeps what was learnt.
  void learn(const QDateTime& time, qint64 earliest);
  // Inside a transaction, with the head of the journal, which moves whenever anything does: where the scale is now, so
  // that the next start goes on from there.
  Result<void> save(qint64 journalLine, const QByteArray& journalHash);

 private:
  struct Anchor {
    qint64 at = 0;       // milliseconds since 1970, by the platform
    qint64 elapsed = 0;  // where the scale was then
  };
  void goOn(const store::Statement& stored, qint64 wall);
  [[nodiscard]] qint64 reckoned(qint64 point) const;  // milliseconds since 1970, whatever is disputed
  [[nodiscard]] qint64 slack() const;
  [[nodiscard]] qint64 explained(qint64 ahead) const;
  [[nodiscard]] bool isSecondedByTheWall(qint64 at) const;
  void confirm(qint64 age, qint64 wrong);
  void believe(const Anchor& anchor, qint64 guessed);

  store::Database& m_database;
  const Clock& m_clock;
  qint64 m_base = 0;        // where the scale was ...
  qint64 m_monotonic = 0;   // ... when the monotonic clock said this
  qint64 m_guessed = 0;     // how wrong restarts may have made it since the last word that was believed
  qint64 m_offClaimed = 0;  // and, not counted in it: what the wall clock says beyond a weekend ...
  qint64 m_offUnknown = 0;  // ... and what may have passed while the wall clock itself stood still
  qint64 m_disputed = 0;    // the platform's last word against the reckoning; positive: it is ahead
  std::optional<Anchor> m_anchor;
  std::optional<qint64> m_heard;
};

}  // namespace hall::outbox

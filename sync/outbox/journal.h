#pragma once
// The hash-chained journal: each line's hash covers its text and the hash before it, and the head is kept apart, so a
// changed, missing or extra line shows. Lines hold ids, states and codes only. Thread: under the outbox's lock.
#include <QByteArray>
#include <optional>

#include "sync/base/clock.h"
#include "sync/outbox/elapsed_time.h"
#include "sync/store/database.h"

namespace hall::outbox {

class Journal {
 public:
  Journal(store::Database& database, const Clock& clock, ElapsedTime& elapsed)
      : m_database(database), m_clock(clock), m_elapsed(elapsed) {}

  // Forgets which line was added last: a new transaction.
  void begin() { m_added = 0; }
  [[nodiscard]] qint64 added() const { return m_added; }  // the last line since begin(); 0: none
  // The last line there is; 0 in a database that is new.
  Result<qint64> lastLine();
  // Inside the caller's transaction. `subject` is an id; `code` may be empty.
  Result<void> add(const QByteArray& event, const QByteArray& subject, const QByteArray& code = {});
  // A transaction was rolled back: what was added in it is not there.
  void forget() { m_head.reset(); }
  // Whether there is a line of this event about this subject.
  Result<bool> tells(const QByteArray& event, const QByteArray& subject);
  // Corrupt ("journal.broken").
  Result<void> verify();

 private:
  struct Head {
    qint64 line = 0;
    QByteArray hash;
  };
  Result<Head> head();
  Result<Head> storedHead();

  store::Database& m_database;
  const Clock& m_clock;
  ElapsedTime& m_elapsed;
  std::optional<Head> m_head;  // as of the last line; read again after a rollback
  qint64 m_added = 0;
};

}  // namespace hall::outbox

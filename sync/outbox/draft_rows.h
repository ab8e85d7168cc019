#pragma once
// Drafts at rest: sealed to the terminal, one per case. Thread: under the outbox's lock.
#include "sync/base/clock.h"
#include "sync/outbox/draft.h"
#include "sync/outbox/journal.h"
#include "sync/seal/terminal_key.h"
#include "sync/store/database.h"

namespace hall::outbox {

class DraftRows {
 public:
  DraftRows(store::Database& database, Journal& journal, const seal::TerminalKey& key, const Clock& clock)
      : m_database(database), m_journal(journal), m_key(key), m_clock(clock) {}

  // Inside the caller's transaction, all but find().
  Result<void> save(const Draft& draft);
  Result<void> drop(const QByteArray& caseId);
  Result<void> dropOlderThan(const QDateTime& time);
  Result<Draft> find(const QByteArray& serviceId, const QByteArray& subjectKey);

 private:
  store::Database& m_database;
  Journal& m_journal;
  const seal::TerminalKey& m_key;
  const Clock& m_clock;
};

}  // namespace hall::outbox

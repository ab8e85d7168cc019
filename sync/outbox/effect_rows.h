#pragma once
// The ledger of physical effects as rows. Thread: under the outbox's lock.
#include <QList>

#include "sync/base/clock.h"
#include "sync/outbox/effect.h"
#include "sync/outbox/journal.h"
#include "sync/store/database.h"

namespace hall::outbox {

class EffectRows {
 public:
  EffectRows(store::Database& database, Journal& journal, const Clock& clock)
      : m_database(database), m_journal(journal), m_clock(clock) {}

  // Inside the caller's transaction, both of them.
  Result<QByteArray> ask(const QByteArray& submissionId, const QByteArray& kind);
  // Only an effect that was asked for and has no answer yet takes one: Conflict ("outbox.effect") otherwise.
  Result<void> answer(const QByteArray& effectId, EffectState state, const QByteArray& code);
  Result<QList<Effect>> list(const QByteArray& submissionId);
  Result<QList<Effect>> unfinished();  // asked and not answered, oldest first
  // One journal line for each that no start has found before.
  Result<void> noteUnfinished();

 private:
  static Result<QList<Effect>> read(store::Statement& statement);

  store::Database& m_database;
  Journal& m_journal;
  const Clock& m_clock;
};

}  // namespace hall::outbox

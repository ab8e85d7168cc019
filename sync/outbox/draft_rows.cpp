#include "sync/outbox/draft_rows.h"

#include <QJsonDocument>

#include "sync/base/wipe.h"

namespace hall::outbox {

Result<void> DraftRows::save(const Draft& draft) {
  QByteArray plain = QJsonDocument(draft.content).toJson(QJsonDocument::Compact);
  const auto sealed = m_key.sealToSelf(plain);
  wipe(plain);
  if (!sealed) return failure(sealed.error());
  const qint64 now = m_clock.now().toMSecsSinceEpoch();
  auto changed =
      m_database.run("UPDATE draft SET service_id = ?, subject_key = ?, sealed = ?, saved_at = ? WHERE case_id = ?",
                     draft.serviceId, store::Blob{draft.subjectKey}, store::Blob{*sealed}, now, draft.caseId);
  if (!changed || m_database.changes() > 0) return changed;
  auto added = m_database.run(
      "INSERT INTO draft (case_id, service_id, subject_key, sealed, saved_at)"
      " VALUES (?, ?, ?, ?, ?)",
      draft.caseId, draft.serviceId, store::Blob{draft.subjectKey}, store::Blob{*sealed}, now);
  if (!added) return added;
  // Saved at every field, journalled once: the journal tells steps, not key presses.
  return m_journal.add("draft.begun", draft.caseId);
}

Result<void> DraftRows::drop(const QByteArray& caseId) {
  auto dropped = m_database.run("DELETE FROM draft WHERE case_id = ?", caseId);
  if (!dropped || m_database.changes() == 0) return dropped;
  return m_journal.add("draft.dropped", caseId);
}

Result<void> DraftRows::dropOlderThan(const QDateTime& time) {
  QList<QByteArray> old;
  {
    auto asked = m_database.prepare("SELECT case_id FROM draft WHERE saved_at < ?");
    if (!asked) return failure(asked.error());
    asked->bind(time.toMSecsSinceEpoch());
    for (auto row = asked->step(); !row || *row; row = asked->step()) {
      if (!row) return failure(row.error());
      old.append(asked->bytes(0));
    }
  }
  for (const QByteArray& caseId : old) {
    if (auto dropped = drop(caseId); !dropped) return dropped;
  }
  return {};
}

Result<Draft> DraftRows::find(const QByteArray& serviceId, const QByteArray& subjectKey) {
  auto asked = m_database.prepare(
      "SELECT case_id, sealed, saved_at FROM draft WHERE service_id = ? AND subject_key = ?"
      " ORDER BY saved_at DESC LIMIT 1");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(serviceId, store::Blob{subjectKey}).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.no-draft");
  auto plain = m_key.openOwn(asked->bytes(1));
  if (!plain) return failure(Failure::Corrupt, "outbox.draft-garbled", plain.error().detail);
  Draft draft{asked->bytes(0), serviceId, subjectKey, QJsonDocument::fromJson(*plain).object(),
              QDateTime::fromMSecsSinceEpoch(asked->integer(2), Qt::UTC)};
  wipe(*plain);
  return draft;
}

}  // namespace hall::outbox

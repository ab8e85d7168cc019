#include "sync/outbox/closing_rows.h"

namespace hall::outbox {

Result<bool> ClosingRows::keepStatement(qint64 terminalSeq, const QByteArray& contentDigest,
                                        model::SubmissionState status, const QByteArray& message) {
  auto kept = m_database.run(
      "INSERT INTO statement (terminal_seq, position, content_digest, status, message)"
      " SELECT ?1, (SELECT count(*) FROM statement WHERE terminal_seq = ?1), ?2, ?3, ?4"
      " WHERE NOT EXISTS (SELECT 1 FROM statement WHERE terminal_seq = ?1 AND content_digest = ?2)",
      terminalSeq, contentDigest, model::name(status), store::Blob{message});
  if (!kept) return failure(kept.error());
  return m_database.changes() > 0;
}

Result<std::optional<model::SubmissionState>> ClosingRows::firstStatus(qint64 terminalSeq) {
  auto asked = m_database.prepare("SELECT status FROM statement WHERE terminal_seq = ? ORDER BY position LIMIT 1");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(terminalSeq).step();
  if (!row) return failure(row.error());
  if (!*row) return std::nullopt;
  return model::submissionState(asked->bytes(0));
}

Result<QList<QByteArray>> ClosingRows::statementMessages(qint64 terminalSeq) {
  auto asked = m_database.prepare("SELECT message FROM statement WHERE terminal_seq = ? ORDER BY position");
  if (!asked) return failure(asked.error());
  asked->bind(terminalSeq);
  QList<QByteArray> messages;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return messages;
    messages.append(asked->bytes(0));
  }
}

Result<qint64> ClosingRows::keepProof(const QDateTime& answeredAt, const QByteArray& message) {
  auto asked = m_database.prepare("SELECT coalesce(max(proof), 0) + 1 FROM inventory_proof");
  if (!asked) return failure(asked.error());
  const auto row = asked->step();
  if (!row) return failure(row.error());
  const qint64 proof = asked->integer(0);
  auto kept = m_database.run("INSERT INTO inventory_proof (proof, answered_at, message) VALUES (?, ?, ?)", proof,
                             answeredAt.toMSecsSinceEpoch(), store::Blob{message});
  if (!kept) return failure(kept.error());
  return proof;
}

Result<bool> ClosingRows::noteHolding(qint64 terminalSeq, model::Holding holding, qint64 proof) {
  auto noted = m_database.run(
      "UPDATE submission SET holding = ?1, inventory_proof = ?2 WHERE terminal_seq = ?3"
      " AND (holding <> ?1 OR state <> 'PURGED')",
      model::name(holding), proof, terminalSeq);
  if (!noted) return failure(noted.error());
  return m_database.changes() > 0;
}

Result<bool> ClosingRows::noteUnlisted(const model::InventoryEntry& entry) {
  auto noted = m_database.run("INSERT OR IGNORE INTO unlisted (submission_id, terminal_seq, digest) VALUES (?, ?, ?)",
                              entry.submissionId, entry.seq, entry.digest);
  if (!noted) return failure(noted.error());
  return m_database.changes() > 0;
}

Result<void> ClosingRows::dropUnusedProofs() {
  return m_database.run(
      "DELETE FROM inventory_proof WHERE NOT EXISTS (SELECT 1 FROM submission WHERE inventory_proof = proof)");
}

Result<void> ClosingRows::empty(qint64 terminalSeq) {
  auto emptied = m_database.run(
      "UPDATE submission SET envelope = x'', subject_lookup = x'', inventory_proof = NULL WHERE terminal_seq = ?",
      terminalSeq);
  if (emptied) emptied = m_database.run("DELETE FROM part WHERE terminal_seq = ?", terminalSeq);
  if (emptied) emptied = m_database.run("DELETE FROM statement WHERE terminal_seq = ?", terminalSeq);
  return emptied;
}

Result<QList<QByteArray>> ClosingRows::purgeable(qint64 elapsed, qint64 provenAt, int limit) {
  auto asked = m_database.prepare(
      "SELECT submission_id FROM submission WHERE state = 'PURGEABLE' OR (received_elapsed <= ?1 AND holding = "
      "'present'"
      " AND inventory_proof IN (SELECT proof FROM inventory_proof WHERE answered_at >= ?2)"
      " AND state IN ('RECEIVED', 'ACCEPTED', 'NEEDS_SUPPLEMENT', 'REFUSED', 'DUPLICATE_OF')) ORDER BY terminal_seq"
      " LIMIT ?3");
  if (!asked) return failure(asked.error());
  asked->bind(elapsed, provenAt, limit);
  QList<QByteArray> found;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    found.append(asked->bytes(0));
  }
}

}  // namespace hall::outbox

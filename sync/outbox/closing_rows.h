#pragma once
// What the platform said after the receipt, as rows: statements of the authority and proofs of inventory.
// Thread: under the outbox's lock; all but the reading ones inside the caller's transaction.
#include <QList>
#include <optional>

#include "sync/model/business_statement.h"
#include "sync/model/inventory.h"
#include "sync/store/database.h"

namespace hall::outbox {

class ClosingRows {
 public:
  explicit ClosingRows(store::Database& database) : m_database(database) {}

  // False: a statement of this very content is there already.
  Result<bool> keepStatement(qint64 terminalSeq, const QByteArray& contentDigest, model::SubmissionState status,
                             const QByteArray& message);
  Result<std::optional<model::SubmissionState>> firstStatus(qint64 terminalSeq);
  Result<QList<QByteArray>> statementMessages(qint64 terminalSeq);  // oldest first

  // The number under which rows refer to it.
  Result<qint64> keepProof(const QDateTime& answeredAt, const QByteArray& message);
  // With the newest proof; of what is PURGED only what is news. True if anything was noted.
  Result<bool> noteHolding(qint64 terminalSeq, model::Holding holding, qint64 proof);
  // False: it is known.
  Result<bool> noteUnlisted(const model::InventoryEntry& entry);
  Result<void> dropUnusedProofs();

  // {id, digest, receipt} stay.
  Result<void> empty(qint64 terminalSeq);
  // Those that were received before `elapsed` and that an inventory answered since `provenAt` (milliseconds since 1970)
  // found present, and those already PURGEABLE.
  Result<QList<QByteArray>> purgeable(qint64 elapsed, qint64 provenAt, int limit);

 private:
  store::Database& m_database;
};

}  // namespace hall::outbox

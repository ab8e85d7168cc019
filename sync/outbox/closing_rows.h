#pragma once
// What the platform said after the receipt, as rows: statements of the authority and proofs of inventory.
// Thread: under the outbox's lock; all but the reading ones inside the caller's transaction.
#include <QList>
#include <optional>

#include "sync/model/business_statement.h"
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
  // True if this is news about the row.
  Result<bool> noteHolding(qint64 terminalSeq, model::Holding holding, qint64 proof);
  Result<void> dropUnusedProofs();

  // {id, digest, receipt} stay.
  Result<void> empty(qint64 terminalSeq);
  // Those that an inventory found present and that were received before, and those already PURGEABLE.
  Result<QList<QByteArray>> purgeable(qint64 elapsed, int limit);

 private:
  store::Database& m_database;
};

}  // namespace hall::outbox

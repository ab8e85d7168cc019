#pragma once
// The submissions as rows. No rules here: outbox.cpp decides which step is allowed. Thread: under the outbox's lock.
#include <QMap>
#include <optional>

#include "sync/model/submission.h"
#include "sync/store/database.h"

namespace hall::outbox {

// From SEALED to IN_DOUBT: the engine has something to do.
bool isWaiting(model::SubmissionState state);

// Within so many working days the authority says what is missing (行政许可法 第32条).
constexpr int kNoticeDays = 5;

struct LegalClock {
  QByteArray submissionId;
  qint64 sealedElapsed = 0;
  int workingDays = kNoticeDays;
  QByteArray heldCode;
};

class SubmissionRows {
 public:
  explicit SubmissionRows(store::Database& database) : m_database(database) {}

  Result<void> insert(const model::Submission& submission, const QByteArray& envelope, const QByteArray& lookup,
                      qint64 elapsed, int legalDays);
  // State, held code, attempts, time of the next try.
  Result<void> update(const model::Submission& submission);
  // The content for showing, the signed message as evidence. What an inventory said before is of no account any more.
  Result<void> keepReceipt(const QByteArray& submissionId, const QByteArray& content, const QByteArray& message,
                           qint64 elapsed);
  // An empty medium takes the mark away.
  Result<void> markExported(const QByteArray& submissionId, const QByteArray& mediaId, qint64 at);
  // The code of the last failed try; true if it differs from the one before.
  Result<bool> noteRetryCode(const QByteArray& submissionId, const QByteArray& code);

  Result<model::Submission> find(const QByteArray& submissionId);
  Result<QByteArray> envelope(const QByteArray& submissionId);
  Result<QList<model::Submission>> all();
  Result<QList<model::InventoryEntry>> entriesFrom(qint64 seq, int limit);
  // The numbers in between that are RECEIVED or concluded, ascending.
  Result<QList<qint64>> handedOver(qint64 fromSeq, qint64 toSeq);
  // Whether the platform has refused the last number given, since it has seen it before.
  Result<bool> lastNumberWasUsed();
  // Newest first; an empty `serviceId` is any, an empty `lookup` (seal::personLookup) is nobody's.
  Result<QList<model::Submission>> submittedBy(const QByteArray& serviceId, const QByteArray& lookup, qint64 since);
  // Rows of before schema 4 held the person's own key.
  Result<void> convertOld(qint64 elapsed);
  Result<qint64> sealedElapsed(const QByteArray& submissionId);
  // Of services that wait or are HELD, by number.
  Result<QList<LegalClock>> legalClocks();
  Result<QList<model::Submission>> due(qint64 now, int limit);
  // SEALED or SENDING_PARTS, all parts together no larger than that; at most one of each case.
  Result<QList<model::Submission>> smallDue(qint64 now, int limit, qint64 maximumBytes);
  Result<QList<model::Submission>> largeDue(qint64 now, int limit, qint64 moreThanBytes);
  Result<QList<model::Submission>> doubtfulDue(qint64 now, int limit);  // IN_DOUBT
  Result<std::optional<model::Submission>> newestUntried(qint64 now);
  Result<std::optional<QDateTime>> nextDue();
  Result<QMap<model::SubmissionState, int>> countsByState();
  // The number waiting and when (elapsed) the oldest of them was sealed.
  Result<std::pair<int, qint64>> waiting();
  Result<qint64> lastSeq();
  Result<void> advanceSeq(qint64 to);
  Result<void> skipTo(qint64 used);  // never back

 private:
  Result<QList<model::Submission>> list(store::Statement& statement);
  Result<model::Submission> read(const store::Statement& row);

  store::Database& m_database;
};

}  // namespace hall::outbox

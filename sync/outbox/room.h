#pragma once
// What the outbox is made of, for the sources of this folder only. Everything behind `mutex`, apart from what is const
// and the attachment files.
#include <QFile>
#include <QSet>
#include <functional>
#include <mutex>
#include <span>

#include "sync/model/receipt_list.h"
#include "sync/outbox/attachment_files.h"
#include "sync/outbox/closing_rows.h"
#include "sync/outbox/draft_files.h"
#include "sync/outbox/draft_rows.h"
#include "sync/outbox/effect_rows.h"
#include "sync/outbox/elapsed_time.h"
#include "sync/outbox/envelope_stock.h"
#include "sync/outbox/high_water.h"
#include "sync/outbox/journal.h"
#include "sync/outbox/outbox.h"
#include "sync/outbox/submission_rows.h"
#include "sync/store/transaction.h"

namespace hall::outbox {

// A new state is due at once and starts its tries from nothing.
void enter(model::Submission& submission, model::SubmissionState state, const Clock& clock);
void enterHeld(model::Submission& submission, const QByteArray& code);
// Another state and nothing else: tries go on counting.
std::function<Result<void>(model::Submission&)> become(model::SubmissionState state);

// Receipts as the platform signed them, in the order given; for whom they are is not yet known.
QList<Result<model::Receipt>> readAll(const QList<ReceiptMessage>& messages, const seal::Certificate& signer);
QList<QByteArray> idsOf(const QList<ReceiptMessage>& messages);
// Refused ("receipt.…"), with what is wrong about it.
Result<void> isFor(const Result<model::Receipt>& receipt, const model::Submission& submission);

// Letters, digits, ".-_", 64 at most: the id of a clerk, a reason, a medium. Nothing that could tell about a person.
bool isPlainName(const QByteArray& id);

class Outbox::Room {
 public:
  // Whoever holds the lock file owns the folder; the system lets go of it when the process ends, however it ends.
  struct FolderLock {
    int descriptor = -1;
    FolderLock() = default;
    FolderLock(FolderLock&& other) noexcept : descriptor(std::exchange(other.descriptor, -1)) {}
    FolderLock& operator=(FolderLock&&) = delete;
    ~FolderLock();
    static Result<FolderLock> take(const QString& path);
  };

  Room(const QString& folder, FolderLock folderLock, std::unique_ptr<store::Database> opened,
       const seal::TerminalKey& terminalKey, const seal::PlatformCertificates& certificates, const Clock& hallClock,
       Log& hallLog, const Limits& hallLimits);

  Result<void> prepare();  // schema, identity, journal, start-up reconciliation

  // Runs `steps` in one transaction; a failing step takes everything back.
  Result<void> transact(const std::function<Result<void>()>& steps);
  using Change = std::function<Result<void>(model::Submission&)>;
  // Loads, checks the state, changes, stores and journals, as one transaction.
  Result<model::Submission> step(const QByteArray& submissionId, std::initializer_list<model::SubmissionState> from,
                                 const Change& change, const QByteArray& event, const QByteArray& code = {});
  // The same inside a transaction that is open.
  Result<model::Submission> stepInside(const QByteArray& submissionId, std::span<const model::SubmissionState> from,
                                       const Change& change, const QByteArray& event, const QByteArray& code = {});
  // One transaction for all: `inside` takes the step of the n-th. What is not there or in the wrong state is refused
  // by name, any other error takes everything back.
  using Inside = std::function<Result<model::Submission>(qsizetype)>;
  Result<BatchOutcome> stepEach(const QList<QByteArray>& submissionIds, const Inside& inside);
  // Inside a transaction. A receipt that is not for this submission puts it to HELD.
  Result<model::Submission> settleInside(const QByteArray& submissionId, std::span<const model::SubmissionState> from,
                                         const Result<model::Receipt>& receipt, const QByteArray& message);
  Result<model::Submission> acknowledgeInside(const QByteArray& submissionId, const Result<model::Receipt>& receipt,
                                              const QByteArray& message);
  class Hearing;  // one answer to an export, entry after entry
  Result<model::Submission> retryInside(const QByteArray& submissionId, const QByteArray& code,
                                        const QDateTime& nextTry);
  Result<void> noteHolding(const SignedInventory& asked, const model::InventoryAnswer::Entry& entry, qint64 proof,
                           InventoryFindings& findings);
  Result<void> noteUnlisted(const model::InventoryAnswer& answer, InventoryFindings& findings);
  void warn(const InventoryFindings& findings);
  // Takes what is PURGEABLE the rest of the way; what a crash left half done as well.
  Result<void> purgeOne(const QByteArray& submissionId);
  Result<QList<StaffWarning>> legalWarnings();
  QDate deadlineOf(const LegalClock& legal) const;
  bool clockIsDoubtful() const;
  bool isMuch(std::chrono::milliseconds apart) const;
  void tell(const QList<StaffWarning>& warnings);
  Result<void> dropDrafts(const QList<QByteArray>& caseIds);
  // Takes what was deleted out of the log as well; in the database it is overwritten already.
  Result<void> emptyLog();
  void forgetDraft(const QByteArray& caseId);  // after its rows are gone: the key in memory, the files
  Result<QByteArray> pageBytes(const QByteArray& caseId, const DraftAttachment& page, const QByteArray& subjectKey);
  Result<QByteArray> partBytes(const model::Submission& submission, qsizetype index);
  // Remembers trouble that must stop new cases.
  void note(const Error& error);
  Result<QList<AttachmentBytes>> collect(const SealRequest& request, QList<DraftAttachment>& pages);
  Result<void> giveUpDraft(const QByteArray& caseId, const QList<QByteArray>& takenPages);
  // The submission if it is there in spite of the error, else an error that is true: "outbox.seal-uncertain" if a
  // restart may still find it.
  Result<model::Submission> afterFailedSeal(const QByteArray& submissionId, const Error& error);
  // False as long as a seal that was refused may still come back with a restart.
  bool bury();

  mutable std::mutex mutex;
  const QString directory;
  const FolderLock lock;
  const std::unique_ptr<store::Database> database;
  const seal::TerminalKey key;
  const seal::PlatformCertificates platform;
  const Clock& clock;
  Log& log;
  const Limits limits;
  const AttachmentFiles files;
  const DraftFiles draftFiles;
  const HighWater highWater;
  ElapsedTime elapsed;
  Journal journal;
  SubmissionRows rows;
  DraftRows drafts;
  EffectRows effects;
  ClosingRows closing;
  EnvelopeStock stock;
  std::optional<Error> trouble;
  QSet<QByteArray> told;                // warnings that are in the log already
  bool logHoldsKeys = false;            // of drafts that are gone: see emptyLog()
  bool commitFailed = false;            // whether the last transaction failed in its commit and not before
  std::optional<QByteArray> uncertain;  // see bury()

 private:
  Result<void> checkHighWater();
  Result<void> claim();
  Result<void> reconcile();
  void checkSettled(const model::Submission& submission);
  bool hasItsReceipt(const model::Submission& submission);
  Result<void> reconcileOne(const model::Submission& submission);
  void removeOrphans();
  void removeOrphanPages();
  Result<void> convertOld();
};

}  // namespace hall::outbox

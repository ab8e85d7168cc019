#pragma once
// What the outbox is made of, for the sources of this folder only. Everything behind `mutex`, apart from what is const
// and the attachment files.
#include <QFile>
#include <functional>
#include <mutex>

#include "sync/outbox/attachment_files.h"
#include "sync/outbox/draft_rows.h"
#include "sync/outbox/effect_rows.h"
#include "sync/outbox/journal.h"
#include "sync/outbox/outbox.h"
#include "sync/outbox/submission_rows.h"
#include "sync/store/transaction.h"

namespace hall::outbox {

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
  Result<QByteArray> partBytes(const model::Submission& submission, qsizetype index);
  // Remembers trouble that must stop new cases.
  void note(const Error& error);
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
  Journal journal;
  SubmissionRows rows;
  DraftRows drafts;
  EffectRows effects;
  std::optional<Error> trouble;
  bool commitFailed = false;            // whether the last transaction failed in its commit and not before
  std::optional<QByteArray> uncertain;  // see bury()

 private:
  Result<void> claim();
  Result<void> reconcile();
  Result<void> reconcileOne(const model::Submission& submission);
  void removeOrphans();
};

}  // namespace hall::outbox

#pragma once
// The sealed outbox of one terminal: once seal() has said yes, the submission survives power loss and is handed over
// exactly once. Every step is one durable transaction with one line of a hash-chained journal; states only move
// forward (submission-protocol.md). One process per folder. Thread: any; calls block for the disk.
// Errors: Full ("disk.full"), Corrupt, NotFound ("outbox.unknown"), Conflict ("outbox.state": the step is not
// allowed in that state), Invalid ("outbox.request"), Busy ("outbox.in-use": another process has the folder).
#include <QMap>
#include <memory>
#include <optional>

#include "sync/base/clock.h"
#include "sync/base/log.h"
#include "sync/model/submission.h"
#include "sync/outbox/draft.h"
#include "sync/outbox/effect.h"
#include "sync/outbox/limits.h"
#include "sync/outbox/seal_request.h"
#include "sync/seal/platform_certificates.h"
#include "sync/seal/terminal_key.h"

namespace hall::outbox {

class Outbox {
 public:
  // Migrates, then checks every waiting row against its files: what does not fit is HELD, never deleted.
  static Result<std::unique_ptr<Outbox>> open(const QString& directory, const seal::TerminalKey& key,
                                              const seal::PlatformCertificates& platform, const Clock& clock, Log& log,
                                              const Limits& limits = {});
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Kept on this machine when it returns; drops the case's draft in the same transaction. An error means that it is
  // not kept and never will be, but for "outbox.seal-uncertain": a restart may find it, and the gate is closed.
  Result<model::Submission> seal(const SealRequest& request);
  // nullopt, or why NO NEW case may be begun (Full, Corrupt, or Busy "outbox.too-many", "outbox.too-old").
  [[nodiscard]] std::optional<Error> gate() const;

  Result<model::Submission> find(const QByteArray& submissionId) const;
  Result<QList<model::Submission>> all() const;  // by terminal_seq
  // What this person has handed in for this service, newest first, whatever became of it; ratings are nobody's. After a
  // crash between the seal and the paper the kiosk can say so instead of taking the same wish twice.
  Result<QList<model::Submission>> submittedBy(const QByteArray& serviceId, const QByteArray& subjectKey,
                                               const QDateTime& since) const;
  Result<QMap<model::SubmissionState, int>> countsByState() const;
  // Waiting, its time has come, and no earlier one of its case is waiting; oldest time first.
  Result<QList<model::Submission>> due(const QDateTime& now, int limit = 64) const;
  // Of those due, the one sealed last that was never tried.
  Result<std::optional<model::Submission>> newestUntried(const QDateTime& now) const;
  Result<std::optional<QDateTime>> nextDue() const;
  // The bytes that travel, checked against their digest.
  Result<QByteArray> partBytes(const QByteArray& submissionId, const QByteArray& digest) const;

  // The steps. Each gives the submission as it is afterwards.
  Result<model::Submission> announced(const QByteArray& submissionId);    // SEALED, SENDING_PARTS → SENDING_PARTS
  Result<model::Submission> beginCommit(const QByteArray& submissionId);  // SENDING_PARTS → COMMITTING
  Result<model::Submission> doubt(const QByteArray& submissionId, const QByteArray& code);  // COMMITTING → IN_DOUBT
  Result<model::Submission> backToParts(const QByteArray& submissionId);  // COMMITTING, IN_DOUBT → SENDING_PARTS
  Result<model::Submission> hold(const QByteArray& submissionId, const QByteArray& code);  // any waiting → HELD
  // COMMITTING, IN_DOUBT → RECEIVED if the platform has signed for this id and digest, else → HELD ("receipt.…").
  Result<model::Submission> settle(const QByteArray& submissionId, const QByteArray& receiptMessage);
  // HELD → SEALED, or → IN_DOUBT if a commit of it was ever begun: then the platform is asked before anything is sent.
  // `clerk` is the id of whoever decided (letters, digits, ".-_"), and goes into the journal. Invalid ("outbox.clerk").
  Result<model::Submission> release(const QByteArray& submissionId, const QByteArray& clerk);
  // A signed copy was written to media and read back: a line of the journal, the state stays.
  Result<void> noteExport(const QByteArray& submissionId);
  // The state stays; `nextTry` is when due() shows it again. Journalled when the code changes, not at every try.
  Result<model::Submission> retryLater(const QByteArray& submissionId, const QByteArray& code,
                                       const QDateTime& nextTry);

  Result<void> saveDraft(const QByteArray& caseId, const QByteArray& serviceId, const QByteArray& subjectKey,
                         const QJsonObject& content);
  Result<Draft> findDraft(const QByteArray& serviceId, const QByteArray& subjectKey) const;  // the newest
  Result<void> dropDraft(const QByteArray& caseId);                                          // also when there is none
  // Drafts are kept no longer than they are of use to the citizen (个人信息保护法 第19条).
  Result<void> dropDraftsOlderThan(const QDateTime& time);

  Result<QByteArray> askEffect(const QByteArray& submissionId, const QByteArray& kind);  // the effect id
  Result<void> confirmEffect(const QByteArray& effectId);
  Result<void> failEffect(const QByteArray& effectId, const QByteArray& code);
  Result<QList<Effect>> effects(const QByteArray& submissionId) const;
  // Asked and not answered, oldest first. What a crash left here stays asked until somebody confirms or fails it: only
  // a person can see whether the paper came out.
  Result<QList<Effect>> unfinishedEffects() const;

  // Corrupt ("journal.broken"): a line was changed, removed or added by somebody else.
  Result<void> verifyJournal() const;
  [[nodiscard]] QByteArray terminalId() const;

 private:
  class Room;
  explicit Outbox(std::unique_ptr<Room> room);
  std::unique_ptr<Room> m_room;
};

}  // namespace hall::outbox

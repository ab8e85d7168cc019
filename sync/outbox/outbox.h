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
#include "sync/model/business_statement.h"
#include "sync/model/submission.h"
#include "sync/outbox/batch.h"
#include "sync/outbox/draft.h"
#include "sync/outbox/effect.h"
#include "sync/outbox/elapsed_time.h"
#include "sync/outbox/heeded.h"
#include "sync/outbox/limits.h"
#include "sync/outbox/seal_request.h"
#include "sync/outbox/staff_warning.h"
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
  // For a gateway that sends on what terminals have sealed: kept as it is, in the order given, in one transaction. What
  // is here already is taken once; Conflict ("outbox.digest-conflict"): the id is here with another digest; Invalid
  // ("outbox.request"): the parts are not what the digest says.
  Result<BatchOutcome> adopt(const QList<Adoption>& adoptions);
  // nullopt, or why NO NEW case may be begun (Full, Corrupt, or Busy "outbox.too-many", "outbox.too-old",
  // "outbox.numbers-used": until the next inventory says where its numbers go on).
  [[nodiscard]] std::optional<Error> gate() const;

  Result<model::Submission> find(const QByteArray& submissionId) const;
  Result<QList<model::Submission>> all() const;  // by terminal_seq
  // What this person has handed in for this service (empty: for any), newest first, whatever became of it; ratings are
  // nobody's. After a crash between the seal and the paper the kiosk can say so instead of taking the same wish twice.
  Result<QList<model::Submission>> submittedBy(const QByteArray& serviceId, const QByteArray& subjectKey,
                                               const QDateTime& since) const;
  Result<QMap<model::SubmissionState, int>> countsByState() const;
  // Waiting, its time has come, and no earlier one of its case is waiting; oldest time first.
  Result<QList<model::Submission>> due(const QDateTime& now, int limit = 64) const;
  // Of those due, what may travel in one batch: SEALED or SENDING_PARTS, all parts of one together no larger than
  // `maximumBytes`, and at most one of each case, so that no batch can turn a case's order round.
  Result<QList<model::Submission>> smallDue(const QDateTime& now, int limit, qint64 maximumBytes) const;
  // Of those due, SEALED or SENDING_PARTS and larger than that: what would be hidden behind thousands of small ones.
  Result<QList<model::Submission>> largeDue(const QDateTime& now, int limit, qint64 moreThanBytes) const;
  // IN_DOUBT and due: what the platform may be asked for in one question.
  Result<QList<model::Submission>> doubtfulDue(const QDateTime& now, int limit) const;
  // Of those due, the one sealed last that was never tried.
  Result<std::optional<model::Submission>> newestUntried(const QDateTime& now) const;
  Result<std::optional<QDateTime>> nextDue() const;
  // The bytes that travel, checked against their digest.
  Result<QByteArray> partBytes(const QByteArray& submissionId, const QByteArray& digest) const;
  Result<QList<QByteArray>> allParts(const model::Submission& submission) const;  // as above, in order

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
  // What is never taken and never refused, set aside by a clerk: SEALED, SENDING_PARTS, IN_DOUBT → HELD
  // ("outbox.set-aside"). release() is the way back. Invalid ("outbox.clerk").
  Result<model::Submission> setAside(const QByteArray& submissionId, const QByteArray& clerk);
  // A signed copy was written to a medium and read back: a mark, the state stays. Any receipt takes it away.
  Result<model::Submission> noteExport(const QByteArray& submissionId, const QByteArray& mediaId);
  // The state stays; `nextTry` is when due() shows it again. Journalled when the code changes, not at every try.
  Result<model::Submission> retryLater(const QByteArray& submissionId, const QByteArray& code,
                                       const QDateTime& nextTry);

  // Steps of many, each call one transaction with one line of the journal for each (batch.h says what is refused how).
  Result<BatchOutcome> beginCommits(const QList<QByteArray>& submissionIds);  // SEALED, SENDING_PARTS → COMMITTING
  Result<BatchOutcome> doubtAll(const QList<QByteArray>& submissionIds, const QByteArray& code);
  Result<BatchOutcome> backToPartsAll(const QList<QByteArray>& submissionIds);
  Result<BatchOutcome> retryAllLater(const QList<QByteArray>& submissionIds, const QByteArray& code,
                                     const QDateTime& nextTry);
  Result<BatchOutcome> settleAll(const QList<ReceiptMessage>& receipts);  // each as settle()
  // Receipts that came by another way than an answer (a medium, a code): a true one makes RECEIVED out of anything that
  // waits or is HELD; one that is not is refused (Refused, "receipt.…") and changes nothing.
  Result<BatchOutcome> acknowledge(const QList<ReceiptMessage>& receipts);
  // The platform's answer to one exported bundle: all its lists (model::ReceiptList), signed each, one transaction. A
  // receipt makes RECEIVED out of anything that waits or is HELD, a refusal HELD out of what waits and has no commit on
  // the line, and either takes the mark of the export away. Refused ("receipt.signature", "receipt.terminal",
  // "ack.incomplete"), Invalid ("receipt-list.field"), Conflict ("ack.replayed"): nothing is changed.
  Result<Heeded> heed(const QList<QByteArray>& signedLists);

  // What the authority decided, as the platform has signed it: RECEIVED → ACCEPTED, NEEDS_SUPPLEMENT, REFUSED or
  // DUPLICATE_OF. The first one counts for the state, later ones are kept and journalled. One that comes before the
  // receipt is kept and takes effect with it. Refused ("statement.signature", ".id", ".digest"), Invalid (".field").
  Result<model::Submission> conclude(const QByteArray& submissionId, const QByteArray& statementMessage);
  Result<model::Submission> conclude(const QByteArray& statementMessage);  // about whom it says itself
  Result<QList<model::BusinessStatement>> statements(const QByteArray& submissionId) const;  // oldest first

  // What this terminal has from `fromSeq` on, at most `limit` (5,000) entries, signed. The last list has an open end,
  // and may be empty: a copy that was put back lacks what came after it.
  Result<SignedInventory> inventory(qint64 fromSeq, int limit = 5000) const;
  // The platform's signed answer to `asked`. What it does not have, or has otherwise, although it gave a receipt before
  // the list was made, is HELD ("inventory.missing", "inventory.differs"). Numbers that it has seen are never given
  // again. Refused ("inventory.signature", "inventory.other": not to this
  // list), Invalid ("inventory.field"): nothing is changed.
  Result<InventoryFindings> noteInventory(const SignedInventory& asked, const QByteArray& answerMessage);
  // RECEIVED or concluded, the platform has it, and the retention (Limits) has passed: envelope and attachments go,
  // {id, digest, receipt} stay. At most `limit` at once; gives what was purged.
  Result<QList<QByteArray>> purge(int limit = 256);

  // What is not handed over yet, and since when the oldest of it waits (invalid: nothing does).
  Result<Waiting> waiting() const;
  // What staff must know, now; each is logged once. Legal deadlines count from the day of the seal, in working days.
  Result<QList<StaffWarning>> warnings() const;
  Result<QDate> legalDeadline(const QByteArray& submissionId) const;  // of what waits or is HELD, else NotFound
  // What time it is by the platform's last signed word and what has passed since; nullopt before the first one.
  [[nodiscard]] std::optional<TrustedTime> trustedTime() const;

  // Sealed with the case's own key, which is wrapped to `subjectKey` (seal::TerminalKey::subjectKey) and, apart, to the
  // terminal. Without a subject key only a clerk brings it back; a later save may name the person. Denied
  // ("outbox.draft-closed"): the case is there, closed, and of another person.
  Result<void> saveDraft(const QByteArray& caseId, const QByteArray& serviceId, const QByteArray& subjectKey,
                         const QJsonObject& content);
  Result<Draft> findDraft(const QByteArray& serviceId, const QByteArray& subjectKey) const;  // the newest; opens it
  // Another way in, for whoever will come without the card: the key of a draft that is open is wrapped to `codeKey` as
  // well (32 bytes that only the citizen's code gives; neither is stored). The code before opens it no more, and the
  // draft's end is the code's. Opening is journalled; NotFound ("outbox.no-draft"): no draft has this code.
  Result<void> giveDraftCode(const QByteArray& caseId, const QByteArray& codeKey);
  Result<Draft> openDraftByCode(const QByteArray& codeKey);
  Result<QList<Draft>> drafts() const;  // without content
  // `clerk` and `reason` are plain names ("citizen-asked") and go into the journal before anything is opened.
  Result<Draft> openDraftAsClerk(const QByteArray& caseId, const QByteArray& clerk, const QByteArray& reason);
  // Until then the key of a case that was saved or opened is kept in memory: to be called when the citizen goes.
  void closeDraft(const QByteArray& caseId);
  // Destroys the key, and with it every copy of the content. Also when there is none.
  Result<void> dropDraft(const QByteArray& caseId);
  // Drafts are kept no longer than they are of use to the citizen (个人信息保护法 第19条). The age is counted by what
  // has passed, not by the wall clock.
  Result<void> dropDraftsOlderThan(std::chrono::milliseconds age);

  // Pages of a draft that was saved before and is open (else "outbox.no-draft", "outbox.draft-closed"). Sealed and on
  // the disk when it returns; gives the attachment id. seal() of a "service" takes them along, in this order, after
  // the request's own attachments: either the draft has its pages or the submission has them.
  Result<QByteArray> addDraftAttachment(const QByteArray& caseId, const QByteArray& field, const QByteArray& bytes,
                                        const QByteArray& mediaType);
  Result<QList<DraftAttachment>> draftAttachments(const QByteArray& caseId) const;
  // The plain bytes; the caller wipes them. Corrupt ("attachment.missing", ".short", ".differs").
  Result<QByteArray> draftAttachmentBytes(const QByteArray& caseId, const QByteArray& attachmentId) const;
  Result<void> dropDraftAttachment(const QByteArray& caseId, const QByteArray& attachmentId);

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

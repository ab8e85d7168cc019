#include "sync/outbox/room.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "sync/base/durable_file.h"
#include "sync/outbox/schema.h"
#include "sync/seal/digest.h"
#include "sync/store/migration.h"

namespace hall::outbox {

using model::Submission;
using model::SubmissionState;

Outbox::Room::FolderLock::~FolderLock() {
  if (descriptor >= 0) ::close(descriptor);
}

Result<Outbox::Room::FolderLock> Outbox::Room::FolderLock::take(const QString& path) {
  FolderLock taken;
  taken.descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (taken.descriptor < 0) return failure(systemError(errno));
  if (::flock(taken.descriptor, LOCK_EX | LOCK_NB) != 0) return failure(Failure::Busy, "outbox.in-use");
  return taken;
}

Outbox::Room::Room(const QString& folder, FolderLock folderLock, std::unique_ptr<store::Database> opened,
                   const seal::TerminalKey& terminalKey, const seal::PlatformCertificates& certificates,
                   const Clock& hallClock, Log& hallLog, const Limits& hallLimits)
    : directory(folder),
      lock(std::move(folderLock)),
      database(std::move(opened)),
      key(terminalKey),
      platform(certificates),
      clock(hallClock),
      log(hallLog),
      limits(hallLimits),
      files(folder + QStringLiteral("/attachments")),
      draftFiles(folder + QStringLiteral("/drafts")),
      highWater(folder + QStringLiteral("/outbox.mark")),
      elapsed(*database, clock),
      journal(*database, clock, elapsed),
      rows(*database),
      drafts(*database, journal, key, clock, elapsed),
      effects(*database, journal, clock),
      closing(*database),
      stock(platform.recipients()) {}

Result<void> Outbox::Room::prepare() {
  if (auto reached = checkHighWater(); !reached) return reached;
  if (auto migrated = store::migrate(*database, schema()); !migrated) return migrated;
  if (auto opened = elapsed.open(); !opened) return opened;
  if (auto claimed = claim(); !claimed) return claimed;
  if (auto whole = journal.verify(); !whole) {
    // What waits is still sent, but this machine takes nothing new until somebody has looked.
    log.event(Log::Level::Critical, "outbox.journal-broken");
    note(whole.error());
  }
  if (auto converted = convertOld(); !converted) return converted;
  if (auto checked = reconcile(); !checked) return checked;
  removeOrphans();
  removeOrphanPages();
  // A crash may have left the keys of drafts there that are submissions by now. A full disk must not stop the start.
  (void)emptyLog();
  return {};
}

// Before anything is written: whoever repairs it finds the log as it was.
Result<void> Outbox::Room::checkHighWater() {
  const auto mark = highWater.line();
  const auto line = journal.lastLine();
  if (!line) return failure(line.error());
  if (!mark || *line >= *mark) return {};
  database->leaveLog();
  const QByteArray code = *line == 0 ? "outbox.database-lost" : "outbox.rolled-back";
  return failure(Failure::Corrupt, code, QStringLiteral("line %1 of %2").arg(*line).arg(*mark));
}

// The first start writes whose outbox this is; sequence numbers of one terminal must not continue under another's key.
Result<void> Outbox::Room::claim() {
  QByteArray owner;
  {
    auto asked = database->prepare("SELECT terminal_id FROM terminal");
    if (!asked) return failure(asked.error());
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (*row) owner = asked->bytes(0);
  }
  if (owner == key.terminalId()) return {};
  if (!owner.isEmpty()) return failure(Failure::Corrupt, "outbox.other-terminal");
  // Files without a database: it was lost, and a new empty one must not be mistaken for "nothing waits".
  if (!files.submissions().isEmpty()) return failure(Failure::Corrupt, "outbox.database-lost");
  return transact([this]() -> Result<void> {
    const QByteArray start;
    auto added = database->run(
        "INSERT INTO terminal (one, terminal_id, last_seq, journal_line, journal_hash) VALUES (1, ?, 0, 0, ?)",
        key.terminalId(), store::Blob{start});
    if (!added) return added;
    return journal.add("outbox.begun", key.terminalId());
  });
}

Result<void> Outbox::Room::transact(const std::function<Result<void>()>& steps) {
  journal.begin();
  auto transaction = store::Transaction::begin(*database);
  Result<void> done = transaction ? steps() : Result<void>(failure(transaction.error()));
  commitFailed = false;
  if (done) {
    done = transaction->commit();
    commitFailed = !done;
  }
  if (done) {
    if (journal.added() > 0) highWater.note(journal.added());
    return done;
  }
  note(done.error());
  journal.forget();
  return done;
}

Result<Submission> Outbox::Room::step(const QByteArray& submissionId, std::initializer_list<SubmissionState> from,
                                      const Change& change, const QByteArray& event, const QByteArray& code) {
  Result<Submission> taken;
  auto done = transact([&]() -> Result<void> {
    taken = stepInside(submissionId, from, change, event, code);
    return taken ? Result<void>() : failure(taken.error());
  });
  if (!done) return failure(done.error());
  return taken;
}

Result<Submission> Outbox::Room::stepInside(const QByteArray& submissionId, std::span<const SubmissionState> from,
                                            const Change& change, const QByteArray& event, const QByteArray& code) {
  auto submission = rows.find(submissionId);
  if (!submission) return submission;
  if (std::ranges::find(from, submission->state) == from.end()) {
    return failure(Failure::Conflict, "outbox.state", QString::fromLatin1(model::name(submission->state)));
  }
  if (auto changed = change(*submission); !changed) return failure(changed.error());
  if (auto stored = rows.update(*submission); !stored) return failure(stored.error());
  if (event.isEmpty()) return submission;
  if (auto noted = journal.add(event, submissionId, code); !noted) return failure(noted.error());
  return submission;
}

Result<BatchOutcome> Outbox::Room::stepEach(const QList<QByteArray>& submissionIds, const Inside& inside) {
  BatchOutcome outcome;
  auto done = transact([&]() -> Result<void> {
    for (qsizetype i = 0; i < submissionIds.size(); ++i) {
      auto taken = inside(i);
      const bool itsOwn = !taken && (taken.error().code == "outbox.state" || taken.error().code == "outbox.unknown" ||
                                     taken.error().kind == Failure::Refused);
      if (!taken && !itsOwn) return failure(taken.error());
      if (taken) outcome.taken.append(std::move(*taken));
      if (itsOwn) outcome.refused.append({submissionIds[i], taken.error()});
    }
    return {};
  });
  if (!done) return failure(done.error());
  return outcome;
}

Result<QByteArray> Outbox::Room::partBytes(const Submission& submission, qsizetype index) {
  if (index > 0) return files.read(submission.submissionId, submission.parts[index]);
  auto envelope = rows.envelope(submission.submissionId);
  if (envelope && (submission.parts.isEmpty() || seal::contentDigest(*envelope) != submission.parts[0].digest)) {
    return failure(Failure::Corrupt, "envelope.differs");
  }
  return envelope;
}

void Outbox::Room::note(const Error& error) {
  if (error.kind == Failure::Full || error.kind == Failure::Corrupt) trouble = error;
}

}  // namespace hall::outbox

#include "sync/outbox/outbox.h"

#include <sys/statvfs.h>

#include <algorithm>

#include "sync/base/durable_file.h"
#include "sync/outbox/room.h"
#include "sync/seal/case_key.h"

namespace hall::outbox {

Result<std::unique_ptr<Outbox>> Outbox::open(const QString& directory, const seal::TerminalKey& key,
                                             const seal::PlatformCertificates& platform, const Clock& clock, Log& log,
                                             const Limits& limits) {
  if (auto made = makeFolderDurably(directory, 0700); !made) return failure(made.error());
  auto folderLock = Room::FolderLock::take(directory + QStringLiteral("/outbox.lock"));
  if (!folderLock) return failure(folderLock.error());
  auto database = store::Database::open(directory + QStringLiteral("/outbox.sqlite"), store::Database::Look::Closely);
  if (!database) return failure(database.error());
  auto room = std::make_unique<Room>(directory, std::move(*folderLock), std::move(*database), key, platform, clock, log,
                                     limits);
  if (auto ready = room->prepare(); !ready) return failure(ready.error());
  return std::unique_ptr<Outbox>(new Outbox(std::move(room)));
}

Outbox::Outbox(std::unique_ptr<Room> room) : m_room(std::move(room)) {}
Outbox::~Outbox() = default;

std::optional<Error> Outbox::gate() const {
  const std::lock_guard lock(m_room->mutex);
  struct statvfs disk {};
  if (::statvfs(QFile::encodeName(m_room->directory).constData(), &disk) != 0) return systemError(errno);
  const auto free = static_cast<qint64>(disk.f_bavail) * static_cast<qint64>(disk.f_frsize);
  if (free < m_room->limits.minimumFreeBytes) return Error{Failure::Full, "disk.low", {}};
  if (!m_room->bury()) return Error{Failure::Corrupt, "outbox.seal-uncertain", {}};
  // Room was made since the disk was full: the next seal() will tell. Damage does not heal by waiting.
  if (m_room->trouble && m_room->trouble->kind == Failure::Full) m_room->trouble.reset();
  if (m_room->trouble) return m_room->trouble;
  const auto waiting = m_room->rows.waiting();
  if (!waiting) return waiting.error();
  const auto used = m_room->rows.lastNumberWasUsed();
  if (!used) return used.error();
  if (*used) return Error{Failure::Busy, "outbox.numbers-used", {}};
  if (waiting->first >= m_room->limits.maximumWaiting) return Error{Failure::Busy, "outbox.too-many", {}};
  // One item that the platform never takes is no sign of being offline; that it says nothing at all is.
  const std::chrono::milliseconds longest = m_room->limits.maximumOffline;
  const qint64 silent = m_room->elapsed.now() - m_room->elapsed.heard().value_or(waiting->second);
  if (waiting->first > 0 && silent > longest.count()) return Error{Failure::Busy, "outbox.too-old", {}};
  return std::nullopt;
}

Result<model::Submission> Outbox::find(const QByteArray& submissionId) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.find(submissionId);
}

Result<QList<model::Submission>> Outbox::all() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.all();
}

Result<QList<model::Submission>> Outbox::submittedBy(const QByteArray& serviceId, const QByteArray& subjectKey,
                                                     const QDateTime& since) const {
  const std::lock_guard lock(m_room->mutex);
  // How long ago that is, by the clock that the caller read; a clock that was set since the seal counts for nothing.
  const qint64 age = since.isValid() ? since.msecsTo(m_room->clock.now()) : m_room->elapsed.now();
  return m_room->rows.submittedBy(serviceId, seal::personLookup(subjectKey), m_room->elapsed.now() - age);
}

Result<QMap<model::SubmissionState, int>> Outbox::countsByState() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.countsByState();
}

Result<QList<model::Submission>> Outbox::due(const QDateTime& now, int limit) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.due(now.toMSecsSinceEpoch(), limit);
}

Result<QList<model::Submission>> Outbox::smallDue(const QDateTime& now, int limit, qint64 maximumBytes) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.smallDue(now.toMSecsSinceEpoch(), limit, maximumBytes);
}

Result<QList<model::Submission>> Outbox::largeDue(const QDateTime& now, int limit, qint64 moreThanBytes) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.largeDue(now.toMSecsSinceEpoch(), limit, moreThanBytes);
}

Result<QList<model::Submission>> Outbox::doubtfulDue(const QDateTime& now, int limit) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.doubtfulDue(now.toMSecsSinceEpoch(), limit);
}

Result<std::optional<model::Submission>> Outbox::newestUntried(const QDateTime& now) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.newestUntried(now.toMSecsSinceEpoch());
}

Result<std::optional<QDateTime>> Outbox::nextDue() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->rows.nextDue();
}

Result<QByteArray> Outbox::partBytes(const QByteArray& submissionId, const QByteArray& digest) const {
  const std::lock_guard lock(m_room->mutex);
  const auto submission = m_room->rows.find(submissionId);
  if (!submission) return failure(submission.error());
  const auto part = std::ranges::find(submission->parts, digest, &model::Part::digest);
  if (part == submission->parts.end()) return failure(Failure::NotFound, "outbox.unknown-part");
  return m_room->partBytes(*submission, part - submission->parts.begin());
}

Result<QList<QByteArray>> Outbox::allParts(const model::Submission& submission) const {
  const std::lock_guard lock(m_room->mutex);
  QList<QByteArray> parts;
  for (qsizetype i = 0; i < submission.parts.size(); ++i) {
    auto bytes = m_room->partBytes(submission, i);
    if (!bytes) return failure(bytes.error());
    parts.append(std::move(*bytes));
  }
  return parts;
}

Result<QByteArray> Outbox::askEffect(const QByteArray& submissionId, const QByteArray& kind) {
  const std::lock_guard lock(m_room->mutex);
  QByteArray effectId;
  auto done = m_room->transact([&]() -> Result<void> {
    auto asked = m_room->effects.ask(submissionId, kind);
    if (!asked) return failure(asked.error());
    effectId = *asked;
    return {};
  });
  if (!done) return failure(done.error());
  return effectId;
}

Result<void> Outbox::confirmEffect(const QByteArray& effectId) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->transact([&] { return m_room->effects.answer(effectId, EffectState::Confirmed, {}); });
}

Result<void> Outbox::failEffect(const QByteArray& effectId, const QByteArray& code) {
  const std::lock_guard lock(m_room->mutex);
  return m_room->transact([&] { return m_room->effects.answer(effectId, EffectState::Failed, code); });
}

Result<QList<Effect>> Outbox::effects(const QByteArray& submissionId) const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->effects.list(submissionId);
}

Result<QList<Effect>> Outbox::unfinishedEffects() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->effects.unfinished();
}

Result<void> Outbox::verifyJournal() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->journal.verify();
}

std::optional<TrustedTime> Outbox::trustedTime() const {
  const std::lock_guard lock(m_room->mutex);
  return m_room->elapsed.trusted();
}

QByteArray Outbox::terminalId() const {
  return m_room->key.terminalId();
}

}  // namespace hall::outbox

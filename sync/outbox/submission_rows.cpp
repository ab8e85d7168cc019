#include "sync/outbox/submission_rows.h"

#include <QJsonDocument>

#include "sync/outbox/number_used.h"
#include "sync/seal/case_key.h"

namespace hall::outbox {

// The same text as the partial indexes have, or they would not be used.
#define HALL_WAITING "state IN ('SEALED', 'SENDING_PARTS', 'COMMITTING', 'IN_DOUBT')"
#define HALL_COLUMNS                                                                                              \
  "SELECT terminal_seq, submission_id, case_id, service_id, kind, digest, sealed_at, state, held_code, attempts," \
  " next_try, receipt, exported_at, exported_to, holding, origin FROM submission AS s "
// An earlier waiting one of the same case goes first. One that is HELD does not count: what corrects it may pass.
#define HALL_FIRST_OF_CASE                                                                 \
  " AND NOT EXISTS (SELECT 1 FROM submission AS earlier WHERE earlier.case_id = s.case_id" \
  " AND earlier.terminal_seq < s.terminal_seq AND earlier." HALL_WAITING ")"
// What was never tried in its state waits for nobody, whatever clock wrote its time.
#define HALL_DUE " AND (attempts = 0 OR next_try <= ? OR next_try > ?)"

namespace {
// A wall clock that was set back must not freeze the queue: no try is ever planned further ahead than this.
constexpr qint64 kFarthestTryMilliseconds = 10LL * 60 * 1000;

QDateTime fromMilliseconds(qint64 value) {
  return QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}

QByteArray originText(const std::optional<model::Origin>& origin) {
  return origin ? origin->terminalId + ' ' + QByteArray::number(origin->terminalSeq) : QByteArray();
}

std::optional<model::Origin> origin(const QByteArray& text) {
  const qsizetype space = text.indexOf(' ');
  if (space < 0) return std::nullopt;
  return model::Origin{text.left(space), text.mid(space + 1).toLongLong()};
}

Result<bool> oneRow(Result<store::Statement>& statement) {
  if (!statement) return failure(statement.error());
  return statement->step();
}
}  // namespace

bool isWaiting(model::SubmissionState state) {
  using enum model::SubmissionState;
  return state == Sealed || state == SendingParts || state == Committing || state == InDoubt;
}

Result<void> SubmissionRows::insert(const model::Submission& s, const QByteArray& envelope, const QByteArray& lookup,
                                    qint64 elapsed, int legalDays) {
  auto inserted = m_database.run(
      "INSERT INTO submission (terminal_seq, submission_id, case_id, service_id, kind, digest, envelope, sealed_at,"
      " state, next_try, subject_lookup, origin, sealed_elapsed, legal_days)"
      " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
      s.terminalSeq, s.submissionId, s.caseId, s.serviceId, s.kind, s.digest, store::Blob{envelope},
      s.sealedAt.toMSecsSinceEpoch(), model::name(s.state), s.nextTry.toMSecsSinceEpoch(), store::Blob{lookup},
      originText(s.origin), elapsed, legalDays);
  for (qsizetype i = 0; inserted && i < s.parts.size(); ++i) {
    inserted = m_database.run("INSERT INTO part (terminal_seq, position, digest, size) VALUES (?, ?, ?, ?)",
                              s.terminalSeq, qint64{i}, s.parts[i].digest, s.parts[i].size);
  }
  return inserted;
}

Result<void> SubmissionRows::update(const model::Submission& s) {
  return m_database.run(
      "UPDATE submission SET state = ?, held_code = ?, attempts = ?, next_try = ? WHERE submission_id = ?",
      model::name(s.state), s.heldCode, s.attempts, s.nextTry.toMSecsSinceEpoch(), s.submissionId);
}

Result<void> SubmissionRows::keepReceipt(const QByteArray& submissionId, const QByteArray& content,
                                         const QByteArray& message, qint64 elapsed) {
  return m_database.run(
      "UPDATE submission SET receipt = ?, receipt_message = ?, received_elapsed = ?, holding = '', inventory_proof = "
      "NULL"
      " WHERE submission_id = ?",
      store::Blob{content}, store::Blob{message}, elapsed, submissionId);
}

Result<void> SubmissionRows::markExported(const QByteArray& submissionId, const QByteArray& mediaId, qint64 at) {
  if (mediaId.isEmpty()) {
    return m_database.run("UPDATE submission SET exported_at = NULL, exported_to = '' WHERE submission_id = ?",
                          submissionId);
  }
  return m_database.run("UPDATE submission SET exported_at = ?, exported_to = ? WHERE submission_id = ?", at, mediaId,
                        submissionId);
}

Result<bool> SubmissionRows::noteRetryCode(const QByteArray& submissionId, const QByteArray& code) {
  auto noted = m_database.run("UPDATE submission SET retry_code = ? WHERE submission_id = ? AND retry_code <> ?", code,
                              submissionId, code);
  if (!noted) return failure(noted.error());
  return m_database.changes() > 0;
}

Result<model::Submission> SubmissionRows::find(const QByteArray& submissionId) {
  auto asked = m_database.prepare(HALL_COLUMNS "WHERE submission_id = ?");
  if (asked) asked->bind(submissionId);
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.unknown");
  return read(*asked);
}

Result<QByteArray> SubmissionRows::envelope(const QByteArray& submissionId) {
  auto asked = m_database.prepare("SELECT envelope FROM submission WHERE submission_id = ?");
  if (asked) asked->bind(submissionId);
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.unknown");
  return asked->bytes(0);
}

Result<QList<model::Submission>> SubmissionRows::all() {
  auto asked = m_database.prepare(HALL_COLUMNS "ORDER BY terminal_seq");
  if (!asked) return failure(asked.error());
  return list(*asked);
}

Result<QList<model::InventoryEntry>> SubmissionRows::entriesFrom(qint64 seq, int limit) {
  auto asked = m_database.prepare(
      "SELECT terminal_seq, submission_id, digest, origin FROM submission WHERE terminal_seq >= ? ORDER BY terminal_seq"
      " LIMIT ?");
  if (!asked) return failure(asked.error());
  asked->bind(seq, limit);
  QList<model::InventoryEntry> found;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    found.append({asked->integer(0), asked->bytes(1), asked->bytes(2), origin(asked->bytes(3))});
  }
}

Result<QList<model::Submission>> SubmissionRows::submittedBy(const QByteArray& serviceId, const QByteArray& lookup,
                                                             qint64 since) {
  constexpr auto kTheirs = HALL_COLUMNS
      "WHERE subject_lookup = ? AND subject_lookup <> x'' AND sealed_elapsed >= ? AND kind = 'service'"
      " ORDER BY terminal_seq DESC";
  constexpr auto kOfOneService = HALL_COLUMNS
      "WHERE subject_lookup = ? AND subject_lookup <> x'' AND sealed_elapsed >= ? AND kind = 'service'"
      " AND service_id = ? ORDER BY terminal_seq DESC";
  auto asked = m_database.prepare(serviceId.isEmpty() ? kTheirs : kOfOneService);
  if (!asked) return failure(asked.error());
  asked->bind(store::Blob{lookup}, since);
  if (!serviceId.isEmpty()) asked->bindAt(3, serviceId);
  return list(*asked);
}

Result<void> SubmissionRows::convertOld(qint64 elapsed) {
  QList<std::pair<qint64, QByteArray>> old;
  {
    auto asked = m_database.prepare("SELECT terminal_seq, subject_key FROM submission WHERE subject_key <> x''");
    if (!asked) return failure(asked.error());
    for (auto row = asked->step(); !row || *row; row = asked->step()) {
      if (!row) return failure(row.error());
      old.append({asked->integer(0), asked->bytes(1)});
    }
  }
  for (const auto& [seq, subjectKey] : old) {
    const QByteArray lookup = seal::personLookup(subjectKey);
    auto converted = m_database.run(
        "UPDATE submission SET subject_lookup = ?, subject_key = x'' WHERE terminal_seq = ?", store::Blob{lookup}, seq);
    if (!converted) return converted;
  }
  // When its receipt came is not known any more: the retention begins anew.
  return m_database.run(
      "UPDATE submission SET received_elapsed = ? WHERE receipt IS NOT NULL AND received_elapsed IS NULL", elapsed);
}

Result<qint64> SubmissionRows::sealedElapsed(const QByteArray& submissionId) {
  auto asked = m_database.prepare("SELECT sealed_elapsed FROM submission WHERE submission_id = ?");
  if (asked) asked->bind(submissionId);
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "outbox.unknown");
  return asked->integer(0);
}

Result<QList<LegalClock>> SubmissionRows::legalClocks() {
  auto asked = m_database.prepare(
      "SELECT submission_id, sealed_elapsed, legal_days, held_code FROM submission WHERE kind = 'service' AND "
      "(" HALL_WAITING " OR state = 'HELD') ORDER BY terminal_seq");
  if (!asked) return failure(asked.error());
  QList<LegalClock> found;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    found.append({asked->bytes(0), asked->integer(1), static_cast<int>(asked->integer(2)), asked->bytes(3)});
  }
}

Result<QList<model::Submission>> SubmissionRows::due(qint64 now, int limit) {
  auto asked = m_database.prepare(HALL_COLUMNS "WHERE " HALL_WAITING HALL_DUE HALL_FIRST_OF_CASE
                                               " ORDER BY next_try, terminal_seq LIMIT ?");
  if (!asked) return failure(asked.error());
  return list(asked->bind(now, now + kFarthestTryMilliseconds, limit));
}

Result<QList<model::Submission>> SubmissionRows::smallDue(qint64 now, int limit, qint64 maximumBytes) {
  auto asked = m_database.prepare(
      HALL_COLUMNS "WHERE " HALL_WAITING HALL_DUE " AND state IN ('SEALED', 'SENDING_PARTS')" HALL_FIRST_OF_CASE
                   " AND (SELECT sum(size) FROM part WHERE part.terminal_seq = s.terminal_seq) <= ?"
                   " ORDER BY next_try, terminal_seq LIMIT ?");
  if (!asked) return failure(asked.error());
  return list(asked->bind(now, now + kFarthestTryMilliseconds, maximumBytes, limit));
}

Result<QList<model::Submission>> SubmissionRows::largeDue(qint64 now, int limit, qint64 moreThanBytes) {
  auto asked = m_database.prepare(
      HALL_COLUMNS "WHERE " HALL_WAITING HALL_DUE " AND state IN ('SEALED', 'SENDING_PARTS')" HALL_FIRST_OF_CASE
                   " AND (SELECT sum(size) FROM part WHERE part.terminal_seq = s.terminal_seq) > ?"
                   " ORDER BY next_try, terminal_seq LIMIT ?");
  if (!asked) return failure(asked.error());
  return list(asked->bind(now, now + kFarthestTryMilliseconds, moreThanBytes, limit));
}

Result<QList<model::Submission>> SubmissionRows::doubtfulDue(qint64 now, int limit) {
  auto asked = m_database.prepare(HALL_COLUMNS "WHERE " HALL_WAITING HALL_DUE
                                               " AND state = 'IN_DOUBT' ORDER BY next_try, terminal_seq LIMIT ?");
  if (!asked) return failure(asked.error());
  return list(asked->bind(now, now + kFarthestTryMilliseconds, limit));
}

Result<std::optional<model::Submission>> SubmissionRows::newestUntried(qint64 now) {
  auto asked = m_database.prepare(HALL_COLUMNS "WHERE " HALL_WAITING HALL_DUE " AND attempts = 0" HALL_FIRST_OF_CASE
                                               " ORDER BY terminal_seq DESC LIMIT 1");
  if (asked) asked->bind(now, now + kFarthestTryMilliseconds);
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  if (!*row) return std::nullopt;
  auto submission = read(*asked);
  if (!submission) return failure(submission.error());
  return std::move(*submission);
}

Result<std::optional<QDateTime>> SubmissionRows::nextDue() {
  auto asked = m_database.prepare("SELECT next_try FROM submission AS s WHERE " HALL_WAITING HALL_FIRST_OF_CASE
                                  " ORDER BY next_try, terminal_seq LIMIT 1");
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  if (!*row) return std::nullopt;
  return fromMilliseconds(asked->integer(0));
}

Result<QMap<model::SubmissionState, int>> SubmissionRows::countsByState() {
  auto asked = m_database.prepare("SELECT state, count(*) FROM submission GROUP BY state");
  if (!asked) return failure(asked.error());
  QMap<model::SubmissionState, int> counts;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return counts;
    if (const auto state = model::submissionState(asked->bytes(0))) {
      counts.insert(*state, static_cast<int>(asked->integer(1)));
    }
  }
}

Result<std::pair<int, qint64>> SubmissionRows::waiting() {
  auto asked = m_database.prepare("SELECT count(*), min(sealed_elapsed) FROM submission WHERE " HALL_WAITING);
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  return std::pair(static_cast<int>(asked->integer(0)), asked->integer(1));
}

Result<qint64> SubmissionRows::lastSeq() {
  auto asked = m_database.prepare("SELECT last_seq FROM terminal");
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  return asked->integer(0);
}

Result<void> SubmissionRows::advanceSeq(qint64 to) {
  auto advanced = m_database.run("UPDATE terminal SET last_seq = ? WHERE last_seq = ?", to, to - 1);
  if (advanced && m_database.changes() != 1) return failure(Failure::Internal, "outbox.sequence");
  return advanced;
}

Result<void> SubmissionRows::skipTo(qint64 used) {
  return m_database.run("UPDATE terminal SET last_seq = ?1 WHERE last_seq < ?1", used);
}

Result<bool> SubmissionRows::lastNumberWasUsed() {
  auto asked = m_database.prepare(
      "SELECT count(*) FROM submission WHERE terminal_seq = (SELECT last_seq FROM terminal) AND state = 'HELD'"
      " AND held_code = ?");
  if (!asked) return failure(asked.error());
  asked->bind(QByteArray(kNumberUsed));
  const auto row = oneRow(asked);
  if (!row) return failure(row.error());
  return asked->integer(0) > 0;
}

Result<QList<qint64>> SubmissionRows::handedOver(qint64 fromSeq, qint64 toSeq) {
  auto asked = m_database.prepare(
      "SELECT terminal_seq FROM submission WHERE terminal_seq BETWEEN ? AND ?"
      " AND state IN ('RECEIVED', 'ACCEPTED', 'NEEDS_SUPPLEMENT', 'REFUSED', 'DUPLICATE_OF') ORDER BY terminal_seq");
  if (!asked) return failure(asked.error());
  asked->bind(fromSeq, toSeq);
  QList<qint64> found;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    found.append(asked->integer(0));
  }
}

Result<QList<model::Submission>> SubmissionRows::list(store::Statement& statement) {
  QList<model::Submission> found;
  while (true) {
    const auto row = statement.step();
    if (!row) return failure(row.error());
    if (!*row) return found;
    auto submission = read(statement);
    if (!submission) return failure(submission.error());
    found.append(std::move(*submission));
  }
}

Result<model::Submission> SubmissionRows::read(const store::Statement& row) {
  model::Submission s;
  s.terminalSeq = row.integer(0);
  s.submissionId = row.bytes(1);
  s.caseId = row.bytes(2);
  s.serviceId = row.bytes(3);
  s.kind = row.bytes(4);
  s.digest = row.bytes(5);
  s.sealedAt = fromMilliseconds(row.integer(6));
  const auto state = model::submissionState(row.bytes(7));
  if (!state) return failure(Failure::Corrupt, "store.corrupt");
  s.state = *state;
  s.heldCode = row.bytes(8);
  s.attempts = static_cast<int>(row.integer(9));
  s.nextTry = fromMilliseconds(row.integer(10));
  if (!row.isNull(11)) {
    // Verified before it was stored.
    const auto receipt = model::receiptFromJson(QJsonDocument::fromJson(row.bytes(11)).object());
    if (receipt) s.receipt = *receipt;
  }
  if (!row.isNull(12)) s.exported = model::ExportMark{row.bytes(13), fromMilliseconds(row.integer(12))};
  s.holding = model::holding(row.bytes(14));
  s.origin = origin(row.bytes(15));
  auto parts = m_database.prepare("SELECT digest, size FROM part WHERE terminal_seq = ? ORDER BY position");
  if (!parts) return failure(parts.error());
  parts->bind(s.terminalSeq);
  while (true) {
    const auto part = parts->step();
    if (!part) return failure(part.error());
    if (!*part) return s;
    s.parts.append({parts->bytes(0), parts->integer(1)});
  }
}

}  // namespace hall::outbox

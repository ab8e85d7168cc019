#include "sync/gateway/storage.h"

#include <QHash>

#include "sync/gateway/part_list.h"
#include "sync/gateway/schema.h"

namespace hall::gateway {

namespace {

constexpr int kReadingSessions = 4;

QDateTime fromMilliseconds(qint64 value) {
  return QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}

#define HALL_RECORD                                                                                      \
  "SELECT number, submission_id, case_id, terminal_id, terminal_seq, digest, announced_at, received_at," \
  " acceptance_no, receipt, parts FROM submission "

#define HALL_MISSING                                                                                             \
  "SELECT part.digest FROM part JOIN submission ON submission.number = part.number WHERE submission_id = $1 AND" \
  " NOT EXISTS (SELECT 1 FROM content WHERE content.number = part.number AND content.digest = part.digest)"      \
  " GROUP BY part.digest ORDER BY min(position)"

Record readRecord(const sql::Rows& rows, qsizetype row) {
  Record record;
  record.announcement = {rows.bytes(row, 1),   rows.bytes(row, 2), rows.bytes(row, 3),
                         rows.integer(row, 4), rows.bytes(row, 5), partsFromText(rows.bytes(row, 10))};
  record.announcedAt = fromMilliseconds(rows.integer(row, 6));
  if (!rows.isNull(row, 7)) record.receivedAt = fromMilliseconds(rows.integer(row, 7));
  record.acceptanceNo = rows.bytes(row, 8);
  record.receipt = rows.bytes(row, 9);
  return record;
}

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

QList<QByteArray> firstColumn(const sql::Rows& rows) {
  QList<QByteArray> values;
  for (qsizetype i = 0; i < rows.size(); ++i) values.append(rows.bytes(i, 0));
  return values;
}

// One value of the first row.
Result<QByteArray> first(const Result<sql::Rows>& rows) {
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return rows->bytes(0, 0);
}

}  // namespace

Storage::Storage(const sql::Source& source, std::unique_ptr<sql::SqlSession> writing)
    : m_writing(std::move(writing)), m_reading(source, kReadingSessions) {}

Result<std::unique_ptr<Storage>> Storage::open(const sql::Source& source) {
  if (auto migrated = source.migrate(kSchema); !migrated) return failure(migrated.error());
  auto writing = source.open();
  if (!writing) return failure(writing.error());
  return std::unique_ptr<Storage>(new Storage(source, std::move(*writing)));
}

Result<Record> Storage::findIn(sql::SqlSession& session, const QByteArray& submissionId) {
  const auto rows = session.query(HALL_RECORD "WHERE submission_id = $1", submissionId);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  Record record = readRecord(*rows, 0);
  if (!record.announcement.parts.isEmpty()) return record;
  const auto parts =
      session.query("SELECT digest, size FROM part WHERE number = $1 ORDER BY position", rows->integer(0, 0));
  if (!parts) return failure(parts.error());
  for (qsizetype i = 0; i < parts->size(); ++i) {
    record.announcement.parts.append({parts->bytes(i, 0), parts->integer(i, 1)});
  }
  return record;
}

Result<void> Storage::commit() {
  auto committed = m_writing->commit();
  committed ? m_numbers.committed() : m_numbers.rolledBack();
  return committed;
}

void Storage::rollback() {
  m_writing->rollback();
  m_numbers.rolledBack();
}

Result<Record> Storage::find(const QByteArray& submissionId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  return findIn(**session, submissionId);
}

Result<QList<QByteArray>> Storage::missing(const QByteArray& submissionId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query(HALL_MISSING, submissionId);
  return rows ? Result<QList<QByteArray>>(firstColumn(*rows)) : failure(rows.error());
}

Result<QByteArray> Storage::part(const QByteArray& submissionId, const QByteArray& digest) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto whole = (*session)->query(
      "SELECT parts, body FROM submission WHERE submission_id = $1 AND body IS NOT NULL", submissionId);
  if (!whole) return failure(whole.error());
  if (!whole->isEmpty()) {
    const QByteArray bytes = sliceOf(whole->bytes(0, 1), partsFromText(whole->bytes(0, 0)), digest);
    return bytes.isNull() ? Result<QByteArray>(failure(Failure::NotFound, "gateway.unknown")) : bytes;
  }
  return first(
      (*session)->query("SELECT bytes FROM content JOIN submission ON submission.number = content.number"
                        " WHERE submission_id = $1 AND content.digest = $2",
                        submissionId, digest));
}

Result<QList<Storage::State>> Storage::states(const QList<QByteArray>& submissionIds) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  QList<sql::Statement> questions;
  for (const QByteArray& id : submissionIds) {
    questions.push_back({"SELECT receipt, terminal_id FROM submission WHERE submission_id = $1", {id}});
    questions.push_back({HALL_MISSING, {id}});
  }
  const auto answers = (*session)->pipeline(questions);
  if (!answers) return failure(answers.error());
  QList<State> states;
  for (qsizetype i = 0; i < submissionIds.size(); ++i) {
    const sql::Rows& found = answers->at(2 * i);
    State state;
    if (!found.isEmpty()) state.kind = found.isNull(0, 0) ? State::Kind::Announced : State::Kind::Received;
    if (!found.isEmpty()) state.terminalId = found.bytes(0, 1);
    if (state.kind == State::Kind::Received) state.receipt = found.bytes(0, 0);
    if (state.kind == State::Kind::Announced) state.missing = firstColumn(answers->at(2 * i + 1));
    states.append(std::move(state));
  }
  return states;
}

Result<QList<Record>> Storage::list() {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query(HALL_RECORD "ORDER BY number");
  if (!rows) return failure(rows.error());
  const auto parts = (*session)->query("SELECT number, digest, size FROM part ORDER BY number, position");
  if (!parts) return failure(parts.error());
  QHash<qint64, qsizetype> places;
  QList<Record> records;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    places.insert(rows->integer(i, 0), i);
    records.append(readRecord(*rows, i));
  }
  for (qsizetype i = 0; i < parts->size(); ++i) {
    const auto place = places.constFind(parts->integer(i, 0));
    if (place == places.constEnd()) continue;  // announced between the two questions
    records[*place].announcement.parts.append({parts->bytes(i, 1), parts->integer(i, 2)});
  }
  return records;
}

Result<void> Storage::announce(const Announcement& a, const QDateTime& now) {
  qint64 bytes = 0;
  for (const model::Part& part : a.parts) bytes += part.size;
  const auto added = m_writing->query(
      "INSERT INTO submission (submission_id, case_id, terminal_id, terminal_seq, digest, announced_at,"
      " announced_bytes) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (submission_id) DO NOTHING",
      a.submissionId, a.caseId, a.terminalId, a.terminalSeq, a.digest, now.toMSecsSinceEpoch(), bytes);
  if (!added) return failure(added.error());
  if (added->touched() == 0) {
    const auto known = findIn(*m_writing, a.submissionId);
    if (!known && known.error().kind == Failure::NotFound) return failure(Failure::Busy, "sql.busy");  // just dropped
    if (!known) return failure(known.error());
    if (known->announcement != a) return failure(Failure::Conflict, "gateway.digest-conflict");
    return nothing(
        m_writing->query("UPDATE submission SET announced_at = $1 WHERE submission_id = $2 AND receipt IS NULL",
                         now.toMSecsSinceEpoch(), a.submissionId));
  }
  QList<sql::Statement> parts;
  for (qsizetype i = 0; i < a.parts.size(); ++i) {
    parts.append(
        {"INSERT INTO part (number, position, digest, size) SELECT number, $1, $2, $3 FROM submission"
         " WHERE submission_id = $4",
         {qint64{i}, a.parts[i].digest, a.parts[i].size, a.submissionId}});
  }
  if (const auto done = m_writing->pipeline(parts); !done) return failure(done.error());
  return checkQuota(a.terminalId);
}

Storage::Receipt Storage::receive(const QByteArray& submissionId, const QByteArray& digest, const QDateTime& now,
                                  QDate day, const Intake::Sign& sign) {
  const auto known = findIn(*m_writing, submissionId);
  if (!known) return failure(known.error());
  Intake intake{known->announcement, Intake::Arrival::InParts, {}, now, day, {}, sign};
  intake.announcement.digest = digest;
  const auto taken = takeIn({&intake});
  return taken ? taken->front() : failure(taken.error());
}

Result<void> Storage::noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now) {
  return nothing(m_writing->query("INSERT INTO access (at, event, submission_id) VALUES ($1, $2, $3)",
                                  now.toMSecsSinceEpoch(), event, submissionId));
}

}  // namespace hall::gateway

#include "sync/gateway/storage.h"

#include <QHash>

#include "sync/gateway/schema.h"

namespace hall::gateway {

namespace {

constexpr int kReadingSessions = 4;

QDateTime fromMilliseconds(qint64 value) {
  return QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}

#define HALL_RECORD                                                                                      \
  "SELECT number, submission_id, case_id, terminal_id, terminal_seq, digest, announced_at, received_at," \
  " acceptance_no, receipt FROM submission "

Record readRecord(const sql::Rows& rows, qsizetype row) {
  Record record;
  record.announcement = {rows.bytes(row, 1),   rows.bytes(row, 2), rows.bytes(row, 3),
                         rows.integer(row, 4), rows.bytes(row, 5), {}};
  record.announcedAt = fromMilliseconds(rows.integer(row, 6));
  if (!rows.isNull(row, 7)) record.receivedAt = fromMilliseconds(rows.integer(row, 7));
  record.acceptanceNo = rows.bytes(row, 8);
  record.receipt = rows.bytes(row, 9);
  return record;
}

Result<Record> findIn(sql::SqlSession& session, const QByteArray& submissionId) {
  const auto rows = session.query(HALL_RECORD "WHERE submission_id = $1", submissionId);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  Record record = readRecord(*rows, 0);
  const auto parts =
      session.query("SELECT digest, size FROM part WHERE number = $1 ORDER BY position", rows->integer(0, 0));
  if (!parts) return failure(parts.error());
  for (qsizetype i = 0; i < parts->size(); ++i) {
    record.announcement.parts.append({parts->bytes(i, 0), parts->integer(i, 1)});
  }
  return record;
}

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
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

Result<Record> Storage::find(const QByteArray& submissionId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  return findIn(**session, submissionId);
}

Result<QList<QByteArray>> Storage::missing(const QByteArray& submissionId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query(
      "SELECT part.digest FROM part JOIN submission ON submission.number = part.number WHERE submission_id = $1 AND NOT"
      " EXISTS (SELECT 1 FROM content WHERE content.number = part.number AND content.digest = part.digest)"
      " GROUP BY part.digest ORDER BY min(position)",
      submissionId);
  if (!rows) return failure(rows.error());
  QList<QByteArray> digests;
  for (qsizetype i = 0; i < rows->size(); ++i) digests.append(rows->bytes(i, 0));
  return digests;
}

Result<QByteArray> Storage::part(const QByteArray& submissionId, const QByteArray& digest) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  return first(
      (*session)->query("SELECT bytes FROM content JOIN submission ON submission.number = content.number"
                        " WHERE submission_id = $1 AND content.digest = $2",
                        submissionId, digest));
}

Result<QByteArray> Storage::terminalCertificate(const QByteArray& terminalId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  return first((*session)->query("SELECT certificate FROM terminal WHERE terminal_id = $1", terminalId));
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

Result<void> Storage::addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes) {
  return nothing(
      m_writing->query("INSERT INTO content (number, digest, bytes) SELECT number, $1, $2 FROM submission"
                       " WHERE submission_id = $3 ON CONFLICT DO NOTHING",
                       digest, sql::Bytes{bytes}, submissionId));
}

Result<QByteArray> Storage::receive(const QByteArray& submissionId, const QByteArray& digest, const QDateTime& now,
                                    QDate day, const Sign& sign) {
  const auto known = findIn(*m_writing, submissionId);
  if (!known) return failure(known.error());
  if (known->announcement.digest != digest) return failure(Failure::Conflict, "gateway.digest-conflict");
  if (known->received()) return known->receipt;
  const auto used =
      m_writing->query("SELECT 1 FROM submission WHERE terminal_id = $1 AND terminal_seq = $2 AND receipt IS NOT NULL",
                       known->announcement.terminalId, known->announcement.terminalSeq);
  if (!used) return failure(used.error());
  if (!used->isEmpty()) return failure(Failure::Conflict, "gateway.sequence-conflict");
  const auto acceptanceNo = nextAcceptanceNo(day);
  if (!acceptanceNo) return acceptanceNo;
  auto receipt = sign(*acceptanceNo);
  if (!receipt) return receipt;
  const auto stored = m_writing->query(
      "UPDATE submission SET received_at = $1, acceptance_no = $2, receipt = $3 WHERE submission_id = $4"
      " AND receipt IS NULL",
      now.toMSecsSinceEpoch(), *acceptanceNo, sql::Bytes{*receipt}, submissionId);
  // Another gateway may have taken the number since we looked; the unique index knows.
  if (!stored && stored.error().kind == Failure::Conflict) {
    return failure(Failure::Conflict, "gateway.sequence-conflict");
  }
  if (!stored) return failure(stored.error());
  if (stored->touched() == 1) return receipt;
  // Another gateway has received it since we looked.
  const auto theirs = findIn(*m_writing, submissionId);
  return theirs ? Result<QByteArray>(theirs->receipt) : failure(theirs.error());
}

Result<QByteArray> Storage::nextAcceptanceNo(QDate day) {
  const QByteArray text = day.toString(QStringLiteral("yyyyMMdd")).toLatin1();
  const auto last = m_writing->query(
      "INSERT INTO acceptance_day (day, last) VALUES ($1, 1)"
      " ON CONFLICT (day) DO UPDATE SET last = acceptance_day.last + 1 RETURNING last",
      text);
  if (!last) return failure(last.error());
  return text + '-' + QByteArray::number(last->integer(0, 0)).rightJustified(6, '0');
}

Result<void> Storage::admit(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now) {
  return nothing(
      m_writing->query("INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES ($1, $2, $3)"
                       " ON CONFLICT (terminal_id) DO UPDATE SET certificate = excluded.certificate",
                       terminalId, certificatePem, now.toMSecsSinceEpoch()));
}

Result<void> Storage::noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now) {
  return nothing(m_writing->query("INSERT INTO access (at, event, submission_id) VALUES ($1, $2, $3)",
                                  now.toMSecsSinceEpoch(), event, submissionId));
}

}  // namespace hall::gateway

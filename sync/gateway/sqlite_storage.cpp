#include "sync/gateway/sqlite_storage.h"

#include "sync/gateway/sqlite_schema.h"
#include "sync/store/migration.h"

namespace hall::gateway {

namespace {

QDateTime fromMilliseconds(qint64 value) {
  return QDateTime::fromMSecsSinceEpoch(value, Qt::UTC);
}

#define HALL_RECORD                                                                                      \
  "SELECT number, submission_id, case_id, terminal_id, terminal_seq, digest, announced_at, received_at," \
  " acceptance_no, receipt FROM submission "

Result<Record> readRecord(store::Database& database, const store::Statement& row) {
  Record record;
  record.announcement = {row.bytes(1), row.bytes(2), row.bytes(3), row.integer(4), row.bytes(5), {}};
  record.announcedAt = fromMilliseconds(row.integer(6));
  if (!row.isNull(7)) record.receivedAt = fromMilliseconds(row.integer(7));
  record.acceptanceNo = row.bytes(8);
  record.receipt = row.bytes(9);
  auto parts = database.prepare("SELECT digest, size FROM part WHERE number = ? ORDER BY position");
  if (!parts) return failure(parts.error());
  parts->bind(row.integer(0));
  while (true) {
    const auto part = parts->step();
    if (!part) return failure(part.error());
    if (!*part) return record;
    record.announcement.parts.append({parts->bytes(0), parts->integer(1)});
  }
}

Result<Record> findIn(store::Database& database, const QByteArray& submissionId) {
  auto asked = database.prepare(HALL_RECORD "WHERE submission_id = ?");
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(submissionId).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "gateway.unknown");
  return readRecord(database, *asked);
}

// One value of the first row.
template <class... Values>
Result<QByteArray> one(store::Database& database, const char* sql, const Values&... values) {
  auto asked = database.prepare(sql);
  if (!asked) return failure(asked.error());
  const auto row = asked->bind(values...).step();
  if (!row) return failure(row.error());
  if (!*row) return failure(Failure::NotFound, "gateway.unknown");
  return asked->bytes(0);
}

}  // namespace

Result<std::unique_ptr<SqliteStorage>> SqliteStorage::open(const QString& path) {
  auto writer = store::Database::open(path);
  if (!writer) return failure(writer.error());
  if (auto migrated = store::migrate(**writer, kSqliteSchema); !migrated) return failure(migrated.error());
  auto reader = store::Database::open(path);
  if (!reader) return failure(reader.error());
  return std::unique_ptr<SqliteStorage>(new SqliteStorage(std::move(*writer), std::move(*reader)));
}

Result<Record> SqliteStorage::find(const QByteArray& submissionId) {
  const std::lock_guard lock(m_readerMutex);
  return findIn(*m_reader, submissionId);
}

Result<QList<QByteArray>> SqliteStorage::missing(const QByteArray& submissionId) {
  const std::lock_guard lock(m_readerMutex);
  auto asked = m_reader->prepare(
      "SELECT DISTINCT part.digest FROM part JOIN submission USING (number) WHERE submission_id = ? AND NOT EXISTS"
      " (SELECT 1 FROM content WHERE content.number = part.number AND content.digest = part.digest) ORDER BY position");
  if (!asked) return failure(asked.error());
  asked->bind(submissionId);
  QList<QByteArray> digests;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return digests;
    digests.append(asked->bytes(0));
  }
}

Result<QByteArray> SqliteStorage::part(const QByteArray& submissionId, const QByteArray& digest) {
  const std::lock_guard lock(m_readerMutex);
  return one(*m_reader,
             "SELECT bytes FROM content JOIN submission USING (number) WHERE submission_id = ? AND content.digest = ?",
             submissionId, digest);
}

Result<QByteArray> SqliteStorage::terminalCertificate(const QByteArray& terminalId) {
  const std::lock_guard lock(m_readerMutex);
  return one(*m_reader, "SELECT certificate FROM terminal WHERE terminal_id = ?", terminalId);
}

Result<QList<Record>> SqliteStorage::list() {
  const std::lock_guard lock(m_readerMutex);
  auto asked = m_reader->prepare(HALL_RECORD "ORDER BY number");
  if (!asked) return failure(asked.error());
  QList<Record> records;
  while (true) {
    const auto row = asked->step();
    if (!row) return failure(row.error());
    if (!*row) return records;
    auto record = readRecord(*m_reader, *asked);
    if (!record) return failure(record.error());
    records.append(std::move(*record));
  }
}

Result<void> SqliteStorage::begin() {
  auto begun = store::Transaction::begin(*m_writer);
  if (!begun) return failure(begun.error());
  m_transaction.emplace(std::move(*begun));
  return {};
}

Result<void> SqliteStorage::commit() {
  auto committed = m_transaction->commit();
  m_transaction.reset();
  return committed;
}

void SqliteStorage::rollback() {
  m_transaction.reset();
}

Result<void> SqliteStorage::announce(const Announcement& a, const QDateTime& now) {
  const auto known = findIn(*m_writer, a.submissionId);
  if (!known && known.error().kind != Failure::NotFound) return failure(known.error());
  if (known) {
    const bool same = known->announcement.digest == a.digest && known->announcement.parts == a.parts &&
                      known->announcement.terminalId == a.terminalId &&
                      known->announcement.terminalSeq == a.terminalSeq && known->announcement.caseId == a.caseId;
    if (!same) return failure(Failure::Conflict, "gateway.digest-conflict");
    return m_writer->run("UPDATE submission SET announced_at = ? WHERE submission_id = ? AND receipt IS NULL",
                         now.toMSecsSinceEpoch(), a.submissionId);
  }
  qint64 bytes = 0;
  for (const model::Part& part : a.parts) bytes += part.size;
  if (auto fits = checkQuota(a.terminalId, bytes); !fits) return fits;
  auto added = m_writer->run(
      "INSERT INTO submission (submission_id, case_id, terminal_id, terminal_seq, digest, announced_at,"
      " announced_bytes) VALUES (?, ?, ?, ?, ?, ?, ?)",
      a.submissionId, a.caseId, a.terminalId, a.terminalSeq, a.digest, now.toMSecsSinceEpoch(), bytes);
  for (qsizetype i = 0; added && i < a.parts.size(); ++i) {
    added = m_writer->run(
        "INSERT INTO part (number, position, digest, size)"
        " SELECT number, ?, ?, ? FROM submission WHERE submission_id = ?",
        qint64{i}, a.parts[i].digest, a.parts[i].size, a.submissionId);
  }
  return added;
}

Result<void> SqliteStorage::addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes) {
  return m_writer->run(
      "INSERT INTO content (number, digest, bytes) SELECT number, ?, ? FROM submission WHERE submission_id = ?"
      " ON CONFLICT DO NOTHING",
      digest, store::Blob{bytes}, submissionId);
}

Result<QByteArray> SqliteStorage::receive(const QByteArray& submissionId, const QByteArray& digest,
                                          const QDateTime& now, QDate day, const Sign& sign) {
  const auto known = findIn(*m_writer, submissionId);
  if (!known) return failure(known.error());
  if (known->announcement.digest != digest) return failure(Failure::Conflict, "gateway.digest-conflict");
  if (known->received()) return known->receipt;
  const auto used = one(*m_writer,
                        "SELECT submission_id FROM submission WHERE terminal_id = ? AND terminal_seq = ?"
                        " AND receipt IS NOT NULL",
                        known->announcement.terminalId, known->announcement.terminalSeq);
  if (used) return failure(Failure::Conflict, "gateway.sequence-conflict");
  if (used.error().kind != Failure::NotFound) return failure(used.error());
  const auto acceptanceNo = nextAcceptanceNo(day);
  if (!acceptanceNo) return acceptanceNo;
  auto receipt = sign(*acceptanceNo);
  if (!receipt) return receipt;
  auto stored =
      m_writer->run("UPDATE submission SET received_at = ?, acceptance_no = ?, receipt = ? WHERE submission_id = ?",
                    now.toMSecsSinceEpoch(), *acceptanceNo, store::Blob{*receipt}, submissionId);
  if (!stored) return failure(stored.error());
  return receipt;
}

Result<QByteArray> SqliteStorage::nextAcceptanceNo(QDate day) {
  const QByteArray text = day.toString(QStringLiteral("yyyyMMdd")).toLatin1();
  const auto last = one(*m_writer,
                        "INSERT INTO acceptance_day (day, last) VALUES (?, 1)"
                        " ON CONFLICT (day) DO UPDATE SET last = last + 1 RETURNING last",
                        text);
  if (!last) return last;
  return text + '-' + last->rightJustified(6, '0');
}

Result<void> SqliteStorage::admit(const QByteArray& terminalId, const QByteArray& certificatePem,
                                  const QDateTime& now) {
  return m_writer->run(
      "INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES (?, ?, ?)"
      " ON CONFLICT (terminal_id) DO UPDATE SET certificate = excluded.certificate",
      terminalId, certificatePem, now.toMSecsSinceEpoch());
}

Result<void> SqliteStorage::noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now) {
  return m_writer->run("INSERT INTO access (at, event, submission_id) VALUES (?, ?, ?)", now.toMSecsSinceEpoch(), event,
                       submissionId);
}

}  // namespace hall::gateway

#pragma once
// The gateway's own database, for a hall that has no database server. Two connections: one writes, one reads.
#include <memory>
#include <mutex>

#include "sync/gateway/storage.h"
#include "sync/store/database.h"
#include "sync/store/transaction.h"

namespace hall::gateway {

class SqliteStorage final : public Storage {
 public:
  static Result<std::unique_ptr<SqliteStorage>> open(const QString& path);

  Result<Record> find(const QByteArray& submissionId) override;
  Result<QList<QByteArray>> missing(const QByteArray& submissionId) override;
  Result<QByteArray> part(const QByteArray& submissionId, const QByteArray& digest) override;
  Result<QByteArray> terminalCertificate(const QByteArray& terminalId) override;
  Result<QList<Record>> list() override;

  Result<void> begin() override;
  Result<void> commit() override;
  void rollback() override;

  Result<void> announce(const Announcement& announcement, const QDateTime& now) override;
  Result<int> dropUnfinished(const QDateTime& before, int atMost) override;
  Result<void> addPart(const QByteArray& submissionId, const QByteArray& digest, const QByteArray& bytes) override;
  Result<QByteArray> receive(const QByteArray& submissionId, const QByteArray& digest, const QDateTime& now, QDate day,
                             const Sign& sign) override;
  Result<void> admit(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now) override;
  Result<void> noteAccess(const QByteArray& submissionId, const QByteArray& event, const QDateTime& now) override;

 private:
  SqliteStorage(std::unique_ptr<store::Database> writer, std::unique_ptr<store::Database> reader)
      : m_writer(std::move(writer)), m_reader(std::move(reader)) {}
  Result<void> checkQuota(const QByteArray& terminalId, qint64 bytes);
  Result<QByteArray> nextAcceptanceNo(QDate day);

  std::unique_ptr<store::Database> m_writer;
  std::optional<store::Transaction> m_transaction;
  std::mutex m_readerMutex;
  std::unique_ptr<store::Database> m_reader;
};

}  // namespace hall::gateway

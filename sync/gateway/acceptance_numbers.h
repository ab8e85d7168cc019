#pragma once
// Acceptance numbers, YYYYMMDD-nnnnnn, unique over all gateways of one database. Under load some are reserved ahead, so
// that receipts can be signed on many threads before the transaction; those that are not used leave gaps.
#include <QDate>
#include <QList>
#include <mutex>
#include <optional>

#include "sync/gateway/sql/sql_session.h"

namespace hall::gateway {

class AcceptanceNumbers {
 public:
  // One that was reserved before, if there is one. Thread: any.
  std::optional<QByteArray> ahead(QDate day);

  // The writer's thread, inside its transaction: `count` numbers, and more ahead if many were wanted at once.
  Result<QList<QByteArray>> take(sql::SqlSession& session, QDate day, qsizetype count, qsizetype wanted);
  // What was reserved ahead counts only once it is durable.
  void committed();
  void rolledBack();

 private:
  struct Block {
    QDate day;
    qint64 next = 1;
    qint64 last = 0;
  };
  std::mutex m_mutex;
  Block m_ahead;
  std::optional<Block> m_pending;
};

}  // namespace hall::gateway

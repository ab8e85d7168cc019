#pragma once
// Who may speak for whom: a terminal for itself, a gateway below for the terminals that it has introduced here, and
// whoever asks over a plain line for all. A terminal that moves to another hall is introduced by both gateways, and
// both may speak for it. What was given once is not taken back; a gateway that is called back is not heard at all.
// Thread: any.
#include <QSet>
#include <mutex>
#include <optional>

#include "sync/gateway/message.h"
#include "sync/gateway/storage.h"

namespace hall::gateway {

class Delegations {
 public:
  explicit Delegations(Storage& storage) : m_storage(storage) {}

  Result<bool> mayActFor(const Peer& peer, const QByteArray& terminalId);
  // For whoever holds a session already.
  Result<bool> mayActFor(sql::SqlSession& session, const Peer& peer, const QByteArray& terminalId);
  // Inside a transaction; again is no harm.
  static Result<void> add(sql::SqlSession& session, const QByteArray& gatewayId, const QByteArray& terminalId,
                          const QDateTime& now);

 private:
  std::optional<bool> known(const Peer& peer, const QByteArray& terminalId);
  Storage& m_storage;
  std::mutex m_mutex;
  QSet<std::pair<QByteArray, QByteArray>> m_known;  // gateway and terminal; behind the mutex
};

}  // namespace hall::gateway

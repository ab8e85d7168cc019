#include "sync/gateway/delegations.h"

namespace hall::gateway {

namespace {
constexpr qsizetype kMost = 16384;  // beyond that all are asked for again
}

// Without a question to the database.
std::optional<bool> Delegations::known(const Peer& peer, const QByteArray& terminalId) {
  if (peer.standing == Peer::Standing::Local) return true;
  if (peer.standing != Peer::Standing::Machine) return false;
  if (peer.terminalId == terminalId) return true;
  if (peer.role != Role::Gateway) return false;
  const std::lock_guard lock(m_mutex);
  return m_known.contains(std::pair(peer.terminalId, terminalId)) ? std::optional(true) : std::nullopt;
}

Result<bool> Delegations::mayActFor(const Peer& peer, const QByteArray& terminalId) {
  if (const auto answer = known(peer, terminalId)) return *answer;
  const auto session = m_storage.reading();
  if (!session) return failure(session.error());
  return mayActFor(**session, peer, terminalId);
}

Result<bool> Delegations::mayActFor(sql::SqlSession& session, const Peer& peer, const QByteArray& terminalId) {
  if (const auto answer = known(peer, terminalId)) return *answer;
  const auto rows =
      session.query("SELECT 1 FROM delegation WHERE gateway_id = $1 AND terminal_id = $2", peer.terminalId, terminalId);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return false;
  const std::lock_guard lock(m_mutex);
  if (m_known.size() >= kMost) m_known.clear();
  m_known.insert(std::pair(peer.terminalId, terminalId));
  return true;
}

Result<void> Delegations::add(sql::SqlSession& session, const QByteArray& gatewayId, const QByteArray& terminalId,
                              const QDateTime& now) {
  const auto rows = session.query(
      "INSERT INTO delegation (gateway_id, terminal_id, since) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", gatewayId,
      terminalId, now.toMSecsSinceEpoch());
  return rows ? Result<void>() : failure(rows.error());
}

}  // namespace hall::gateway

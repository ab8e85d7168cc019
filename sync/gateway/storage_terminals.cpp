// Terminals and what they sign with: the certificate of now, and those it has replaced.
#include "sync/gateway/storage.h"

namespace hall::gateway {

Result<QByteArray> Storage::terminalCertificate(const QByteArray& terminalId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query("SELECT certificate FROM terminal WHERE terminal_id = $1", terminalId);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return rows->bytes(0, 0);
}

Result<QList<QByteArray>> Storage::formerCertificates(const QByteArray& terminalId) {
  const auto session = m_reading.take();
  if (!session) return failure(session.error());
  const auto rows = (*session)->query(
      "SELECT certificate FROM former_certificate WHERE terminal_id = $1 ORDER BY replaced_at DESC, digest",
      terminalId);
  if (!rows) return failure(rows.error());
  QList<QByteArray> former;
  for (qsizetype i = 0; i < rows->size(); ++i) former.append(rows->bytes(i, 0));
  return former;
}

// The unique index decides between two gateways, and the one that came later sees what the other has written: the
// update changes nothing, but takes the row as it is now.
Result<QByteArray> Storage::introduce(const QByteArray& terminalId, const QByteArray& certificatePem,
                                      const QDateTime& now) {
  const auto rows = m_writing->pipeline(
      {{"INSERT INTO terminal (terminal_id, certificate, admitted_at) VALUES ($1, $2, $3)"
        " ON CONFLICT (terminal_id) DO NOTHING",
        {terminalId, certificatePem, now.toMSecsSinceEpoch()}},
       {"UPDATE terminal SET certificate = certificate WHERE terminal_id = $1 RETURNING certificate", {terminalId}}});
  if (!rows) return failure(rows.error());
  return rows->last().bytes(0, 0);
}

Result<void> Storage::admit(const QByteArray& terminalId, const QByteArray& certificatePem, const QDateTime& now) {
  const auto present = introduce(terminalId, certificatePem, now);
  if (!present) return failure(present.error());
  if (*present == certificatePem) return {};
  const auto replaced = m_writing->pipeline(
      {{"INSERT INTO former_certificate (terminal_id, digest, certificate, replaced_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (terminal_id, digest) DO UPDATE SET replaced_at = excluded.replaced_at",
        {terminalId, model::contentDigest(*present), *present, now.toMSecsSinceEpoch()}},
       {"UPDATE terminal SET certificate = $1 WHERE terminal_id = $2", {certificatePem, terminalId}}});
  return replaced ? Result<void>() : failure(replaced.error());
}

}  // namespace hall::gateway

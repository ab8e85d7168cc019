#include "sync/gateway/machine_rows.h"

namespace hall::gateway {

namespace {

qint64 milliseconds(const QDateTime& time) {
  return time.toMSecsSinceEpoch();
}

QDateTime timeAt(const sql::Rows& rows, qsizetype row, qsizetype column) {
  return rows.isNull(row, column) ? QDateTime() : QDateTime::fromMSecsSinceEpoch(rows.integer(row, column), Qt::UTC);
}

Result<void> nothing(const Result<sql::Rows>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

Result<void> done(const Result<QList<sql::Rows>>& rows) {
  return rows ? Result<void>() : failure(rows.error());
}

IssuedCertificate readCertificate(const sql::Rows& rows, qsizetype row) {
  return {rows.bytes(row, 0),   rows.bytes(row, 1),   rows.bytes(row, 2),
          timeAt(rows, row, 3), timeAt(rows, row, 4), timeAt(rows, row, 5)};
}

}  // namespace

Result<void> MachineRows::addCode(const EnrolmentCode& code, const QDateTime& now) {
  return nothing(m_session.query(
      "INSERT INTO enrolment_code (code_hash, name, role, made_at, expires_at) VALUES ($1, $2, $3, $4, $5)", code.hash,
      code.name, gateway::name(code.role), milliseconds(now), milliseconds(code.expiresAt)));
}

Result<EnrolmentCode> MachineRows::code(const QByteArray& hash) {
  const auto rows = m_session.query(
      "SELECT code_hash, name, role, expires_at, terminal_id, key_fingerprint, serial FROM enrolment_code"
      " WHERE code_hash = $1",
      hash);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return EnrolmentCode{rows->bytes(0, 0), rows->bytes(0, 1), roleOf(rows->bytes(0, 2)), timeAt(*rows, 0, 3),
                       rows->bytes(0, 4), rows->bytes(0, 5), rows->bytes(0, 6)};
}

Result<bool> MachineRows::useCode(const EnrolmentCode& used, const QDateTime& now) {
  const auto rows = m_session.query(
      "UPDATE enrolment_code SET used_at = $1, terminal_id = $2, key_fingerprint = $3, serial = $4"
      " WHERE code_hash = $5 AND used_at IS NULL RETURNING code_hash",
      milliseconds(now), used.terminalId, used.keyFingerprint, used.serial, used.hash);
  if (!rows) return failure(rows.error());
  return !rows->isEmpty();
}

Result<void> MachineRows::enrol(const Machine& machine) {
  return done(m_session.pipeline(
      {{"INSERT INTO machine (terminal_id, name, role, enrolled_at) VALUES ($1, $2, $3, $4)"
        " ON CONFLICT (terminal_id) DO UPDATE SET name = excluded.name, role = excluded.role,"
        " enrolled_at = excluded.enrolled_at, revoked_at = NULL, revoked_reason = NULL",
        {machine.terminalId, machine.name, gateway::name(machine.role), milliseconds(machine.enrolledAt)}},
       {"UPDATE machine_certificate SET revoked_at = $1 WHERE terminal_id = $2 AND revoked_at IS NULL",
        {milliseconds(machine.enrolledAt), machine.terminalId}}}));
}

Result<QList<Machine>> MachineRows::machines() {
  const auto rows = m_session.query(
      "SELECT terminal_id, name, role, enrolled_at, revoked_at, revoked_reason,"
      " (SELECT max(not_after) FROM machine_certificate c WHERE c.terminal_id = m.terminal_id)"
      " FROM machine m ORDER BY enrolled_at, terminal_id");
  if (!rows) return failure(rows.error());
  QList<Machine> all;
  for (qsizetype i = 0; i < rows->size(); ++i) {
    all.append({rows->bytes(i, 0), rows->bytes(i, 1), roleOf(rows->bytes(i, 2)), timeAt(*rows, i, 3),
                timeAt(*rows, i, 4), rows->bytes(i, 5), timeAt(*rows, i, 6)});
  }
  return all;
}

Result<int> MachineRows::revoke(const QByteArray& terminalId, const QByteArray& reason, const QDateTime& now) {
  const auto machine = m_session.query(
      "UPDATE machine SET revoked_at = $1, revoked_reason = $2 WHERE terminal_id = $3 RETURNING terminal_id",
      milliseconds(now), reason, terminalId);
  if (!machine) return failure(machine.error());
  if (machine->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  const auto certificates = m_session.query(
      "UPDATE machine_certificate SET revoked_at = $1 WHERE terminal_id = $2 AND revoked_at IS NULL RETURNING serial",
      milliseconds(now), terminalId);
  if (!certificates) return failure(certificates.error());
  return static_cast<int>(certificates->size());
}

Result<Standing> MachineRows::standing(const QByteArray& serial) {
  const auto rows = m_session.query(
      "SELECT c.terminal_id, m.role, c.revoked_at, m.revoked_at FROM machine_certificate c"
      " JOIN machine m ON m.terminal_id = c.terminal_id WHERE c.serial = $1",
      serial);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return Standing{rows->bytes(0, 0), roleOf(rows->bytes(0, 1)), !rows->isNull(0, 2) || !rows->isNull(0, 3)};
}

// The update changes nothing, but takes the machine's row, as whoever revokes or enrols does first: what is read after
// it is how it stays until the end of the transaction.
Result<Standing> MachineRows::lockStanding(const QByteArray& terminalId, const QByteArray& serial) {
  const auto locked = m_session.query("UPDATE machine SET role = role WHERE terminal_id = $1", terminalId);
  if (!locked) return failure(locked.error());
  return standing(serial);
}

Result<void> MachineRows::addCertificate(const IssuedCertificate& certificate) {
  return nothing(
      m_session.query("INSERT INTO machine_certificate (serial, terminal_id, certificate, issued_at, not_after)"
                      " VALUES ($1, $2, $3, $4, $5) ON CONFLICT (serial) DO NOTHING",
                      certificate.serial, certificate.terminalId, certificate.pem, milliseconds(certificate.issuedAt),
                      milliseconds(certificate.notAfter)));
}

Result<IssuedCertificate> MachineRows::certificate(const QByteArray& serial) {
  const auto rows = m_session.query(
      "SELECT serial, terminal_id, certificate, issued_at, not_after, revoked_at FROM machine_certificate"
      " WHERE serial = $1",
      serial);
  if (!rows) return failure(rows.error());
  if (rows->isEmpty()) return failure(Failure::NotFound, "gateway.unknown");
  return readCertificate(*rows, 0);
}

Result<QList<IssuedCertificate>> MachineRows::revoked(const QDateTime& stillValidAt) {
  const auto rows = m_session.query(
      "SELECT serial, terminal_id, certificate, issued_at, not_after, revoked_at FROM machine_certificate"
      " WHERE revoked_at IS NOT NULL AND not_after > $1 ORDER BY revoked_at, serial",
      milliseconds(stillValidAt));
  if (!rows) return failure(rows.error());
  QList<IssuedCertificate> all;
  for (qsizetype i = 0; i < rows->size(); ++i) all.append(readCertificate(*rows, i));
  return all;
}

}  // namespace hall::gateway

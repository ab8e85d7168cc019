#include "sync/gateway/cases/lease_rows.h"

namespace hall::gateway::cases {

namespace {

#define HALL_LEASE "fencing, holder, channel, handed_from, milliseconds, renewals, boot, given_at"

Lease read(const QByteArray& name, const sql::Rows& rows) {
  return {name,
          rows.integer(0, 0),
          rows.bytes(0, 1),
          rows.bytes(0, 2),
          rows.bytes(0, 3),
          std::chrono::milliseconds(rows.integer(0, 4)),
          rows.integer(0, 5),
          rows.bytes(0, 6),
          std::chrono::milliseconds(rows.integer(0, 7))};
}

}  // namespace

Result<Lease> LeaseRows::find(const QByteArray& name) {
  const auto rows = m_session.query("SELECT " HALL_LEASE " FROM lease WHERE name = $1", name);
  if (!rows) return failure(rows.error());
  return rows->isEmpty() ? Lease{.name = name} : read(name, *rows);
}

Result<Lease> LeaseRows::lock(const QByteArray& name) {
  // An update that changes nothing: both engines hold the row for us from here on and give its newest content.
  const auto rows = m_session.query(
      "INSERT INTO lease (name, fencing, holder, channel, handed_from, milliseconds, renewals, boot, given_at)"
      " VALUES ($1, 0, '', '', '', 0, 0, '', 0) ON CONFLICT (name) DO UPDATE SET name = excluded.name"
      " RETURNING " HALL_LEASE,
      name);
  if (!rows) return failure(rows.error());
  return read(name, *rows);
}

Result<void> LeaseRows::write(const Lease& lease) {
  const auto rows = m_session.query(
      "UPDATE lease SET fencing = $2, holder = $3, channel = $4, handed_from = $5, milliseconds = $6, renewals = $7,"
      " boot = $8, given_at = $9 WHERE name = $1",
      lease.name, lease.fencing, lease.holder, lease.channel, lease.handedFrom, qint64{lease.duration.count()},
      lease.renewals, lease.boot, qint64{lease.givenAt.count()});
  return rows ? Result<void>() : failure(rows.error());
}

}  // namespace hall::gateway::cases

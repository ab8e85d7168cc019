#include "sync/gateway/sql/postgres_error.h"

#include <array>

namespace hall::gateway::sql {

namespace {
struct Row {
  const char* prefix;
  Failure kind;
  const char* code;
};
// The longest prefixes first. A primary that has become a standby (25006) is as good as gone: the next attempt looks
// for the host that takes writes.
constexpr std::array<Row, 22> kRows{{
    {"40P01", Failure::Busy, "sql.busy"},
    {"40001", Failure::Busy, "sql.busy"},
    {"55P03", Failure::Busy, "sql.busy"},
    {"55006", Failure::Busy, "sql.busy"},
    {"25006", Failure::Disconnected, "sql.disconnected"},
    {"57014", Failure::Timeout, "sql.timeout"},
    {"53100", Failure::Full, "disk.full"},
    {"42501", Failure::Denied, "sql.denied"},
    {"58030", Failure::Corrupt, "disk.io"},
    {"XX001", Failure::Corrupt, "sql.corrupt"},
    {"XX002", Failure::Corrupt, "sql.corrupt"},
    {"25P03", Failure::Disconnected, "sql.disconnected"},
    {"22021", Failure::Invalid, "sql.text"},
    {"08", Failure::Disconnected, "sql.disconnected"},
    {"57P", Failure::Disconnected, "sql.disconnected"},
    {"23", Failure::Conflict, "sql.constraint"},
    {"28", Failure::Denied, "sql.denied"},
    {"3D", Failure::Denied, "sql.denied"},
    {"40", Failure::Busy, "sql.busy"},
    {"53", Failure::Busy, "sql.busy"},
    {"58", Failure::Disconnected, "sql.disconnected"},
    {"0A", Failure::Unsupported, "sql.unsupported"},
}};
}  // namespace

Error postgresError(QByteArrayView state) {
  if (state.isEmpty()) return {Failure::Disconnected, "sql.disconnected", {}};
  const QString detail = QStringLiteral("postgres ") + QString::fromLatin1(state);
  for (const Row& row : kRows) {
    if (state.startsWith(row.prefix)) return {row.kind, row.code, detail};
  }
  return {Failure::Internal, "sql.misuse", detail};
}

}  // namespace hall::gateway::sql

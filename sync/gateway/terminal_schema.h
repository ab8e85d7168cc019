#pragma once
// What is known of terminals besides the certificate of now, one step of the gateway's schema. Times are milliseconds
// UTC.
#include "sync/gateway/sql/source.h"

namespace hall::gateway {

// Certificates that another one has replaced stay, since what was signed with them must stay readable.
// Of databases from before this step nobody knows which gateway has introduced a terminal; all that are enrolled go on
// speaking for the terminals that were not enrolled here, so that nothing that is on its way is refused.
constexpr sql::SchemaStep kTerminalSchema{R"sql(
CREATE TABLE former_certificate (
  terminal_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  certificate TEXT NOT NULL,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (terminal_id, digest)
) WITHOUT ROWID;
CREATE TABLE delegation (
  gateway_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (gateway_id, terminal_id)
) WITHOUT ROWID;
INSERT INTO delegation (gateway_id, terminal_id, since) SELECT machine.terminal_id, terminal.terminal_id, admitted_at
  FROM machine CROSS JOIN terminal WHERE machine.role = 'gateway'
  AND NOT EXISTS (SELECT 1 FROM machine AS own WHERE own.terminal_id = terminal.terminal_id);
)sql",
                                          R"sql(
CREATE TABLE former_certificate (
  terminal_id TEXT NOT NULL,
  digest TEXT NOT NULL,
  certificate TEXT NOT NULL,
  replaced_at BIGINT NOT NULL,
  PRIMARY KEY (terminal_id, digest)
);
CREATE TABLE delegation (
  gateway_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (gateway_id, terminal_id)
);
INSERT INTO delegation (gateway_id, terminal_id, since) SELECT machine.terminal_id, terminal.terminal_id, admitted_at
  FROM machine CROSS JOIN terminal WHERE machine.role = 'gateway'
  AND NOT EXISTS (SELECT 1 FROM machine AS own WHERE own.terminal_id = terminal.terminal_id);
)sql"};

}  // namespace hall::gateway

#pragma once
// The tables of machines, one step of the gateway's schema. A code is there as its keyed hash alone. Times are
// milliseconds UTC.
#include "sync/gateway/sql/source.h"

namespace hall::gateway {

constexpr sql::SchemaStep kMachineSchema{R"sql(
CREATE TABLE machine (
  terminal_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at INTEGER,
  revoked_reason TEXT
) WITHOUT ROWID;
CREATE TABLE machine_certificate (
  serial TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL REFERENCES machine,
  certificate TEXT NOT NULL,
  issued_at INTEGER NOT NULL,
  not_after INTEGER NOT NULL,
  revoked_at INTEGER
) WITHOUT ROWID;
CREATE INDEX machine_certificate_terminal ON machine_certificate (terminal_id);
CREATE TABLE enrolment_code (
  code_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at INTEGER,
  terminal_id TEXT,
  key_fingerprint TEXT,
  serial TEXT
) WITHOUT ROWID;
)sql",
                                         R"sql(
CREATE TABLE machine (
  terminal_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  enrolled_at BIGINT NOT NULL,
  revoked_at BIGINT,
  revoked_reason TEXT
);
CREATE TABLE machine_certificate (
  serial TEXT PRIMARY KEY,
  terminal_id TEXT NOT NULL REFERENCES machine,
  certificate TEXT NOT NULL,
  issued_at BIGINT NOT NULL,
  not_after BIGINT NOT NULL,
  revoked_at BIGINT
);
CREATE INDEX machine_certificate_terminal ON machine_certificate (terminal_id);
CREATE TABLE enrolment_code (
  code_hash TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  made_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL,
  used_at BIGINT,
  terminal_id TEXT,
  key_fingerprint TEXT,
  serial TEXT
);
)sql"};

}  // namespace hall::gateway

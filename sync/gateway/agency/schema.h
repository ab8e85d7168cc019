#pragma once
// The tables towards the authority, one step of the gateway's schema. `position` is given in commit order
// (feed_rows.h).
#include "sync/gateway/sql/source.h"

namespace hall::gateway::agency {

constexpr sql::SchemaStep kSchema{R"sql(
CREATE TABLE feed_counter (
  name TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;
ALTER TABLE submission ADD COLUMN fed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX submission_unfed ON submission (received_at, number) WHERE receipt IS NOT NULL AND fed = 0;
CREATE TABLE feed (
  position INTEGER PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  service_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  acceptance_no TEXT NOT NULL,
  received_at INTEGER NOT NULL
);
CREATE TABLE statement (
  position INTEGER PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  wish TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  sealed BLOB NOT NULL
);
CREATE INDEX statement_terminal ON statement (terminal_id, position);
CREATE INDEX statement_case ON statement (case_id, position);
CREATE TABLE delivery_cursor (
  agency_id TEXT PRIMARY KEY,
  position INTEGER NOT NULL,
  disabled TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE delivery (
  agency_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (agency_id, position)
) WITHOUT ROWID;
CREATE INDEX delivery_case ON delivery (agency_id, case_id, position);
)sql",
                                  R"sql(
CREATE TABLE feed_counter (
  name TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);
ALTER TABLE submission ADD COLUMN fed BIGINT NOT NULL DEFAULT 0;
CREATE INDEX submission_unfed ON submission (received_at, number) WHERE receipt IS NOT NULL AND fed = 0;
CREATE TABLE feed (
  position BIGINT PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  service_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  acceptance_no TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE TABLE statement (
  position BIGINT PRIMARY KEY,
  decision_id TEXT NOT NULL UNIQUE,
  wish TEXT NOT NULL,
  agency_id TEXT NOT NULL,
  submission_id TEXT NOT NULL,
  case_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  at BIGINT NOT NULL,
  sealed BYTEA NOT NULL
);
CREATE INDEX statement_terminal ON statement (terminal_id, position);
CREATE INDEX statement_case ON statement (case_id, position);
CREATE TABLE delivery_cursor (
  agency_id TEXT PRIMARY KEY,
  position BIGINT NOT NULL,
  disabled TEXT NOT NULL
);
CREATE TABLE delivery (
  agency_id TEXT NOT NULL,
  position BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  code TEXT NOT NULL,
  PRIMARY KEY (agency_id, position)
);
CREATE INDEX delivery_case ON delivery (agency_id, case_id, position);
)sql"};

}  // namespace hall::gateway::agency

#pragma once
// The tables of cases, one step of the gateway's schema. Contents are sealed (CMS, encrypted to the platform); names of
// fields and answers stand nowhere else. Times are milliseconds UTC, but for a lease's, which are a monotonic clock's.
#include "sync/gateway/sql/source.h"

namespace hall::gateway::cases {

constexpr sql::SchemaStep kSchema{R"sql(
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  fencing INTEGER NOT NULL,
  holder TEXT NOT NULL,
  channel TEXT NOT NULL,
  handed_from TEXT NOT NULL,
  milliseconds INTEGER NOT NULL,
  renewals INTEGER NOT NULL,
  boot TEXT NOT NULL,
  given_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE case_revision (
  number INTEGER PRIMARY KEY,
  case_id TEXT NOT NULL,
  draft_rev TEXT NOT NULL,
  parents TEXT NOT NULL,
  service_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  channel TEXT NOT NULL,
  fencing INTEGER NOT NULL,
  clerk TEXT NOT NULL,
  applied INTEGER NOT NULL,
  reason TEXT NOT NULL,
  head_then TEXT NOT NULL,
  at INTEGER NOT NULL,
  settled INTEGER NOT NULL,
  signer TEXT NOT NULL,
  sealed BLOB NOT NULL,
  UNIQUE (case_id, draft_rev)
);
CREATE TABLE case_head (
  case_id TEXT PRIMARY KEY,
  draft_rev TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE case_event (
  line INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  case_id TEXT NOT NULL,
  event TEXT NOT NULL,
  who TEXT NOT NULL,
  draft_rev TEXT NOT NULL
);
CREATE INDEX case_event_case ON case_event (case_id);
)sql",
                                  R"sql(
CREATE TABLE lease (
  name TEXT PRIMARY KEY,
  fencing BIGINT NOT NULL,
  holder TEXT NOT NULL,
  channel TEXT NOT NULL,
  handed_from TEXT NOT NULL,
  milliseconds BIGINT NOT NULL,
  renewals BIGINT NOT NULL,
  boot TEXT NOT NULL,
  given_at BIGINT NOT NULL
);
CREATE TABLE case_revision (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  case_id TEXT NOT NULL,
  draft_rev TEXT NOT NULL,
  parents TEXT NOT NULL,
  service_id TEXT NOT NULL,
  holder TEXT NOT NULL,
  channel TEXT NOT NULL,
  fencing BIGINT NOT NULL,
  clerk TEXT NOT NULL,
  applied BIGINT NOT NULL,
  reason TEXT NOT NULL,
  head_then TEXT NOT NULL,
  at BIGINT NOT NULL,
  settled BIGINT NOT NULL,
  signer TEXT NOT NULL,
  sealed BYTEA NOT NULL,
  UNIQUE (case_id, draft_rev)
);
ALTER TABLE case_revision ALTER COLUMN sealed SET STORAGE EXTERNAL;
CREATE TABLE case_head (
  case_id TEXT PRIMARY KEY,
  draft_rev TEXT NOT NULL
);
CREATE TABLE case_event (
  line BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at BIGINT NOT NULL,
  case_id TEXT NOT NULL,
  event TEXT NOT NULL,
  who TEXT NOT NULL,
  draft_rev TEXT NOT NULL
);
CREATE INDEX case_event_case ON case_event (case_id);
)sql"};

}  // namespace hall::gateway::cases

#pragma once
// What a gateway keeps of its own way up, one step of the gateway's schema.
#include "sync/gateway/sql/source.h"

namespace hall::gateway::upstream {

constexpr sql::SchemaStep kSchema{R"sql(
CREATE TABLE upstream_receipt (
  submission_id TEXT PRIMARY KEY,
  acceptance_no TEXT NOT NULL,
  received_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE upstream_cursor (
  terminal_id TEXT PRIMARY KEY,
  cursor TEXT NOT NULL
) WITHOUT ROWID;
)sql",
                                  R"sql(
CREATE TABLE upstream_receipt (
  submission_id TEXT PRIMARY KEY,
  acceptance_no TEXT NOT NULL,
  received_at BIGINT NOT NULL
);
CREATE TABLE upstream_cursor (
  terminal_id TEXT PRIMARY KEY,
  cursor TEXT NOT NULL
);
)sql"};

}  // namespace hall::gateway::upstream

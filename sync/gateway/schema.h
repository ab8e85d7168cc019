#pragma once
// The shape of the gateway's database, each step in the words of both engines. A step that has shipped is never
// changed; new ones go to the end. Times are milliseconds UTC. Contents stay sealed here: only `open` decrypts, and
// only for the authority.
#include <array>

#include "sync/gateway/agency/schema.h"
#include "sync/gateway/cases/schema.h"
#include "sync/gateway/machine_schema.h"
#include "sync/gateway/mirror_schema.h"
#include "sync/gateway/sql/source.h"
#include "sync/gateway/terminal_schema.h"
#include "sync/gateway/upstream/schema.h"

namespace hall::gateway {

// std::to_array counts the steps, so that two who append one each do not meet in a number.
constexpr auto kSchema = std::to_array<sql::SchemaStep>({
    // 1
    {R"sql(
CREATE TABLE terminal (
  terminal_id TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,
  admitted_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE submission (
  number INTEGER PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  terminal_seq INTEGER NOT NULL,
  digest TEXT NOT NULL,
  announced_at INTEGER NOT NULL,
  received_at INTEGER,
  acceptance_no TEXT UNIQUE,
  receipt BLOB
);
CREATE UNIQUE INDEX submission_sequence ON submission (terminal_id, terminal_seq) WHERE receipt IS NOT NULL;
CREATE TABLE part (
  number INTEGER NOT NULL REFERENCES submission,
  position INTEGER NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (number, position)
) WITHOUT ROWID;
CREATE TABLE content (
  number INTEGER NOT NULL REFERENCES submission,
  digest TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (number, digest)
);
CREATE TABLE acceptance_day (
  day TEXT PRIMARY KEY,
  last INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE access (
  line INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  event TEXT NOT NULL,
  submission_id TEXT NOT NULL
);
)sql",
     R"sql(
CREATE TABLE terminal (
  terminal_id TEXT PRIMARY KEY,
  certificate TEXT NOT NULL,
  admitted_at BIGINT NOT NULL
);
CREATE TABLE submission (
  number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  terminal_id TEXT NOT NULL,
  terminal_seq BIGINT NOT NULL,
  digest TEXT NOT NULL,
  announced_at BIGINT NOT NULL,
  received_at BIGINT,
  acceptance_no TEXT UNIQUE,
  receipt BYTEA
);
CREATE UNIQUE INDEX submission_sequence ON submission (terminal_id, terminal_seq) WHERE receipt IS NOT NULL;
CREATE TABLE part (
  number BIGINT NOT NULL REFERENCES submission,
  position BIGINT NOT NULL,
  digest TEXT NOT NULL,
  size BIGINT NOT NULL,
  PRIMARY KEY (number, position)
);
CREATE TABLE content (
  number BIGINT NOT NULL REFERENCES submission,
  digest TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (number, digest)
);
ALTER TABLE content ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE acceptance_day (
  day TEXT PRIMARY KEY,
  last BIGINT NOT NULL
);
CREATE TABLE access (
  line BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at BIGINT NOT NULL,
  event TEXT NOT NULL,
  submission_id TEXT NOT NULL
);
)sql"},
    // 2
    {R"sql(
ALTER TABLE submission ADD COLUMN announced_bytes INTEGER NOT NULL DEFAULT 0;
UPDATE submission SET announced_bytes = (SELECT coalesce(sum(size), 0) FROM part WHERE part.number = submission.number);
CREATE INDEX submission_open ON submission (terminal_id, announced_bytes) WHERE receipt IS NULL;
CREATE INDEX submission_open_age ON submission (announced_at) WHERE receipt IS NULL;
)sql",
     R"sql(
ALTER TABLE submission ADD COLUMN announced_bytes BIGINT NOT NULL DEFAULT 0;
CREATE INDEX submission_open ON submission (terminal_id, announced_bytes) WHERE receipt IS NULL;
CREATE INDEX submission_open_age ON submission (announced_at) WHERE receipt IS NULL;
)sql"},
    // Leases, revisions and branches of cases
    cases::kSchema,
    // Collections that are mirrored down
    kMirrorSchema,
    // A submission that came as a whole is one row, its parts one after the other
    {R"sql(
ALTER TABLE submission ADD COLUMN parts TEXT;
ALTER TABLE submission ADD COLUMN body BLOB;
)sql",
     // Sealed bytes do not compress, and a small one is cheaper in its row than beside it.
     R"sql(
ALTER TABLE submission ADD COLUMN parts TEXT;
ALTER TABLE submission ADD COLUMN body BYTEA;
ALTER TABLE submission ALTER COLUMN body SET STORAGE EXTERNAL;
ALTER TABLE submission ALTER COLUMN receipt SET STORAGE EXTERNAL;
ALTER TABLE submission SET (toast_tuple_target = 8160);
)sql"},
    // Parts that are on their way in pieces, and answers to inventories
    {R"sql(
CREATE TABLE piece (
  number INTEGER NOT NULL REFERENCES submission,
  digest TEXT NOT NULL,
  begins INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (number, digest, begins)
);
CREATE TABLE inventory (
  terminal_id TEXT NOT NULL,
  day TEXT NOT NULL,
  digest TEXT NOT NULL,
  answered_at INTEGER NOT NULL,
  answer BLOB NOT NULL,
  PRIMARY KEY (terminal_id, day, digest)
);
)sql",
     R"sql(
CREATE TABLE piece (
  number BIGINT NOT NULL REFERENCES submission,
  digest TEXT NOT NULL,
  begins BIGINT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (number, digest, begins)
);
ALTER TABLE piece ALTER COLUMN bytes SET STORAGE EXTERNAL;
CREATE TABLE inventory (
  terminal_id TEXT NOT NULL,
  day TEXT NOT NULL,
  digest TEXT NOT NULL,
  answered_at BIGINT NOT NULL,
  answer BYTEA NOT NULL,
  PRIMARY KEY (terminal_id, day, digest)
);
)sql"},
    // Machines, their certificates and the codes they are enrolled with
    kMachineSchema,
    // What the authority is told and what it decides
    agency::kSchema,
    // The way up
    upstream::kSchema,
    // Former certificates of terminals, and which gateway speaks for which terminal
    kTerminalSchema,
});

}  // namespace hall::gateway

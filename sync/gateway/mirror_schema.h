#pragma once
// The tables of what is mirrored down, one step of the gateway's schema. The key's columns stand first and in its
// order: SQLite 3.40's quick_check takes a table WITHOUT ROWID for damaged otherwise.
#include "sync/gateway/sql/source.h"

namespace hall::gateway {

constexpr sql::SchemaStep kMirrorSchema{R"sql(
CREATE TABLE mirror_version (
  collection TEXT NOT NULL,
  version INTEGER NOT NULL,
  message BLOB NOT NULL,
  PRIMARY KEY (collection, version)
);
CREATE TABLE mirror_entry (
  collection TEXT NOT NULL,
  digest TEXT NOT NULL,
  version INTEGER NOT NULL,
  PRIMARY KEY (collection, digest, version)
) WITHOUT ROWID;
CREATE TABLE mirror_file (
  collection TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BLOB NOT NULL,
  PRIMARY KEY (collection, digest)
);
)sql",
                                        R"sql(
CREATE TABLE mirror_version (
  collection TEXT NOT NULL,
  version BIGINT NOT NULL,
  message BYTEA NOT NULL,
  PRIMARY KEY (collection, version)
);
CREATE TABLE mirror_entry (
  collection TEXT NOT NULL,
  digest TEXT NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (collection, digest, version)
);
CREATE TABLE mirror_file (
  collection TEXT NOT NULL,
  digest TEXT NOT NULL,
  bytes BYTEA NOT NULL,
  PRIMARY KEY (collection, digest)
);
)sql"};

}  // namespace hall::gateway

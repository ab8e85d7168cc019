#include "sync/outbox/schema.h"

#include <array>

namespace hall::outbox {

namespace {
// Times are milliseconds UTC. The envelope is a column, so that a small submission costs one sync of the disk;
// attachments are files. `terminal` has one row: the counters that must move in the transaction of what they count.
constexpr std::array<const char*, 9> kSteps{R"sql(
CREATE TABLE terminal (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  terminal_id TEXT NOT NULL,
  last_seq INTEGER NOT NULL,
  journal_line INTEGER NOT NULL,
  journal_hash BLOB NOT NULL
);
CREATE TABLE submission (
  terminal_seq INTEGER PRIMARY KEY,
  submission_id TEXT NOT NULL UNIQUE,
  case_id TEXT NOT NULL,
  service_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  digest TEXT NOT NULL,
  envelope BLOB NOT NULL,
  sealed_at INTEGER NOT NULL,
  state TEXT NOT NULL,
  held_code TEXT NOT NULL DEFAULT '',
  retry_code TEXT NOT NULL DEFAULT '',
  attempts INTEGER NOT NULL DEFAULT 0,
  next_try INTEGER NOT NULL,
  receipt BLOB,
  receipt_message BLOB
);
CREATE INDEX submission_waiting ON submission (next_try, terminal_seq)
  WHERE state IN ('SEALED', 'SENDING_PARTS', 'COMMITTING', 'IN_DOUBT');
CREATE INDEX submission_waiting_case ON submission (case_id, terminal_seq)
  WHERE state IN ('SEALED', 'SENDING_PARTS', 'COMMITTING', 'IN_DOUBT');
CREATE TABLE part (
  terminal_seq INTEGER NOT NULL REFERENCES submission,
  position INTEGER NOT NULL,
  digest TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (terminal_seq, position)
) WITHOUT ROWID;
CREATE TABLE draft (
  case_id TEXT PRIMARY KEY,
  service_id TEXT NOT NULL,
  subject_key BLOB NOT NULL,
  sealed BLOB NOT NULL,
  saved_at INTEGER NOT NULL
);
CREATE INDEX draft_subject ON draft (service_id, subject_key, saved_at);
CREATE TABLE effect (
  effect_id TEXT PRIMARY KEY,
  submission_id TEXT NOT NULL REFERENCES submission (submission_id),
  kind TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  code TEXT NOT NULL DEFAULT '',
  asked_at INTEGER NOT NULL,
  UNIQUE (submission_id, kind, number)
);
CREATE TABLE journal (
  line INTEGER PRIMARY KEY,
  entry TEXT NOT NULL,
  hash BLOB NOT NULL
);
)sql",
                                            R"sql(
ALTER TABLE submission ADD COLUMN subject_key BLOB NOT NULL DEFAULT x'';
CREATE INDEX submission_subject ON submission (service_id, subject_key, sealed_at) WHERE subject_key <> x'';
)sql",
                                            // What is kept of what the platform says after the receipt. The signed
                                            // messages are the evidence; a proof covers many rows and is stored once.
                                            R"sql(
ALTER TABLE submission ADD COLUMN exported_at INTEGER;
ALTER TABLE submission ADD COLUMN exported_to TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN holding TEXT NOT NULL DEFAULT '';
ALTER TABLE submission ADD COLUMN inventory_proof INTEGER REFERENCES inventory_proof (proof);
CREATE TABLE inventory_proof (
  proof INTEGER PRIMARY KEY,
  answered_at INTEGER NOT NULL,
  message BLOB NOT NULL
);
CREATE INDEX submission_proof ON submission (inventory_proof) WHERE inventory_proof IS NOT NULL;
CREATE TABLE statement (
  terminal_seq INTEGER NOT NULL REFERENCES submission,
  position INTEGER NOT NULL,
  content_digest TEXT NOT NULL,
  status TEXT NOT NULL,
  message BLOB NOT NULL,
  PRIMARY KEY (terminal_seq, position)
) WITHOUT ROWID;
)sql",
                                            // Each draft has a key of its own, wrapped twice. What a person is found
                                            // by no longer opens anything: `subject_key` stays empty from here on.
                                            R"sql(
ALTER TABLE submission ADD COLUMN subject_lookup BLOB NOT NULL DEFAULT x'';
DROP INDEX submission_subject;
CREATE INDEX submission_person ON submission (service_id, subject_lookup, sealed_at) WHERE subject_lookup <> x'';
ALTER TABLE draft ADD COLUMN subject_lookup BLOB NOT NULL DEFAULT x'';
ALTER TABLE draft ADD COLUMN owner_slot BLOB NOT NULL DEFAULT x'';
ALTER TABLE draft ADD COLUMN clerk_slot BLOB NOT NULL DEFAULT x'';
DROP INDEX draft_subject;
CREATE INDEX draft_person ON draft (service_id, subject_lookup, saved_at);
CREATE TABLE draft_attachment (
  case_id TEXT NOT NULL REFERENCES draft,
  position INTEGER NOT NULL,
  attachment_id TEXT NOT NULL UNIQUE,
  field TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  PRIMARY KEY (case_id, position)
) WITHOUT ROWID;
)sql",
                                            // Where a forwarded submission was sealed, as "<terminal_id> <seq>".
                                            R"sql(
ALTER TABLE submission ADD COLUMN origin TEXT NOT NULL DEFAULT '';
)sql",
                                            // Ages are counted on a scale that no setting of the wall clock moves; it
                                            // goes on from the times that earlier releases wrote.
                                            R"sql(
ALTER TABLE terminal ADD COLUMN elapsed INTEGER;
ALTER TABLE terminal ADD COLUMN elapsed_boot TEXT NOT NULL DEFAULT '';
ALTER TABLE terminal ADD COLUMN elapsed_monotonic INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN elapsed_wall INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN guessed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN trusted_at INTEGER;
ALTER TABLE terminal ADD COLUMN trusted_elapsed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN legal_days INTEGER NOT NULL DEFAULT 5;
ALTER TABLE submission ADD COLUMN sealed_elapsed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE submission ADD COLUMN received_elapsed INTEGER;
UPDATE submission SET sealed_elapsed = sealed_at;
ALTER TABLE draft ADD COLUMN saved_elapsed INTEGER NOT NULL DEFAULT 0;
UPDATE draft SET saved_elapsed = saved_at;
)sql",
                                            // What the platform has of this terminal and this folder has not: the
                                            // folder is a copy that was put back.
                                            R"sql(
CREATE TABLE unlisted (
  submission_id TEXT PRIMARY KEY,
  terminal_seq INTEGER NOT NULL,
  digest TEXT NOT NULL
) WITHOUT ROWID;
)sql",
                                            // A third wrapping of a draft's key: to a code that its citizen took along.
                                            R"sql(
ALTER TABLE draft ADD COLUMN code_lookup BLOB NOT NULL DEFAULT x'';
ALTER TABLE draft ADD COLUMN code_slot BLOB NOT NULL DEFAULT x'';
CREATE INDEX draft_code ON draft (code_lookup) WHERE code_lookup <> x'';
)sql",
                                            // What a restart may have hidden, and what the platform says that nothing
                                            // here explains; when it was heard last.
                                            R"sql(
ALTER TABLE terminal ADD COLUMN off_claimed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN off_unknown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN disputed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE terminal ADD COLUMN heard_elapsed INTEGER;
)sql"};
}  // namespace

std::span<const char* const> schema() {
  return kSteps;
}

}  // namespace hall::outbox
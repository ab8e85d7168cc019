#pragma once
// A submission: what a channel hands in, once, never edited afterwards (submission-protocol: identifiers and states).
// Values only; any thread.
#include <QByteArray>
#include <QDateTime>
#include <QList>
#include <optional>

#include "sync/model/inventory.h"
#include "sync/model/origin.h"
#include "sync/model/receipt.h"

namespace hall::model {

enum class SubmissionState {
  Sealed,
  SendingParts,
  Committing,
  InDoubt,
  Received,
  Accepted,
  NeedsSupplement,
  Refused,
  DuplicateOf,
  Held,
  Purgeable,
  Purged,
};

// The names of submission-protocol.md: "SEALED", "SENDING_PARTS", ...
QByteArray name(SubmissionState state);
std::optional<SubmissionState> submissionState(QByteArrayView name);

// One content-addressed piece of a submission: part 0 is the sealed envelope, the others are sealed attachments.
struct Part {
  QByteArray digest;  // "sha-256:" and 64 lower-case hex digits, over the bytes that travel
  qint64 size = 0;

  bool operator==(const Part&) const = default;
};

// SHA-256 over the bytes of part 0 followed by the raw 32-byte digests of the attachments, written "sha-256:<hex>".
// Computed over what travels, so that a hall gateway which cannot open the envelope can still check it.
QByteArray submissionDigest(const QByteArray& envelope, const QList<Part>& attachments);
QByteArray contentDigest(const QByteArray& bytes);

// A signed copy that left on a medium; nobody has said yet that it arrived.
struct ExportMark {
  QByteArray mediaId;
  QDateTime at;
};

struct Submission {
  QByteArray submissionId;
  QByteArray caseId;
  QByteArray serviceId;
  QByteArray kind;               // "service" or "rating"
  qint64 terminalSeq = 0;        // in the outbox that holds it
  std::optional<Origin> origin;  // of one that came from a terminal below
  QByteArray digest;
  QList<Part> parts;
  SubmissionState state = SubmissionState::Sealed;
  QDateTime sealedAt;
  QByteArray heldCode;  // why it is HELD, empty otherwise
  int attempts = 0;
  QDateTime nextTry;
  std::optional<Receipt> receipt;
  std::optional<ExportMark> exported;
  std::optional<Holding> holding;  // what the platform's last inventory answer said of it
};

}  // namespace hall::model

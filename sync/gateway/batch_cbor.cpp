#include "sync/gateway/batch_cbor.h"

#include <array>

#include "sync/base/cbor_pull.h"
#include "sync/base/identifier.h"
#include "sync/gateway/announcement_json.h"
#include "sync/gateway/limits.h"
#include "sync/seal/digest.h"

namespace hall::gateway {

namespace {

constexpr qsizetype kLongestText = 80;  // a digest has 72
constexpr qsizetype kFields = 6;

void readParts(CborPull& pull, BatchItem& item) {
  const qsizetype count = pull.enterArray(kMaximumParts);
  for (qsizetype i = 0; i < count && !pull.failed(); ++i) {
    const QByteArray bytes = pull.bytes(kMaximumBatchBytes);
    item.announcement.parts.append({seal::contentDigest(bytes), bytes.size()});
    item.body += bytes;
  }
  pull.leave();
}

void readField(CborPull& pull, const QByteArray& key, BatchItem& item) {
  Announcement& a = item.announcement;
  if (key == "submission_id") {
    a.submissionId = pull.text(kLongestText);
  } else if (key == "case_id") {
    a.caseId = pull.text(kLongestText);
  } else if (key == "terminal_id") {
    a.terminalId = pull.text(kLongestText);
  } else if (key == "terminal_seq") {
    a.terminalSeq = pull.number();
  } else if (key == "digest") {
    a.digest = pull.text(kLongestText);
  } else if (key == "parts") {
    readParts(pull, item);
  } else {
    pull.fail();
  }
}

// In any order; one that stands there twice leaves another out, which shows.
BatchItem readItem(CborPull& pull) {
  BatchItem item;
  pull.enterMapOf(kFields);
  for (qsizetype i = 0; i < kFields && !pull.failed(); ++i) readField(pull, pull.text(kLongestText), item);
  pull.leave();
  const Announcement& a = item.announcement;
  const bool good = isIdentifier(a.submissionId) && isIdentifier(a.caseId) && isIdentifier(a.terminalId) &&
                    a.terminalSeq >= 1 && isDigest(a.digest) && !a.parts.isEmpty() && a.parts.size() <= kMaximumParts;
  if (!good) pull.fail();
  return item;
}

}  // namespace

std::optional<QList<BatchItem>> batchFromCbor(const QByteArray& body) {
  CborPull pull(body);
  const qsizetype count = pull.enterArray(kMaximumBatchItems);
  QList<BatchItem> items;
  for (qsizetype i = 0; i < count && !pull.failed(); ++i) items.append(readItem(pull));
  pull.leave();
  if (!pull.finished()) return std::nullopt;
  return items;
}

}  // namespace hall::gateway

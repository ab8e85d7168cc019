#pragma once
// What the platform answers to many submissions of one terminal under one signature, so that the answers fit on paper
// or a screen: for each a receipt, a refusal, or that its copy was damaged. CBOR; the signature goes around it. A list
// is one of `count` that together answer one bundle. Values; thread: any.
#include "sync/model/receipt.h"

namespace hall::model {

struct ListedRefusal {
  QByteArray submissionId;
  QByteArray digest;
  QByteArray problem;  // "urn:hall:problem:…", as over the line

  bool operator==(const ListedRefusal&) const = default;
};

struct ReceiptList {
  QByteArray terminalId;
  QByteArray bundleId;
  QByteArray answerId;  // minted for each answer: what was heard once is known again
  QDateTime answeredAt;
  qint64 number = 1;
  qint64 count = 1;
  QList<Receipt> receipts;
  QList<ListedRefusal> refusals;
  QList<QByteArray> damaged;  // submission ids: still wanted

  bool operator==(const ReceiptList&) const = default;
};

QByteArray toCbor(const ReceiptList& list);
// Invalid ("receipt-list.field"): not such a list, whole and nothing else.
Result<ReceiptList> receiptListFromCbor(const QByteArray& bytes);

}  // namespace hall::model

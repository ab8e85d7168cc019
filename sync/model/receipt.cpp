#include "sync/model/receipt.h"

#include "sync/base/clock.h"
#include "sync/base/identifier.h"

namespace hall::model {

QJsonObject toJson(const Receipt& receipt) {
  QJsonObject json{{QStringLiteral("submission_id"), QString::fromLatin1(receipt.submissionId)},
                   {QStringLiteral("digest"), QString::fromLatin1(receipt.digest)},
                   {QStringLiteral("received_at"), QString::fromLatin1(rfc3339(receipt.receivedAt))},
                   {QStringLiteral("business_status"), QString::fromLatin1(receipt.businessStatus)}};
  if (!receipt.acceptanceNo.isEmpty()) {
    json.insert(QStringLiteral("acceptance_no"), QString::fromUtf8(receipt.acceptanceNo));
  }
  return json;
}

Result<Receipt> receiptFromJson(const QJsonObject& json) {
  Receipt receipt;
  receipt.submissionId = json.value(QStringLiteral("submission_id")).toString().toLatin1();
  receipt.digest = json.value(QStringLiteral("digest")).toString().toLatin1();
  receipt.receivedAt = QDateTime::fromString(json.value(QStringLiteral("received_at")).toString(), Qt::ISODateWithMs);
  receipt.acceptanceNo = json.value(QStringLiteral("acceptance_no")).toString().toUtf8();
  receipt.businessStatus = json.value(QStringLiteral("business_status")).toString().toLatin1();
  if (!isIdentifier(receipt.submissionId) || !receipt.digest.startsWith("sha-256:") || !receipt.receivedAt.isValid() ||
      receipt.businessStatus.isEmpty()) {
    return failure(Failure::Invalid, "receipt.field", QStringLiteral("a receipt lacks a field or has a wrong one"));
  }
  return receipt;
}

}  // namespace hall::model

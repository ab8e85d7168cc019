#pragma once
// What the platform says it received. Only a receipt whose signature, id and digest were verified may be shown as one.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>

#include "sync/base/result.h"

namespace hall::model {

struct Receipt {
  QByteArray submissionId;
  QByteArray digest;
  QDateTime receivedAt;
  QByteArray acceptanceNo;    // given by the platform alone; empty if it gave none
  QByteArray businessStatus;  // "received" until the authority says more

  bool operator==(const Receipt&) const = default;
};

QJsonObject toJson(const Receipt& receipt);
// Invalid: a field is missing or has the wrong shape ("receipt.field").
Result<Receipt> receiptFromJson(const QJsonObject& json);

}  // namespace hall::model

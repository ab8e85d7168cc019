#pragma once
// The answers about one submission, the same wherever they stand. Thread: any.
#include "sync/gateway/message.h"
#include "sync/gateway/office.h"

namespace hall::gateway {

QJsonObject receivedJson(const QByteArray& receipt);
QJsonObject announcedJson(const QList<QByteArray>& missing);

// The parts that are not here yet, or what went wrong in asking.
Response tellMissing(const Office& office, int status, const QByteArray& submissionId);

Result<QByteArray> signReceipt(const Office& office, const Announcement& announcement, const QDateTime& now,
                               const QByteArray& acceptanceNo);

}  // namespace hall::gateway

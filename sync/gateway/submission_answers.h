#pragma once
// The answers about one submission, the same wherever they stand. Thread: any.
#include "sync/gateway/message.h"
#include "sync/gateway/office.h"

namespace hall::gateway {

QJsonObject receivedJson(const QByteArray& receipt);
QJsonObject announcedJson(const QList<QByteArray>& missing);

// The parts that are not here yet, or what went wrong in asking.
Response tellMissing(const Office& office, int status, const QByteArray& submissionId);

// Ready for the writer: signed already, if a number is reserved.
Intake intakeOf(Office& office, const Announcement& announcement, Intake::Arrival arrival, const QByteArray& body);

// For whoever looks after the gateway: a code and an id.
void noteRefusal(Office& office, const QByteArray& submissionId, const Response& refused);

}  // namespace hall::gateway

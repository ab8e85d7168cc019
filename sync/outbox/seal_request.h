#pragma once
// What a channel hands to the outbox. Attachments are plain here and sealed by the outbox; whoever made the bytes
// wipes them. Values; thread: any.
#include <QByteArray>
#include <QJsonObject>
#include <QList>

namespace hall::outbox {

struct AttachmentBytes {
  QByteArray bytes;
  QByteArray mediaType;  // "image/jpeg"
  QByteArray field{};    // of the form it answers; empty: of none
};

struct SealRequest {
  QByteArray caseId;
  QByteArray serviceId;
  QByteArray kind;  // "service" or "rating"
  QJsonObject content;
  QList<AttachmentBytes> attachments;
  QByteArray subjectKey{};   // seal::TerminalKey::subjectKey; empty: nobody will ask for it by person
  int legalWorkingDays = 0;  // model::ServiceDefinition::legalWorkingDays; 0: what the law says of every service
};

}  // namespace hall::outbox

#pragma once
// A case somebody has begun and not handed in. At rest it is sealed with a key of its own, which only the person's card
// or code, or a clerk with a reason, brings back; it is found by a keyed hash of the person, so that the disk holds
// neither. Values; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>

namespace hall::outbox {

struct Draft {
  QByteArray caseId;
  QByteArray serviceId;
  QByteArray subjectKey;  // seal::TerminalKey::subjectKey, never stored; empty for a person who showed nothing
  QJsonObject content;
  QDateTime savedAt;
};

// A page or photograph of a draft, without its bytes.
struct DraftAttachment {
  QByteArray attachmentId;
  QByteArray field;      // of the form, as the page gave it
  QByteArray mediaType;  // "image/jpeg"
  qint64 size = 0;       // of the plain bytes
};

}  // namespace hall::outbox

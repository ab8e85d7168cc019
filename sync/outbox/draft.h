#pragma once
// A case somebody has begun and not handed in. At rest it is sealed to this terminal and found by a keyed hash of the
// person, so that the disk holds neither. Values; thread: any.
#include <QByteArray>
#include <QDateTime>
#include <QJsonObject>

namespace hall::outbox {

struct Draft {
  QByteArray caseId;
  QByteArray serviceId;
  QByteArray subjectKey;  // seal::TerminalKey::subjectKey; empty for a person who showed nothing
  QJsonObject content;
  QDateTime savedAt;
};

}  // namespace hall::outbox

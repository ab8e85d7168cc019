#pragma once
// What a terminal says of a submission before its bytes, in every way it may travel. A value.
#include <QList>

#include "sync/model/submission.h"

namespace hall::gateway {

struct Announcement {
  QByteArray submissionId;
  QByteArray caseId;
  QByteArray terminalId;
  qint64 terminalSeq = 0;
  QByteArray digest;
  QList<model::Part> parts;

  bool operator==(const Announcement&) const = default;
};

}  // namespace hall::gateway

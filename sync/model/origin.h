#pragma once
// The terminal that sealed a submission, and its number there. A value.
#include <QByteArray>

namespace hall::model {

struct Origin {
  QByteArray terminalId;
  qint64 terminalSeq = 0;

  bool operator==(const Origin&) const = default;
};

}  // namespace hall::model

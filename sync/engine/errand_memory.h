#pragma once
// Where the errands stopped: a small file of its own. Losing it costs nothing but asking once more, so it is not part
// of the outbox's transactions. Thread: the engine's.
#include <QDate>
#include <QString>

#include "sync/base/result.h"

namespace hall::engine {

struct ErrandMemory {
  QByteArray statusCursor;  // opaque; empty: from the beginning
  QDate inventoryDay;       // of the last inventory that was answered to its end; invalid: never

  // What does not read is as if nothing were remembered.
  static ErrandMemory load(const QString& path);
  [[nodiscard]] Result<void> save(const QString& path) const;
};

}  // namespace hall::engine

#pragma once
// Waits until one of several files can be read, with a bell that a stop request rings. Thread: one at a time.
#include <QList>

#include "drivers/port/deadline.h"
#include "sync/base/result.h"

namespace hall::drivers {

class Readable {
 public:
  Readable();
  ~Readable();
  Readable(const Readable&) = delete;
  Readable& operator=(const Readable&) = delete;

  // Which of them may be read now, a hang-up included: reading says which. Timeout "port.silent", Cancelled
  // "port.cancelled".
  Result<QList<int>> await(const QList<int>& files, const Deadline& deadline);

 private:
  int m_bell;
};

}  // namespace hall::drivers

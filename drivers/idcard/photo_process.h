#pragma once
// Decodes the photo of a card through the vendor's closed library, in a process of its own for each photo: these
// libraries crash, hang, write files and speak on standard output, and none of that may cost more than the photo.
// Thread: one at a time, the reader's lane.
#include <QString>

#include "drivers/idcard/portrait.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

class PhotoProcess {
 public:
  PhotoProcess(QString worker, QString library, PhotoCall call);

  // Back by the deadline. "card.photo": Garbled whatever the library did wrong, Timeout, or NotFound when the worker
  // cannot be started. Nothing of the photo is left in memory or on a disk.
  Result<Portrait> decode(const QByteArray& wlt, const Deadline& deadline) const;

  // Where the worker is: beside the running program, or in the build's bin folder; empty if it is nowhere.
  static QString installed();

 private:
  QString m_worker;
  QString m_library;
  PhotoCall m_call;
};

}  // namespace hall::drivers

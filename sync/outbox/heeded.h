#pragma once
// What became of each submission that an answer of the platform speaks of. Values; thread: any.
#include "sync/outbox/batch.h"

namespace hall::outbox {

struct Heeded {
  QByteArray bundleId;
  QList<QByteArray> received;
  QList<QByteArray> held;    // the platform refused it
  QList<QByteArray> wanted;  // its copy was damaged: it waits as before
  QList<QByteArray> known;   // the answer was here already by another way, or is about to be
  QList<Refusal> refused;    // unchanged: "outbox.unknown", or "receipt.digest" (the answer is about other content)
};

}  // namespace hall::outbox

#pragma once
// What became of each of many that were asked to take a step in one transaction. An item that may not take the step is
// refused by name and does not keep the others from taking theirs; trouble of the disk refuses the whole call.
// Values; thread: any.
#include <QList>

#include "sync/base/result.h"
#include "sync/model/inventory.h"
#include "sync/model/submission.h"

namespace hall::outbox {

struct Refusal {
  QByteArray submissionId;
  Error error;
};

struct BatchOutcome {
  QList<model::Submission> taken;  // as they are afterwards, in the order asked
  QList<Refusal> refused;          // in the order asked
};

// A receipt as it came; nothing about it has been verified yet.
struct ReceiptMessage {
  QByteArray submissionId;
  QByteArray message;
};

// A submission that a terminal below has sealed, on its way up.
struct Adoption {
  QByteArray submissionId;
  QByteArray caseId;
  QByteArray digest;
  model::Origin origin;
  QList<QByteArray> parts;  // as they travel; part 0 is the envelope
};

struct SignedInventory {
  model::Inventory inventory;
  QByteArray message;        // application/cms, signed by the terminal
  QByteArray digest;         // of what is signed
  QList<qint64> handedOver;  // of its numbers, those that the platform had given a receipt for; ascending
  bool last = false;         // nothing follows: its end is open
};

struct InventoryFindings {
  int present = 0;
  QList<QByteArray> held;                 // put to HELD by this answer
  QList<QByteArray> lost;                 // purged here and not (or otherwise) there: a person must look
  QList<model::InventoryEntry> unlisted;  // there, and not known here; each is told once
};

}  // namespace hall::outbox

#pragma once
// Which errors each kind of device may answer with, and who must act on each: one table, from which the words for
// people, the tool and the log take it. A code that is not in the table is a mistake that tst_notice_devices finds.
// Pure; thread: any.
#include <QByteArray>
#include <QList>

#include "drivers/device.h"

namespace hall::drivers {

// Who is called by an action.
enum class Actor {
  Person,      // the one who stands there: lay the card again, or go another way
  Software,    // we ourselves: it is being retried
  Clerk,       // staff in the hall: paper, plug, cover
  Technician,  // settings, or a screwdriver
};

// In the order of the table; without those of requests that were called off.
QList<QByteArray> codesOf(DeviceKind kind);
// None for no code; SoftwareError for one the table does not know of this kind.
Action actionFor(DeviceKind kind, QByteArrayView code);
Actor actorOf(Action action);

}  // namespace hall::drivers

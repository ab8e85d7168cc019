#pragma once
// UUIDv7 (RFC 9562): 48 bits of wall-clock milliseconds, then 74 random bits from the operating system.
// Sorted roughly by time, unique even if the clock stands still or steps back. Thread: any.
#include <QByteArray>

#include "sync/base/clock.h"

namespace hall {

// Lower-case text form, 36 characters.
QByteArray mintIdentifier(const Clock& clock);

// True for a text in exactly the form that mintIdentifier gives.
bool isIdentifier(QByteArrayView text);

}  // namespace hall

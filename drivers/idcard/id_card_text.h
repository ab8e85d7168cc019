#pragma once
// The 256-byte text record of an ID card, both ways. Reading is strict about the shape (size, type letter, calendar)
// and repeats the content exactly: Garbled "card.frame" for another size, Garbled "card.date" for a day that is not in
// the calendar, Unsupported "card.layout" for a type letter we do not know. Thread: pure functions, any.
#include <QByteArray>

#include "drivers/id_card.h"
#include "sync/base/result.h"

namespace hall::drivers {

inline constexpr int cardTextSize = 256;

Result<IdCard> parseCardText(QByteArrayView text, QByteArray photo);

// The newest address: 70 bytes with its padding off. Empty for any other size.
QString parseNewestAddress(QByteArrayView bytes);

// The record such a card carries; text longer than its field is cut at the field. For simulated cards and tests.
QByteArray formatCardText(const IdCard& card);

}  // namespace hall::drivers

#pragma once
// The parts of a submission that came as a whole, as text in its row: "DIGEST SIZE" lines. Pure; thread: any.
#include <QList>

#include "sync/model/submission.h"

namespace hall::gateway {

QByteArray partListText(const QList<model::Part>& parts);
// Of text that partListText made.
QList<model::Part> partsFromText(const QByteArray& text);

// The bytes of one part out of all of them one after the other; nothing if it is not among them.
QByteArray sliceOf(const QByteArray& body, const QList<model::Part>& parts, const QByteArray& digest);

}  // namespace hall::gateway

#pragma once
// What a terminal that is gone has left on its disk, read from a copy: opening the original would already mend it.
#include <QByteArray>
#include <QMap>
#include <QString>

namespace hall::drill {

// State → how many, of those that wait. Empty if the copy does not open.
QMap<QByteArray, int> waitingStates(const QString& outboxFolder);

}  // namespace hall::drill

#pragma once
// What hall-outbox does with sticks and codes. Each gives the exit status; a line of ids and codes for each thing.
#include <QIODevice>

#include "sync/outbox/outbox.h"

namespace hall::outbox {

// `data` is the kiosk's data folder: bundles are signed with its key.
int exportAll(Outbox& box, const QString& data, const Clock& clock, const QString& stick);
int importAnswer(Outbox& box, const QString& path);
// Lines as `hall-device scan` prints them, or bare texts, until the end of `lines`.
int importCodes(Outbox& box, QIODevice& lines);

}  // namespace hall::outbox

#pragma once
// What is recorded of a device, and the same done again with a recording: the talker is opened, asked how it is and
// used once. Both sides call the same functions here, so a recording can be held against the talker of today.
#include <QByteArray>
#include <QList>
#include <QString>
#include <functional>
#include <memory>

#include "drivers/device_catalogue.h"
#include "drivers/id_card_reader.h"
#include "drivers/receipt_printer.h"

namespace hall::drivers::tool {

// Read until a card came, or `over` says that it is enough; the outcome in a word: "read", "printed", or the error's
// code.
QByteArray converse(IdCardReader& reader, const std::function<bool()>& over);
QByteArray converse(ReceiptPrinter& printer);

// The remarks that a recording carries for its replay.
QByteArray remarks(DeviceKind kind, const QString& model, const QByteArray& outcome);

struct Replayed {
  QByteArray kind;
  QByteArray recorded;    // outcome then
  QByteArray outcome;     // and now
  QString fault;          // where other bytes were written, if anywhere
  bool finished = false;  // every line was played
  bool redacted = false;  // a person's data is zeros in it: only what was written can be compared
  [[nodiscard]] bool same() const { return fault.isEmpty() && (redacted || (finished && outcome == recorded)); }
};

// Invalid "transcript.kind" for a recording of nothing we can replay; Garbled as parseTranscript says.
Result<Replayed> replay(const QByteArray& transcript, const QList<DeviceModel>& catalogue);

}  // namespace hall::drivers::tool

#pragma once
// The part of a device model that concerns scanners, keypads, sensors and lamps. A value; thread: any.
#include <QStringList>

#include "drivers/auxiliary/lamp.h"
#include "drivers/auxiliary/signal.h"
#include "drivers/code/scanner_model.h"

namespace hall::drivers {

struct PlugModel {
  bool hidPos = false;   // matches what describes itself as a code scanner
  QStringList names;     // matches an input device whose name holds one of these
  QByteArray gpioChip;   // matches the chip with this label
  ScannerModel scanner;  // of a code scanner only
  QList<Signal> wires;   // what its switches, keys, lines or report bits mean
  LampModel lamp;        // of a lamp only

  [[nodiscard]] bool matches() const { return hidPos || !names.isEmpty() || !gpioChip.isEmpty(); }
};

// The drivers this is about: what "driver" may say in a file.
bool isPlugDriver(const QByteArray& driver);

// One entry of "match".
Result<void> addPlugMatch(PlugModel& plug, const QJsonObject& match);

// "quirks", "signals" and "lamp" of a file of one of these drivers; Invalid "catalogue.entry".
Result<void> readPlug(PlugModel& plug, const QByteArray& driver, const QJsonObject& file);

}  // namespace hall::drivers

#pragma once
// One wire, switch, key or bit of a report, and what it means for the terminal: the data of assets/devices. Pure.
// Thread: values, any.
#include <QJsonObject>
#include <QMap>
#include <QSet>

#include "drivers/auxiliaries.h"
#include "drivers/port/evdev_device.h"

namespace hall::drivers {

enum class Meaning { Headphones, Person, CallButton, CabinetDoor, Maintenance, Supervisor };

struct Signal {
  Meaning means = Meaning::Headphones;
  bool inverted = false;  // at rest it is high
  // of an input device: a switch or key that is in or out, …
  std::optional<EvdevCode> level;
  // … or a keypad's two keys, one tapped at going in and one at coming out
  std::optional<EvdevCode> in;
  std::optional<EvdevCode> out;
  // of a GPIO chip
  int line = -1;
  // of an input report, its number counted as a byte where there is one
  int number = -1;  // -1: reports are not numbered
  int byte = -1;
  int mask = 0;
};

// How the wires stand, by what they mean. What has not been heard of yet is missing.
using Levels = QMap<Meaning, bool>;

// The state of all signals a terminal has.
AuxiliariesState stateOf(const QSet<Meaning>& wired, const Levels& levels);

// The bits of one report; other reports change nothing.
void readReport(const QList<Signal>& wires, QByteArrayView report, Levels& levels);

// Invalid "catalogue.entry" for a field it does not know, or for none of the three kinds of source.
Result<Signal> readSignal(const QJsonObject& object);

inline size_t qHash(Meaning meaning, size_t seed = 0) {
  return ::qHash(static_cast<int>(meaning), seed);
}

}  // namespace hall::drivers

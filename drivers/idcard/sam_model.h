#pragma once
// Where a reader's model differs from its kind; data from assets/devices. Thread: a value, any.
#include <QJsonObject>
#include <QList>
#include <QString>

#include "drivers/idcard/hid_envelope.h"
#include "drivers/idcard/portrait.h"
#include "sync/base/result.h"

namespace hall::drivers::sam {

struct Model {
  enum class Transport { Frames, HidFrames, HidEnvelope };
  Transport transport = Transport::Frames;
  hid::Envelope envelope;    // of HidEnvelope only
  QList<uint8_t> collision;  // SW3 by which it tells that several cards lie there
  PhotoCall photo;           // how its vendor's photo library is called, where one is installed

  bool operator==(const Model&) const = default;
};

// The `quirks` of a model file. Invalid "catalogue.entry".
Result<Model> readQuirks(const QJsonObject& quirks);

}  // namespace hall::drivers::sam

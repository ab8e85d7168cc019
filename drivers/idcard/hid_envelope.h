#pragma once
// The envelope some readers put around SAM_V frames in HID reports: flag, serial number (2), length (2, little-endian,
// of what follows up to the checksum), command or result, payload, additive checksum (2, little-endian, from the length
// on). Thread: pure functions, any.
#include <QByteArray>
#include <cstdint>

#include "sync/base/result.h"

namespace hall::drivers::hid {

// Which values a model uses; from assets/devices.
struct Envelope {
  uint8_t requestFlag = 0x88;
  uint8_t replyFlag = 0xAA;
  uint8_t command = 0xB1;
  int lead = 2;  // bytes in front of the SAM_V bytes of each reply, which mean nothing to us

  bool operator==(const Envelope&) const = default;
};

struct Letter {
  uint8_t result = 0;
  QByteArray payload;  // SAM_V bytes, perhaps none
};

// One report around `frame`, filled up with zeros; Invalid "port.shape" for a frame that does not fit into one.
Result<QByteArray> seal(QByteArrayView frame, const Envelope& envelope, int reportSize);

// Garbled "card.frame" for another shape, Garbled "card.checksum".
Result<Letter> unseal(QByteArrayView report, const Envelope& envelope);

// What the reader sends; for simulated readers and tests.
QByteArray sealReply(const Letter& letter, const Envelope& envelope, int reportSize);

}  // namespace hall::drivers::hid

#pragma once
// What a HID report descriptor says of a device's reports. A pure function; any bytes are answered, and what cannot be
// understood is left out, because many devices describe themselves badly. Thread: any.
#include <QByteArrayView>
#include <cstdint>

namespace hall::drivers {

struct HidReports {
  uint16_t usagePage = 0;  // of the first collection: 0x8C with usage 2 is a code scanner
  uint16_t usage = 0;
  bool numbered = false;  // every report begins with its number
  // The longest report of each kind in bytes, its number included; 0 when there is none.
  int input = 0;
  int output = 0;
  int feature = 0;

  bool operator==(const HidReports&) const = default;
};

HidReports parseHidDescriptor(QByteArrayView descriptor);

}  // namespace hall::drivers

#include "drivers/port/hid_descriptor.h"

#include <QMap>
#include <array>

namespace hall::drivers {

namespace {

// The tags of HID 1.11, chapter 6.2.2, with the size bits masked out.
enum Tag : uint8_t {
  Input = 0x80,
  Output = 0x90,
  Feature = 0xB0,
  Collection = 0xA0,
  UsagePage = 0x04,
  ReportSize = 0x74,
  ReportId = 0x84,
  ReportCount = 0x94,
  Usage = 0x08,
};
constexpr uint8_t longItem = 0xFE;
constexpr uint64_t mostBits = 8ULL * 4096;  // no device of ours sends more in one report

struct Globals {
  uint32_t page = 0;
  uint32_t size = 0;
  uint32_t count = 0;
  uint8_t id = 0;
};

uint32_t littleEndian(QByteArrayView bytes) {
  uint32_t value = 0;
  for (qsizetype i = bytes.size(); i > 0; --i) value = value << 8 | static_cast<uint8_t>(bytes[i - 1]);
  return value;
}

int longest(const QMap<uint8_t, uint64_t>& bits, bool numbered) {
  uint64_t most = 0;
  for (const uint64_t count : bits) most = std::max(most, count);
  return most == 0 ? 0 : static_cast<int>((most + 7) / 8) + (numbered ? 1 : 0);
}

class Reading {
 public:
  void item(uint8_t tag, uint32_t value) {
    switch (tag) {
      case UsagePage:
        m_now.page = value;
        return;
      case Usage:
        m_usage = value;
        return;
      case ReportSize:
        m_now.size = value;
        return;
      case ReportCount:
        m_now.count = value;
        return;
      case ReportId:
        m_now.id = static_cast<uint8_t>(value);
        m_seen.numbered = true;
        return;
      case Collection:
        if (!m_inside) open();
        return;
      case Input:
        return add(m_input);
      case Output:
        return add(m_output);
      case Feature:
        return add(m_feature);
      default:
        return;
    }
  }

  HidReports seen() {
    m_seen.input = longest(m_input, m_seen.numbered);
    m_seen.output = longest(m_output, m_seen.numbered);
    m_seen.feature = longest(m_feature, m_seen.numbered);
    return m_seen;
  }

 private:
  using Bits = QMap<uint8_t, uint64_t>;

  void open() {
    m_inside = true;
    m_seen.usagePage = static_cast<uint16_t>(m_now.page);
    m_seen.usage = static_cast<uint16_t>(m_usage);
  }
  void add(Bits& bits) const {
    uint64_t& sum = bits[m_now.id];
    sum = std::min(mostBits, sum + uint64_t(m_now.size) * m_now.count);
  }

  HidReports m_seen;
  Globals m_now;
  uint32_t m_usage = 0;
  bool m_inside = false;
  Bits m_input, m_output, m_feature;
};

}  // namespace

HidReports parseHidDescriptor(QByteArrayView descriptor) {
  Reading reading;
  while (!descriptor.isEmpty()) {
    const auto head = static_cast<uint8_t>(descriptor[0]);
    if (head == longItem) break;  // reserved; no device uses them
    constexpr std::array<qsizetype, 4> sizes{0, 1, 2, 4};
    const qsizetype size = sizes[head & 3U];
    if (descriptor.size() < 1 + size) break;
    reading.item(head & 0xFCU, littleEndian(descriptor.sliced(1, size)));
    descriptor = descriptor.sliced(1 + size);
  }
  return reading.seen();
}

}  // namespace hall::drivers

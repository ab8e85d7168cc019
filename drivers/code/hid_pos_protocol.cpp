#include "drivers/code/hid_pos_protocol.h"

#include <array>

#include "drivers/code/payload_text.h"
#include "sync/base/wipe.h"

namespace hall::drivers::hidpos {

namespace {

constexpr char scannedData = 0x02;  // the number of the one report that carries data
constexpr char aimMark = 0x5D;
constexpr qsizetype aimSize = 3;
constexpr qsizetype more = 62;  // in the payload behind the report's number
// A code of 2953 bytes fills 53 reports; what goes on far beyond that never ends.
constexpr int mostReports = 64;

// Where the data begins, or -1 when the identifier is not where any model puts it.
qsizetype dataStart(QByteArrayView payload, Aim aim) {
  if (aim == Aim::NotSent) return 1;
  for (const qsizetype at : {1, 2}) {
    if (payload[at] == aimMark) return at + aimSize;
  }
  return -1;
}

}  // namespace

void Assembly::clear() {
  hall::wipe(m_scan.data);
  m_scan = {};
  m_reports = 0;
}

Result<std::optional<Scan>> Assembly::add(QByteArrayView report) {
  if (report.size() != reportSize || report[0] != scannedData) {
    clear();
    return failure(Failure::Garbled, "scanner.report");
  }
  const QByteArrayView payload = report.sliced(1);
  if (const Result<void> added = append(payload); !added) {
    clear();
    return failure(added.error());
  }
  if (payload[more] != 0) {
    return std::optional<Scan>();
  }
  Scan whole = std::exchange(m_scan, {});
  clear();
  return std::optional(std::move(whole));
}

Result<void> Assembly::append(QByteArrayView payload) {
  const int size = static_cast<uint8_t>(payload[0]);
  if (m_reports == 0) {
    m_start = dataStart(payload, m_aim);
    if (m_start >= aimSize) m_scan.aim = payload.sliced(m_start - aimSize, aimSize).toByteArray();
  }
  if (m_start < 0 || size > mostData) {
    return failure(Failure::Garbled, "scanner.report");
  }
  if (++m_reports > mostReports) {
    return failure(Failure::Garbled, "scanner.endless");
  }
  m_scan.data.append(payload.sliced(m_start, size));
  if (m_scan.data.size() > mostCodeBytes) {
    return failure(Failure::Garbled, "code.too-long");
  }
  return {};
}

QByteArray formatOf(QByteArrayView aim) {
  struct Row {
    char letter;
    const char* format;
  };
  static constexpr std::array<Row, 10> rows{{{'Q', "QRCode"},
                                             {'d', "DataMatrix"},
                                             {'L', "PDF417"},
                                             {'z', "Aztec"},
                                             {'U', "MaxiCode"},
                                             {'C', "Code128"},
                                             {'A', "Code39"},
                                             {'G', "Code93"},
                                             {'I', "ITF"},
                                             {'F', "Codabar"}}};
  if (aim.size() == aimSize && aim[0] == aimMark) {
    for (const Row& row : rows) {
      if (row.letter == aim[1]) return row.format;
    }
    if (aim[1] == 'E') return aim[2] == '4' ? "EAN-8" : "EAN-13";
  }
  return "unknown";
}

}  // namespace hall::drivers::hidpos

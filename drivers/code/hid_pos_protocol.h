#pragma once
// The input report of a HID POS scanner (usage page 0x8C, usage 2): 64 bytes of which up to 56 are data, and a mark
// that more reports follow. Pure functions and one assembler; any bytes are answered. Thread: one at a time.
#include <QByteArray>
#include <optional>

#include "sync/base/result.h"

namespace hall::drivers::hidpos {

inline constexpr uint16_t usagePage = 0x8C;
inline constexpr uint16_t usage = 0x02;
inline constexpr qsizetype reportSize = 64;  // its number included
inline constexpr int mostData = 56;

struct Scan {
  QByteArray aim;   // "]Q1"; empty from a model that sends none
  QByteArray data;  // bytes, not text
};

// Some models shift the AIM identifier by one byte; some are set to send none.
enum class Aim { Sent, NotSent };

class Assembly {
 public:
  explicit Assembly(Aim aim = Aim::Sent) : m_aim(aim) {}

  // Takes one report, its number first. A whole scan, nothing while reports have to follow, or Garbled:
  // "scanner.report" for one that is none, "scanner.endless" when reports go on though no code holds so much,
  // "code.too-long" above 2953 bytes. After an error and after a whole scan it begins afresh.
  Result<std::optional<Scan>> add(QByteArrayView report);
  [[nodiscard]] bool begun() const { return m_reports > 0; }
  void clear();

 private:
  Result<void> append(QByteArrayView payload);

  Aim m_aim;
  Scan m_scan;
  int m_reports = 0;
  qsizetype m_start = 0;  // of the data in every report of this scan
};

// The name of a symbology as the camera's decoder gives it; "unknown" where we have none.
QByteArray formatOf(QByteArrayView aim);

}  // namespace hall::drivers::hidpos

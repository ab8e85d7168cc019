#pragma once
// What an IPP printer or CUPS queue says of itself (RFC 8011, PWG 5100.9) in our words. Pure.
#include <QByteArray>
#include <QList>
#include <QString>
#include <optional>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers::ipp {

struct Marker {
  QByteArray type;  // "toner", "wasteToner", …
  int level = -1;   // percent; below zero: not known
};

struct PrinterState {
  bool stopped = false;
  bool accepting = true;
  // A queue hears of its printer only while it prints: once it is idle, what it said last may have been mended long
  // ago.
  bool outdated = false;
  QList<QByteArray> reasons;  // "media-empty-error"; without what may be outdated
  QList<Marker> markers;
  QString makeAndModel;
};

enum class JobState { Waiting, Processing, Completed, Cancelled, Aborted };

// Nothing when it can print. Full "paper.out" or "toner.out"; Busy "printer.cover-open", "paper.jam" or
// "printer.offline"; Refused "printer.fatal".
std::optional<Error> errorOf(const PrinterState& state);
PaperState paperOf(const PrinterState& state);
TonerState tonerOf(const PrinterState& state);

}  // namespace hall::drivers::ipp

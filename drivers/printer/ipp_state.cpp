#include "drivers/printer/ipp_state.h"

#include <algorithm>
#include <initializer_list>

namespace hall::drivers::ipp {

namespace {

enum class Severity { Report, Warning, Error };

struct Reason {
  QByteArrayView word;
  Severity severity;
};

// Without an ending it is an error, as the standard says.
Reason split(const QByteArray& reason) {
  const QByteArrayView whole(reason);
  if (whole.endsWith("-report")) return {whole.chopped(7), Severity::Report};
  if (whole.endsWith("-warning")) return {whole.chopped(8), Severity::Warning};
  if (whole.endsWith("-error")) return {whole.chopped(6), Severity::Error};
  return {whole, Severity::Error};
}

bool says(const PrinterState& state, std::initializer_list<QByteArrayView> words, Severity least) {
  return std::any_of(state.reasons.cbegin(), state.reasons.cend(), [&](const QByteArray& text) {
    const Reason reason = split(text);
    return reason.severity >= least && std::find(words.begin(), words.end(), reason.word) != words.end();
  });
}

// Any toner or ink; waste is counted the other way round, and other supplies do not end a page.
int lowestMarker(const PrinterState& state) {
  int lowest = 101;
  for (const Marker& marker : state.markers) {
    const bool inks = marker.type.startsWith("toner") || marker.type.startsWith("ink");
    if (inks && marker.level >= 0) lowest = std::min(lowest, marker.level);
  }
  return lowest;
}

}  // namespace

std::optional<Error> errorOf(const PrinterState& state) {
  const QString words = QString::fromUtf8(state.reasons.join(' '));
  const auto blocked = [&](std::initializer_list<QByteArrayView> reasons) {
    return says(state, reasons, Severity::Error);
  };
  if (blocked({"media-jam"})) return Error{Failure::Busy, "paper.jam", words};
  if (blocked({"door-open", "cover-open", "interlock-open"})) return Error{Failure::Busy, "printer.cover-open", words};
  if (blocked({"media-empty", "media-needed", "input-tray-missing"})) return Error{Failure::Full, "paper.out", words};
  if (blocked({"toner-empty", "marker-supply-empty", "developer-empty"})) {
    return Error{Failure::Full, "toner.out", words};
  }
  const bool away = says(state, {"offline", "shutdown", "timed-out"}, Severity::Report);
  if (away || blocked({"paused", "moving-to-paused", "output-area-full"}) || !state.accepting) {
    return Error{Failure::Busy, "printer.offline", words};
  }
  if (state.stopped) return Error{Failure::Refused, "printer.fatal", words};
  return std::nullopt;
}

PaperState paperOf(const PrinterState& state) {
  if (state.outdated) return PaperState::Unknown;
  if (says(state, {"media-jam"}, Severity::Error)) return PaperState::Jammed;
  if (says(state, {"media-empty", "media-needed"}, Severity::Error)) return PaperState::Out;
  // One tray of several that is empty is a warning: there is less paper, but there is some.
  if (says(state, {"media-low", "media-empty"}, Severity::Report)) return PaperState::Low;
  return PaperState::Full;
}

TonerState tonerOf(const PrinterState& state) {
  constexpr int low = 10;
  const int lowest = lowestMarker(state);
  if (says(state, {"toner-empty", "marker-supply-empty"}, Severity::Error) || lowest == 0) return TonerState::Out;
  const bool warned =
      says(state, {"toner-low", "marker-supply-low", "toner-empty", "marker-supply-empty"}, Severity::Report);
  if (warned || lowest <= low) return TonerState::Low;
  return lowest <= 100 ? TonerState::Full : TonerState::Unknown;
}

}  // namespace hall::drivers::ipp

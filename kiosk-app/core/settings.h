#pragma once
// What a hall sets for one terminal: a JSON file, every key checked, nothing secret in it. Lengths in millimetres on
// the glass, times in seconds. Immutable value.
#include <QString>
#include <QUrl>

#include "sync/base/result.h"
#include "sync/model/local_text.h"

namespace hall::kiosk {

struct Settings {
  model::LocalText hallName{QStringLiteral("政务服务大厅"), QStringLiteral("Government Service Hall")};
  QUrl gateway;  // empty: this terminal keeps everything until told where to send it
  // Where the devices are plugged in, as drivers/device_opener.h takes them; empty: this terminal has none.
  QString idCardReader = QStringLiteral("usb");
  QString photoLibrary;  // the vendor's library that decodes the photos of ID cards; empty: none
  QString codeReader;
  QString documentCamera;
  QString receiptPrinter = QStringLiteral("usb");
  QString pagePrinter;  // "cups:QUEUE" or "ipp://HOST/…"
  QString keypad;       // "auto": what the catalogue knows and finds
  QString auxiliaries;
  QString lights;
  // Two switches of a citizen, by native scan code (evdev + 8), until they calibrate their own; 0: there is none.
  int switchMove = 95;        // F11
  int switchSelect = 96;      // F12
  int switchHold = 0;         // ms a press has to last to count, 0 to 500
  int switchDebounce = 150;   // ms in which the same switch pressed again is only shaking, 0 to 900
  double panelWidth = 268.0;  // mm of the lit glass; 21.5 inch upright
  int idleSeconds = 120;      // 120 to 300 until the warning
  int countdownSeconds = 45;  // 20 to 45 until the visit ends
  // When this terminal stops taking new cases, and how long it keeps its copy of what the platform has.
  int maximumWaiting = 5000;
  int maximumOfflineDays = 15;
  int minimumFreeMegabytes = 512;
  int retentionDays = 30;
  int warnWorkingDays = 2;   // before a legal deadline of something that still waits
  int draftDays = 3;         // how long an unfinished visit is kept for its citizen
  int thanksSeconds = 8;     // until the thank-you page clears itself
  int localSlipSeconds = 3;  // how long to wait for the official receipt before printing the local one

  // Invalid ("settings.invalid"): detail names the key and what is expected. A missing file is NotFound.
  static Result<Settings> load(const QString& path);
};

}  // namespace hall::kiosk

#pragma once
// Turns an Error into words for the three people it may concern. The words stand in assets/i18n/notices.json under
// "notice.<code>.citizen", ".clerk" and ".technician". Where it matters which device it is, its kind comes first:
// "notice.<kind>.<code>.…", or "notice.<kind>.<family>.…" for all codes of a family ("port"). What the
// platform refused with ("urn:hall:problem:not-yours") is of the family "problem", and a bare status ("http.403") of
// "http". A code without words of its own is told with its family's, then with those of its Failure kind, so that
// nobody ever sees an empty page. Pure; any thread.
#include <QString>
#include <optional>

#include "drivers/device.h"
#include "sync/base/result.h"
#include "sync/model/words.h"

namespace hall::kiosk {

struct Notice {
  QString citizen;  // word ids
  QString clerk;
  QString technician;
  QByteArray code;  // to read to the help desk
};

// The code as the words name it: "urn:hall:problem:not-yours" → "problem.not-yours".
QString wordCode(const QByteArray& code);
Notice noticeFor(const Error& error, const model::Words& words, std::optional<drivers::DeviceKind> kind = {});

}  // namespace hall::kiosk

#pragma once
// Where a receipt printer differs from its kind, as assets/devices tells it. Pure.
//   charset GB2312|GBK|GB18030, columns, dots, cutter none|partial|full, answers fence|status|line,
//   paperLowBits and paperOutBits (two hex digits), rowsPerSecond
#include <QJsonObject>

#include "drivers/printer/escpos_protocol.h"
#include "sync/base/result.h"

namespace hall::drivers::escpos {

// Invalid "catalogue.entry": a quirk nobody knows or a value out of bounds, named in detail.
Result<Model> readQuirks(const QJsonObject& quirks);

}  // namespace hall::drivers::escpos

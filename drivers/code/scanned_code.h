#pragma once
// What every scanner does with what it scanned: bytes become a code, failures get a scanner's names. Thread: any.
#include "drivers/code_reader.h"

namespace hall::drivers {

// Garbled "code.too-long".
Result<QList<Code>> scannedCode(QByteArrayView format, QByteArray bytes);

// A port's failure as the scanner's: "scanner.gone", "code.none" for a Timeout; others keep their own code.
Error scannerError(const Error& error);

// The report of a scanner that is there, or was.
DeviceReport scannerReport(const QString& model, const QByteArray& place, bool gone);

}  // namespace hall::drivers

#pragma once
// Draws what the receipt printer's own font lacks, with the fonts of the screen. Thread: any.
#include "drivers/printer/escpos_protocol.h"

namespace hall::kiosk {

// One line of text, no wider than `dots`, `height` dots high; black is 1.
drivers::escpos::Bitmap drawText(const QString& text, int dots, int height);

}  // namespace hall::kiosk

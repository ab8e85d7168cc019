#pragma once
// How deeply a device is looked at, as UPOS's CheckHealth: it is asked; it is used without a person; it is used with
// one. One function per kind of device. Calls block and belong on the device's lane.
#include <stop_token>

#include "drivers/auxiliaries.h"
#include "drivers/code_reader.h"
#include "drivers/document_camera.h"
#include "drivers/id_card_reader.h"
#include "drivers/keypad.h"
#include "drivers/lights.h"
#include "drivers/page_printer.h"
#include "drivers/receipt_printer.h"

namespace hall::drivers {

// Success: well; else the reason.
Result<void> checkHealth(IdCardReader& reader, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(CodeReader& reader, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(DocumentCamera& camera, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(ReceiptPrinter& printer, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(PagePrinter& printer, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(Keypad& keypad, HealthDepth depth, const std::stop_token& stop);
Result<void> checkHealth(Auxiliaries& auxiliaries, HealthDepth depth, const std::stop_token& stop);
// Flashes it and leaves it dark; nothing tells but a person who looks.
Result<void> checkHealth(Lights& lights, HealthDepth depth, const std::stop_token& stop);

// What the report says against it, if anything; of a device that was only asked.
Result<void> wellBy(const DeviceReport& report);

// What a person is asked to do for an interactive look, by word: "lay-card", "hold-code", "lay-sheet", "look-at-slip",
// "press-key", "move-sensor", "look-at-lamp".
QByteArray personsPart(DeviceKind kind, HealthDepth depth);

Paper testSlip();

}  // namespace hall::drivers

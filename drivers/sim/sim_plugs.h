#pragma once
// Simulated far ends of scanner, keypad, sensors and lamp under the real talkers. Thread: the device's lane.
#include <functional>
#include <memory>

#include "drivers/auxiliaries.h"
#include "drivers/code_reader.h"
#include "drivers/keypad.h"
#include "drivers/lights.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

Result<std::unique_ptr<CodeReader>> openScanner(const std::shared_ptr<Stage>& stage);
Result<std::unique_ptr<Keypad>> openKeypad(const std::shared_ptr<Stage>& stage);
Result<std::unique_ptr<Auxiliaries>> openAuxiliaries(const std::shared_ptr<Stage>& stage);
// `shown` is called on the lane.
Result<std::unique_ptr<Lights>> openLamp(const std::shared_ptr<Stage>& stage, std::function<void(Lamp)> shown);

}  // namespace hall::drivers::sim

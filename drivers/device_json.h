#pragma once
// Reports as JSON, in the words of XFS4IoT: for the log, the tool, and a bay in another process one day. A property
// that the device does not have is absent. Pure; thread: any.
#include <QJsonObject>

#include "drivers/device.h"

namespace hall::drivers {

QJsonObject jsonOf(const DeviceReport& report);

// What a StatusChanged event carries: the kind, and only what is different; null for what is not there any more.
QJsonObject changesBetween(const DeviceReport& before, const DeviceReport& after);

}  // namespace hall::drivers

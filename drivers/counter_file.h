#pragma once
// What each device has done in its life: one JSON file for a terminal, by the device's own identity, which is not its
// address. Programs add to it and a technician resets it at any time: every change is a read, an addition and a durable
// replacement under one lock. Calls block; thread: any.
#include <QByteArray>
#include <QMap>
#include <QString>
#include <functional>

#include "drivers/device.h"
#include "sync/base/result.h"

namespace hall::drivers {

using DeviceCounts = QMap<QByteArray, Counts>;  // "id-card-reader:05.03-…" → its counts

// Empty while nobody knows yet who the device is: nothing is counted then.
QByteArray identityOf(const DeviceReport& report);

// A count whose name ends in "-at" is a moment: it is replaced, not added to.
void addTo(DeviceCounts& all, const DeviceCounts& more);

class CounterFile {
 public:
  explicit CounterFile(QString path) : m_path(std::move(path)) {}

  // Empty where nothing was counted yet. Corrupt "counters.damaged"; disk.… as the disk says.
  Result<DeviceCounts> read() const;
  // A damaged file is put aside under another name and counting starts anew; true says that this happened.
  Result<bool> add(const DeviceCounts& more);
  // NotFound "counters.unknown" if nothing of that name was counted.
  Result<void> reset(const QByteArray& identity, const QByteArray& what);

 private:
  Result<bool> change(const std::function<bool(DeviceCounts&)>& turn);

  QString m_path;
};

}  // namespace hall::drivers

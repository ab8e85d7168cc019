#pragma once
// Writes what changes about the devices into the log, by codes only. A plug that flaps is written a few times and then
// counted, so that no device fills the disk. Lives on the UI thread.
#include <QMap>
#include <QObject>

#include "drivers/bay.h"
#include "sync/base/log.h"

namespace hall::kiosk {

class DeviceLog : public QObject {
  Q_OBJECT

 public:
  DeviceLog(drivers::Bay& bay, const Clock& clock, Log& log, QObject* parent = nullptr);

  // So many lines for one kind of device within one window; what comes beyond is told as a count in the next window.
  static constexpr int kMostLines = 6;
  static constexpr std::chrono::milliseconds kWindow{60'000};

 private:
  struct Window {
    std::chrono::milliseconds since{0};
    int lines = 0;
    int withheld = 0;
  };
  void take(const QJsonObject& changes);

  const Clock& m_clock;
  Log& m_log;
  QMap<QString, Window> m_windows;  // by kind
};

}  // namespace hall::kiosk

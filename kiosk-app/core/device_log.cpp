#include "kiosk-app/core/device_log.h"

namespace hall::kiosk {

DeviceLog::DeviceLog(drivers::Bay& bay, const Clock& clock, Log& log, QObject* parent)
    : QObject(parent), m_clock(clock), m_log(log) {
  connect(&bay, &drivers::Bay::statusChanged, this, &DeviceLog::take);
}

void DeviceLog::take(const QJsonObject& changes) {
  const QString kind = changes[QStringLiteral("kind")].toString();
  const std::chrono::milliseconds now = m_clock.monotonic();
  Window& window = m_windows[kind];
  if (window.lines == 0 || now - window.since >= kWindow) {
    if (window.withheld > 0) {
      m_log.event(Log::Level::Warning, "device.flapping",
                  {{QStringLiteral("kind"), kind}, {QStringLiteral("withheld"), window.withheld}});
    }
    window = {now, 0, 0};
  }
  if (window.lines >= kMostLines) {
    ++window.withheld;
    return;
  }
  ++window.lines;
  // A card coming and going says when people stand there; that is nobody's business.
  QJsonObject told = changes;
  told.remove(QStringLiteral("media"));
  if (told.size() > 1) m_log.event(Log::Level::Info, "device.changed", told);
}

}  // namespace hall::kiosk

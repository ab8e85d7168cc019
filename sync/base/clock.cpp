#include "sync/base/clock.h"

#include <QFile>
#include <QTimeZone>

namespace hall {

QDate Clock::today() const {
  // UTC+8 by law everywhere in China; a fixed offset needs no time-zone database on the terminal.
  return now().toOffsetFromUtc(8 * 3600).date();
}

QDateTime SystemClock::now() const {
  return QDateTime::currentDateTimeUtc();
}

std::chrono::milliseconds SystemClock::monotonic() const {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

QByteArray SystemClock::bootId() const {
  static const QByteArray id = [] {
    QFile file(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : QByteArray("unknown");
  }();
  return id;
}

QByteArray rfc3339(const QDateTime& time) {
  return time.toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

}  // namespace hall

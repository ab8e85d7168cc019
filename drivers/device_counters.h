#pragma once
// Counts what the bay's devices do, and keeps it in the counter file: at most once in a while and at the end, on a lane
// of its own, so that counting never holds anybody up. Tells the bay and the log which supplies are soon used up, and
// starts a paper count anew when a sensor saw a roll end and paper again. Lives on the bay's thread.
#include <QPair>
#include <QSet>
#include <QTimer>

#include "drivers/bay.h"
#include "drivers/counter_file.h"
#include "sync/base/clock.h"
#include "sync/base/lane.h"
#include "sync/base/log.h"

namespace hall::drivers {

class DeviceCounters : public QObject {
  Q_OBJECT

 public:
  // Both outlive this.
  DeviceCounters(Bay& bay, QString file, const Clock& clock, Log& log,
                 std::chrono::milliseconds pause = std::chrono::minutes(1), QObject* parent = nullptr);
  ~DeviceCounters() override;

 private:
  struct Known {
    QByteArray identity;  // empty: nobody came yet
    Supplies supplies;    // of the one that is there
    QList<QByteArray> low;
    bool paperOut = false;  // its sensor saw the end of a roll
    bool online = false;
    bool wasThere = false;
    std::chrono::milliseconds since{0};  // when it came online, or was counted last
  };
  void take(const DeviceReport& report);
  void count(const DeviceReport& report, const Counts& counts);
  void countHours();
  void noticeNewRoll(Known& known, const DeviceReport& report);
  void compare();
  void keep();
  [[nodiscard]] qint64 counted(const QByteArray& identity, const QByteArray& what) const;

  Bay& m_bay;
  const QString m_file;
  const Clock& m_clock;
  Log& m_log;
  QMap<int, Known> m_known;  // by kind
  DeviceCounts m_kept;       // what the file held last
  DeviceCounts m_keeping;    // what is on its way there
  DeviceCounts m_unkept;
  QList<QPair<QByteArray, QByteArray>> m_renewed;  // supplies whose counts start anew: whose, which
  QSet<QPair<QByteArray, QByteArray>> m_told;      // of which supplies the log knows that they are low
  QTimer m_timer;
  Lane m_lane{QStringLiteral("counters")};
};

}  // namespace hall::drivers

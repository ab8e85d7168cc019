#include "drivers/device_counters.h"

namespace hall::drivers {

DeviceCounters::DeviceCounters(Bay& bay, QString file, const Clock& clock, Log& log, std::chrono::milliseconds pause,
                               QObject* parent)
    : QObject(parent), m_bay(bay), m_file(std::move(file)), m_clock(clock), m_log(log) {
  connect(&bay, &Bay::changed, this, &DeviceCounters::take);
  connect(&bay, &Bay::used, this, &DeviceCounters::count);
  connect(&m_timer, &QTimer::timeout, this, [this] {
    if (m_keeping.isEmpty()) keep();  // a slow disk may have the last ones still
  });
  m_timer.start(pause);
  keep();
}

DeviceCounters::~DeviceCounters() {
  keep();
  m_lane.finish();
}

// A plug that comes or goes, and how long the device was of use in between.
void DeviceCounters::take(const DeviceReport& report) {
  countHours();
  Known& known = m_known[static_cast<int>(report.kind)];
  const bool gone = report.state == DeviceState::PowerOff;
  const bool there = report.state == DeviceState::Online || report.state == DeviceState::Offline;
  if (gone && known.wasThere) m_unkept[known.identity]["unplugged"] += 1;
  if (there && !known.wasThere && !known.identity.isEmpty()) m_unkept[identityOf(report)]["plugged"] += 1;
  if (there) known.identity = identityOf(report);
  if (there || gone) known.wasThere = there && !known.identity.isEmpty();
  known.online = report.state == DeviceState::Online;
  known.since = m_clock.monotonic();
  known.supplies = report.supplies;
  known.low = report.low;
  noticeNewRoll(known, report);
  // Later, because this report is still being told.
  QMetaObject::invokeMethod(this, &DeviceCounters::compare, Qt::QueuedConnection);
}

// An opened cover may look like the end of the paper; only the end by itself counts.
void DeviceCounters::noticeNewRoll(Known& known, const DeviceReport& report) {
  if (report.code == "paper.out") known.paperOut = true;
  if (!known.paperOut || report.state != DeviceState::Online) return;
  known.paperOut = false;
  m_unkept[known.identity].remove("paper-mm");
  m_kept[known.identity].remove("paper-mm");
  m_renewed.append({known.identity, "paper-mm"});
}

qint64 DeviceCounters::counted(const QByteArray& identity, const QByteArray& what) const {
  qint64 sum = 0;
  for (const DeviceCounts* counts : {&m_kept, &m_keeping, &m_unkept}) sum += counts->value(identity).value(what);
  return sum;
}

void DeviceCounters::compare() {
  const QMap<int, Known> all = m_known;  // the bay tells of changes while it is told
  for (auto known = all.begin(); known != all.end(); ++known) {
    QList<QByteArray> low;
    for (auto supply = known->supplies.begin(); supply != known->supplies.end(); ++supply) {
      const qint64 used = counted(known->identity, supply.key());
      if (used < supply->lowAt) {
        m_told.remove({known->identity, supply.key()});
        continue;
      }
      low.append(supply.key());
      if (m_told.contains({known->identity, supply.key()})) continue;
      m_told.insert({known->identity, supply.key()});
      m_log.event(Log::Level::Warning, "counters.supply-low",
                  {{QStringLiteral("device"), QString::fromUtf8(known->identity)},
                   {QStringLiteral("supply"), QString::fromUtf8(supply.key())},
                   {QStringLiteral("left"), std::max<qint64>(0, supply->lasts - used)}});
    }
    if (low != known->low) m_bay.noteLow(static_cast<DeviceKind>(known.key()), low);
  }
}

void DeviceCounters::count(const DeviceReport& report, const Counts& counts) {
  const QByteArray identity = identityOf(report);
  if (identity.isEmpty()) return;
  addTo(m_unkept, {{identity, counts}});
  compare();
}

void DeviceCounters::countHours() {
  const std::chrono::milliseconds now = m_clock.monotonic();
  for (Known& known : m_known) {
    if (!known.online || known.identity.isEmpty()) continue;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - known.since);
    if (seconds.count() <= 0) continue;
    m_unkept[known.identity]["seconds-on"] += seconds.count();
    known.since += seconds;
  }
}

// What could not be kept is tried again with the next. The file is read again even if there is nothing to add, because
// a technician may have started a count anew.
void DeviceCounters::keep() {
  countHours();
  m_keeping = std::exchange(m_unkept, {});
  m_lane.run(
      this,
      [file = CounterFile(m_file), more = m_keeping, renewed = std::exchange(m_renewed, {}),
       &log = m_log](const std::stop_token&) mutable -> std::optional<DeviceCounts> {
        for (const auto& [device, supply] : renewed) (void)file.reset(device, supply);
        const Result<bool> kept = more.isEmpty() ? Result<bool>(false) : file.add(more);
        if (kept && *kept) log.event(Log::Level::Warning, "counters.damaged");
        if (!kept) {
          log.event(Log::Level::Warning, "counters.not-kept",
                    {{QStringLiteral("code"), QString::fromLatin1(kept.error().code)}});
          return std::nullopt;
        }
        return file.read().value_or(DeviceCounts());
      },
      [this](std::optional<DeviceCounts> now) {
        const DeviceCounts keeping = std::exchange(m_keeping, {});
        if (now) {
          m_kept = std::move(*now);
        } else {
          addTo(m_unkept, keeping);
        }
        for (const auto& [device, supply] : std::as_const(m_renewed)) m_kept[device].remove(supply);
        compare();
      });
}

}  // namespace hall::drivers

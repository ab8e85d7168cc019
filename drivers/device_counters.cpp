#include "drivers/device_counters.h"

namespace hall::drivers {

DeviceCounters::DeviceCounters(Bay& bay, QString file, const Clock& clock, Log& log, std::chrono::milliseconds pause,
                               QObject* parent)
    : QObject(parent), m_file(std::move(file)), m_clock(clock), m_log(log) {
  connect(&bay, &Bay::changed, this, &DeviceCounters::take);
  connect(&bay, &Bay::used, this, &DeviceCounters::count);
  connect(&m_timer, &QTimer::timeout, this, &DeviceCounters::keep);
  m_timer.start(pause);
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
}

void DeviceCounters::count(const DeviceReport& report, const Counts& counts) {
  const QByteArray identity = identityOf(report);
  if (identity.isEmpty()) return;
  for (auto one = counts.begin(); one != counts.end(); ++one) {
    qint64& sum = m_unkept[identity][one.key()];
    sum = one.key().endsWith("-at") ? one.value() : sum + one.value();
  }
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

// What could not be kept is tried again with the next.
void DeviceCounters::keep() {
  countHours();
  if (m_unkept.isEmpty()) return;
  m_lane.run(
      this,
      [file = m_file, more = std::exchange(m_unkept, {}), &log = m_log](const std::stop_token&) {
        const Result<bool> kept = CounterFile(file).add(more);
        if (kept && *kept) log.event(Log::Level::Warning, "counters.damaged");
        if (!kept) {
          log.event(Log::Level::Warning, "counters.not-kept",
                    {{QStringLiteral("code"), QString::fromLatin1(kept.error().code)}});
        }
        return kept ? DeviceCounts() : more;
      },
      [this](const DeviceCounts& left) {
        for (auto device = left.begin(); device != left.end(); ++device) {
          for (auto one = device.value().begin(); one != device.value().end(); ++one) {
            m_unkept[device.key()][one.key()] += one.value();
          }
        }
      });
}

}  // namespace hall::drivers

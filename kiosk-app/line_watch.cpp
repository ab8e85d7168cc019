#include "kiosk-app/line_watch.h"

namespace hall::kiosk {

LineWatch::LineWatch(QString keys, std::unique_ptr<engine::Transport> transport, const Clock& clock, Log& log,
                     QObject* parent)
    : QObject(parent), m_keys(std::move(keys)), m_transport(std::move(transport)), m_clock(clock), m_log(log) {
  if (!m_transport) return;
  connect(&m_timer, &QTimer::timeout, this, &LineWatch::look);
  m_timer.start(std::chrono::hours(1));
  look();
}

void LineWatch::look() {
  m_lane.run(
      this,
      [this](const std::stop_token& stop) {
        return identity::renew(*m_transport, m_keys, m_clock, identity::When::IfDue, identity::Key::Same, stop);
      },
      [this](const Result<identity::Renewal>& renewal) { take(renewal); });
}

void LineWatch::take(const Result<identity::Renewal>& renewal) {
  const bool enrolled = renewal || renewal.error().kind != Failure::NotFound;
  const QByteArray trouble = renewal || !enrolled ? QByteArray() : renewal.error().code;
  if (renewal && *renewal == identity::Renewal::Renewed) m_log.event(Log::Level::Info, "line.renewed");
  if (!trouble.isEmpty() && trouble != m_lastTrouble) {
    m_log.event(Log::Level::Warning, "line.not-renewed", {{QStringLiteral("code"), QString::fromLatin1(trouble)}});
  }
  m_lastTrouble = trouble;
}

}  // namespace hall::kiosk

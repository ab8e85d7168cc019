#include "drivers/seat_base.h"

#include <algorithm>

namespace hall::drivers {

DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error) {
  const bool absent = error.kind == Failure::Disconnected || error.kind == Failure::NotFound;
  DeviceReport report;
  report.kind = kind;
  report.state = absent ? DeviceState::PowerOff : DeviceState::HardwareError;
  report.code = error.code;
  return report;
}

SeatBase::SeatBase(DeviceKind kind, std::shared_ptr<DeviceHolder> holder, const Claim& claim, Pace pace, Tell tell)
    : m_claim(claim),
      m_pace(pace),
      m_tell(std::move(tell)),
      m_retry(pace.firstRetry),
      m_holder(std::move(holder)),
      m_lane(QString::fromLatin1(name(kind))) {
  m_report.kind = kind;
  m_report.state = m_holder ? DeviceState::Starting : DeviceState::NoDevice;
  m_timer.setSingleShot(true);
  QObject::connect(&m_timer, &QTimer::timeout, &m_home, [this] { look(); });
  if (m_holder) m_timer.start(0);
}

SeatBase::~SeatBase() = default;

std::optional<Error> SeatBase::refusal(const QObject* context) const {
  if (!m_holder) return Error{Failure::NotFound, "device.none", {}};
  if (!m_claim.admits(context)) return Error{Failure::Busy, "device.claimed", {}};
  if (m_request) return Error{Failure::Busy, "device.busy", {}};
  return std::nullopt;
}

void SeatBase::cancel() {
  if (m_request) m_request->stop.request_stop();
}

void SeatBase::cancelHolders() {
  if (m_request && m_request->atRelease == AtRelease::End && m_claim.admits(m_request->context)) cancel();
}

void SeatBase::cancelOthers() {
  if (m_request && m_request->atRelease == AtRelease::End && !m_claim.admits(m_request->context)) cancel();
}

void SeatBase::look() {
  if (!m_holder) return;
  if (m_looking) {
    m_lookAgain = true;
    return;
  }
  m_looking = true;
  m_lane.run(
      &m_home,
      [holder = m_holder, kind = m_report.kind](const std::stop_token& stop) { return holder->look(kind, stop); },
      [this](DeviceReport seen) { settle(std::move(seen)); });
}

void SeatBase::lookAfresh() {
  m_retry = m_pace.firstRetry;
  look();
}

void SeatBase::settle(DeviceReport seen) {
  m_looking = false;
  if (seen.model.isEmpty()) {  // could not be opened: what is missed is the device that was here
    seen.model = m_report.model;
    seen.id = m_report.id;
  }
  const bool open = seen.state != DeviceState::PowerOff && seen.state != DeviceState::HardwareError;
  m_timer.start(open ? m_pace.health : m_retry);
  m_retry = open ? m_pace.firstRetry : std::min(m_retry * 2, m_pace.lastRetry);
  if (m_lookAgain) {
    m_lookAgain = false;
    look();
  }
  if (seen != m_report) {
    m_report = std::move(seen);
    m_tell(m_report);  // may destroy the bay
  }
}

}  // namespace hall::drivers

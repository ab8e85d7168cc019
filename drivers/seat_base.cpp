#include "drivers/seat_base.h"

#include <algorithm>
#include <utility>

#include "drivers/device_codes.h"

namespace hall::drivers {

namespace {

// Nobody knows what is in a device that is not there.
void forgetContents(DeviceReport& report) {
  report.paper.reset();
  report.toner.reset();
  report.media.reset();
  report.supplies.clear();
  report.low.clear();
}

// A sensor that sees an end is believed; one that sees none, or is none, knows less than the count.
void tellLow(DeviceReport& report) {
  const auto paper = report.paper.value_or(PaperState::Unknown);
  const bool unseen = paper == PaperState::Unknown || paper == PaperState::Full;
  if (unseen && report.low.contains("paper-mm")) report.paper = PaperState::Low;
}

}  // namespace

DeviceReport reportOfFailedOpening(DeviceKind kind, const Error& error) {
  const bool absent = error.kind == Failure::Disconnected || error.kind == Failure::NotFound;
  DeviceReport report;
  report.kind = kind;
  report.state = absent ? DeviceState::PowerOff : DeviceState::HardwareError;
  report.code = error.code;
  report.action = actionFor(kind, error.code);
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
  if (!seen.media && open) seen.media = m_report.media;
  seen.health = m_report.health;
  if (open && seen.id == m_report.id) seen.low = m_report.low;
  if (seen.state == DeviceState::PowerOff) {
    // What is gone is told once, however it is found again to be gone.
    if (m_report.state == DeviceState::PowerOff) seen.code = m_report.code;
    forgetContents(seen);
  } else {
    tellLow(seen);
  }
  seen.action = actionFor(seen.kind, seen.code);
  become(std::move(seen));
}

void SeatBase::become(DeviceReport now) {
  if (now == m_report) return;
  // A listener may destroy the bay and the report in it.
  const DeviceReport before = std::exchange(m_report, now);
  m_tell(before, now);
}

void SeatBase::suspect(const Error& error) {
  const bool gone = error.kind == Failure::Disconnected;
  const bool persons = error.code.startsWith("card.") || error.code.startsWith("code.");
  if (!gone && (persons || actionFor(m_report.kind, error.code) != Action::Reset)) return;
  DeviceReport now = m_report;
  now.state = gone ? DeviceState::PowerOff : DeviceState::Starting;
  now.code = error.code;
  now.action = gone ? actionFor(now.kind, now.code) : Action::Suspend;
  if (gone) forgetContents(now);
  become(std::move(now));
}

void SeatBase::note(MediaState media) {
  DeviceReport now = m_report;
  now.media = media;
  become(std::move(now));
}

void SeatBase::note(const QList<QByteArray>& low) {
  if (m_report.low == low) return;
  DeviceReport now = m_report;
  now.low = low;
  tellLow(now);
  become(std::move(now));
  look();  // what the sensor says where the warning was
}

void SeatBase::note(const HealthCheck& health) {
  DeviceReport now = m_report;
  now.health = health;
  become(std::move(now));
}

}  // namespace hall::drivers

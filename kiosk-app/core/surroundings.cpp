#include "kiosk-app/core/surroundings.h"

namespace hall::kiosk {

using drivers::OperatorSwitch;
using drivers::Sensed;

Surroundings::Surroundings(drivers::Bay& bay, Log& log, QObject* parent)
    : QObject(parent), m_bay(bay), m_log(log), m_state(bay.auxiliaries()) {
  connect(&bay, &drivers::Bay::auxiliariesChanged, this, &Surroundings::hear);
  connect(&bay, &drivers::Bay::changed, this, [this](const drivers::DeviceReport& report) {
    if (report.kind == drivers::DeviceKind::Lights) Q_EMIT callChanged();
    const bool keypad = report.kind == drivers::DeviceKind::Keypad;
    if (keypad && report.state != drivers::DeviceState::Online) Q_EMIT keypadGone();
  });
}

bool Surroundings::lampThere() const {
  for (const drivers::DeviceReport& report : m_bay.reports()) {
    if (report.kind == drivers::DeviceKind::Lights) return report.state == drivers::DeviceState::Online;
  }
  return false;
}

OperatorSwitch Surroundings::operatorSwitch() const {
  return m_state.operatorSwitch.value_or(OperatorSwitch::Run);
}

void Surroundings::set(Call call) {
  m_call = call;
  m_bay.setLight(call == Call::Called ? drivers::FlashRate::Medium : drivers::FlashRate::Off);
  Q_EMIT callChanged();
}

void Surroundings::callStaff() {
  if (m_call == Call::Called) return;
  m_log.event(Log::Level::Info, "staff.called");
  set(Call::Called);
}

void Surroundings::answerCall() {
  if (m_call != Call::Called) return;
  m_log.event(Log::Level::Info, "staff.answered");
  set(Call::Answered);
}

void Surroundings::reportStuckSwitch() {
  m_log.event(Log::Level::Warning, "switch.stuck");
}

void Surroundings::endCall() {
  if (m_call == Call::None) return;
  m_log.event(Log::Level::Info, "staff.call-ended");
  set(Call::None);
}

void Surroundings::hear(const drivers::AuxiliariesState& state) {
  const drivers::AuxiliariesState before = std::exchange(m_state, state);
  if (before.headphones != state.headphones) Q_EMIT headphonesChanged();
  if (before.person != state.person) Q_EMIT personChanged();
  if (state.callButton == Sensed::Present && before.callButton != Sensed::Present) callStaff();
  if (before.operatorSwitch == state.operatorSwitch) return;
  // Only staff have the key.
  const bool turned =
      state.operatorSwitch == OperatorSwitch::Maintenance || state.operatorSwitch == OperatorSwitch::Supervisor;
  if (turned) answerCall();
  Q_EMIT operatorSwitchChanged();
}

}  // namespace hall::kiosk

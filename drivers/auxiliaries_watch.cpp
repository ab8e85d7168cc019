#include "drivers/auxiliaries_watch.h"

namespace hall::drivers {

namespace {

// So long a look at the device's health may have to wait.
constexpr std::chrono::milliseconds patience(1000);

// What a terminal has sensors for stays; what they would say is not known while they are gone.
AuxiliariesState forgotten(AuxiliariesState state) {
  if (state.operatorSwitch) state.operatorSwitch = OperatorSwitch::Unknown;
  for (std::optional<Sensed>* sensed : {&state.headphones, &state.person, &state.callButton}) {
    if (*sensed) *sensed = Sensed::Unknown;
  }
  if (state.cabinetDoor) state.cabinetDoor = Door::Unknown;
  return state;
}

}  // namespace

AuxiliariesWatch::AuxiliariesWatch(Seat<Auxiliaries>& seat, Pace pace, Tell tell)
    : m_seat(seat), m_tell(std::move(tell)) {
  m_again.setSingleShot(true);
  m_again.setInterval(pace.lastRetry);
  connect(&m_again, &QTimer::timeout, this, &AuxiliariesWatch::listen);
}

void AuxiliariesWatch::noteReport() {
  if (m_seat.report().state == DeviceState::Online) listen();
}

void AuxiliariesWatch::listen() {
  if (m_listening) return;
  m_listening = true;
  m_seat.request<AuxiliariesState>(
      this,
      [known = m_state](Auxiliaries& auxiliaries, const std::stop_token& stop) {
        Result<AuxiliariesState> now = auxiliaries.await(known, patience, stop);
        // That nothing happens is no symptom of the device; told as an error it would make it suspect.
        return !now && now.error().kind == Failure::Timeout ? Result<AuxiliariesState>(known) : now;
      },
      [this](const Result<AuxiliariesState>& answer) { heard(answer); }, AtRelease::Finish);
}

void AuxiliariesWatch::heard(const Result<AuxiliariesState>& answer) {
  m_listening = false;
  const bool well = answer || answer.error().kind == Failure::Timeout;
  if (well) {
    listen();
  } else {
    m_again.start();  // and sooner, when the seat has opened it again
  }
  if (answer) {
    note(*answer);
  } else if (answer.error().kind == Failure::Disconnected) {
    note(forgotten(m_state));
  }
}

void AuxiliariesWatch::note(const AuxiliariesState& state) {
  if (state == m_state) return;
  m_state = state;
  m_tell(state);  // may destroy the bay
}

}  // namespace hall::drivers

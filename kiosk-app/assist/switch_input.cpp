#include "kiosk-app/assist/switch_input.h"

namespace hall::kiosk {

namespace {

SwitchProfile::Time now() {
  return std::chrono::duration_cast<SwitchProfile::Time>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

static_assert(static_cast<int>(SwitchInput::Step::Trial) == static_cast<int>(SwitchCalibration::Step::Trial) &&
                  static_cast<int>(SwitchInput::Trouble::Unplugged) ==
                      static_cast<int>(SwitchCalibration::Trouble::Unplugged),
              "the page knows the same steps and troubles as the calibration");

SwitchInput::SwitchInput(const SwitchProfile& usual, QObject* parent)
    : QObject(parent), m_usual(usual), m_switches(usual) {
  connect(&m_timer, &QTimer::timeout, this, &SwitchInput::tick);
  m_timer.setInterval(50);
}

SwitchInput::Step SwitchInput::step() const {
  return m_calibration ? static_cast<Step>(m_calibration->step()) : Step::First;
}

SwitchInput::Trouble SwitchInput::trouble() const {
  return m_calibration ? static_cast<Trouble>(m_calibration->trouble()) : Trouble::None;
}

bool SwitchInput::knows(quint32 code) const {
  return m_calibration ? m_calibration->wants(code) : m_switches.knows(code);
}

bool SwitchInput::press(quint32 code) {
  if (!knows(code)) return false;
  if (m_calibration) {
    m_calibration->press(code, now());
    Q_EMIT changed();
    return true;
  }
  hear(m_switches.press(code, now()));
  watch();
  return true;
}

bool SwitchInput::release(quint32 code) {
  if (!knows(code)) return false;
  if (m_calibration) {
    hear(m_calibration->release(code, now()));
    Q_EMIT changed();
    return true;
  }
  hear(m_switches.release(code, now()));
  watch();
  return true;
}

void SwitchInput::hear(TwoSwitches::Heard heard) {
  switch (heard) {
    case TwoSwitches::Heard::Nothing:
      break;
    case TwoSwitches::Heard::Move:
      Q_EMIT move();
      break;
    case TwoSwitches::Heard::Select:
      Q_EMIT select();
      break;
    case TwoSwitches::Heard::Both:
      calibrate();
      break;
    case TwoSwitches::Heard::Stuck:
      Q_EMIT stuck();
      break;
  }
}

void SwitchInput::calibrate() {
  m_switches.letGo();
  m_calibration.emplace(QList<quint32>{profile().move, profile().select}, now());
  watch();
  Q_EMIT changed();
}

void SwitchInput::accept() {
  if (!m_calibration || m_calibration->step() != SwitchCalibration::Step::Trial) return;
  m_switches = TwoSwitches(m_calibration->profile());
  leave();
}

void SwitchInput::leave() {
  m_calibration.reset();
  watch();
  Q_EMIT changed();
}

void SwitchInput::unplugged() {
  m_switches.letGo();
  if (m_calibration) m_calibration->unplugged(now());
  watch();
  Q_EMIT changed();
}

void SwitchInput::reset() {
  m_switches = TwoSwitches(m_usual);
  leave();
}

void SwitchInput::tick() {
  if (!m_calibration) {
    hear(m_switches.tick(now()));
    return watch();
  }
  const auto before = m_calibration->step();
  m_calibration->tick(now());
  if (m_calibration->ending() != SwitchCalibration::Ending::Open) return leave();
  if (m_calibration->step() != before) Q_EMIT changed();
}

void SwitchInput::watch() {
  const bool needed = m_calibration || m_switches.held();
  if (needed != m_timer.isActive()) needed ? m_timer.start() : m_timer.stop();
}

}  // namespace hall::kiosk

#include "kiosk-app/assist/switch_calibration.h"

#include <algorithm>

namespace hall::kiosk {

void SwitchCalibration::press(quint32 code, Time now) {
  if (!m_held.isEmpty() || now < m_quietUntil) return;
  m_lastPress = now;
  m_trouble = Trouble::None;
  // Whoever goes on to the next switch has done with this one.
  if (m_press && !m_press->down && m_press->code != code) understand();
  if (m_step != Step::Trial) return learn(code, now);
  if (m_trial.press(code, now) == TwoSwitches::Heard::Both) {
    return startAnew(Trouble::None, {profile().move, profile().select}, now);
  }
  m_press = Press{code, now, now, Time(0), true};
}

void SwitchCalibration::learn(quint32 code, Time now) {
  if (m_press && m_press->code != code) {
    startAnew(Trouble::OneAtATime, {m_press->code, code}, now);
  } else if (m_step == Step::Second && code == m_first.code) {
    m_trouble = Trouble::SameSwitch;
  } else if (!m_press) {
    m_press = Press{code, now, now, Time(0), true};
  } else {
    if (!m_press->down) m_press->longestGap = std::max(m_press->longestGap, now - m_press->ended);
    m_press->down = true;
  }
}

TwoSwitches::Heard SwitchCalibration::release(quint32 code, Time now) {
  if (m_held.removeAll(code) > 0) {
    m_quietUntil = now + kQuiet;
    return TwoSwitches::Heard::Nothing;
  }
  if (m_press && m_press->code == code && m_press->down) {
    m_press->ended = now;
    m_press->down = false;
  }
  if (m_step != Step::Trial) return TwoSwitches::Heard::Nothing;
  m_press.reset();
  return m_trial.release(code, now);
}

void SwitchCalibration::tick(Time now) {
  if (m_press && m_press->down && now - m_press->began >= kLeave) m_ending = Ending::Left;
  if (m_press && !m_press->down && now - m_press->ended >= kSettle) understand();
  if (m_ending == Ending::Open && now - m_lastPress >= kPatience) m_ending = Ending::TimedOut;
}

void SwitchCalibration::understand() {
  const Press press = *m_press;
  m_press.reset();
  if (m_step == Step::First) {
    m_first = press;
    m_step = Step::Second;
    return;
  }
  SwitchProfile profile{m_first.code, press.code, Time(0), Time(0)};
  // Half of the shorter press: the citizen's own presses count with room to spare, a brush does not.
  const Time shorter = std::min(m_first.ended - m_first.began, press.ended - press.began);
  profile.hold = std::clamp(shorter / 2, Time(0), SwitchProfile::kMostHold);
  // Half as long again as the longest pause seen while shaking.
  const Time gap = std::max(m_first.longestGap, press.longestGap);
  profile.debounce = std::clamp(gap * 3 / 2, SwitchProfile::kLeastDebounce, SwitchProfile::kMostDebounce);
  m_trial = TwoSwitches(profile);
  m_step = Step::Trial;
}

void SwitchCalibration::unplugged(Time now) {
  startAnew(Trouble::Unplugged, {}, now);
}

void SwitchCalibration::startAnew(Trouble trouble, const QList<quint32>& held, Time now) {
  m_step = Step::First;
  m_trouble = trouble;
  m_held = held;
  m_press.reset();
  m_trial = TwoSwitches(SwitchProfile());
  m_lastPress = now;
}

}  // namespace hall::kiosk

#include "kiosk-app/assist/two_switches.h"

namespace hall::kiosk {

bool TwoSwitches::held() const {
  return m_switches[0].since.has_value() || m_switches[1].since.has_value();
}

TwoSwitches::Heard TwoSwitches::press(quint32 code, Time now) {
  if (!knows(code)) return Heard::Nothing;
  Switch& pressed = of(code);
  const bool shaking = !pressed.since && pressed.letGoAt && now - *pressed.letGoAt < m_profile.debounce;
  // A press too short to count goes on when the switch comes back at once; one that counted is not counted again.
  if (!shaking || pressed.counted) pressed.began = now;
  pressed.ignored = shaking && pressed.counted;
  pressed.since = now;
  Switch& other = m_switches.at(&pressed == &m_switches[0] ? 1 : 0);
  const bool together = other.since && !other.ignored && now - other.began <= kTogether;
  if (pressed.ignored || !together) return Heard::Nothing;
  pressed.ignored = other.ignored = true;
  return Heard::Both;
}

TwoSwitches::Heard TwoSwitches::release(quint32 code, Time now) {
  if (!knows(code)) return Heard::Nothing;
  Switch& pressed = of(code);
  if (!pressed.since) return Heard::Nothing;
  pressed.since.reset();
  pressed.letGoAt = now;
  if (pressed.ignored) {
    pressed.ignored = false;
    pressed.counted = true;
    return Heard::Nothing;
  }
  const Time lasted = now - pressed.began;
  pressed.counted = lasted >= m_profile.hold;
  if (lasted >= kStuck) return Heard::Stuck;
  if (!pressed.counted) return Heard::Nothing;
  return code == m_profile.move ? Heard::Move : Heard::Select;
}

TwoSwitches::Heard TwoSwitches::tick(Time now) {
  for (Switch& each : m_switches) {
    if (!each.since || each.ignored || now - each.began < kStuck) continue;
    each.ignored = true;
    return Heard::Stuck;
  }
  return Heard::Nothing;
}

void TwoSwitches::letGo() {
  m_switches = {};
}

}  // namespace hall::kiosk

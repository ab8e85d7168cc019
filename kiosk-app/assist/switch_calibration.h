#pragma once
// Learns which two switches a citizen has and how they press them: the first, the second, then both on trial. Whatever
// key is pressed becomes the switch, so either assignment will do. Held for three seconds, any switch leaves; so does
// doing nothing. Pure, as TwoSwitches.
#include <QList>

#include "kiosk-app/assist/two_switches.h"

namespace hall::kiosk {

class SwitchCalibration {
 public:
  using Time = SwitchProfile::Time;
  enum class Step { First, Second, Trial };
  enum class Trouble { None, SameSwitch, OneAtATime, Unplugged };
  enum class Ending { Open, Left, TimedOut };
  static constexpr Time kSettle{600};       // pressed again within this, the same switch was shaking
  static constexpr Time kQuiet{300};        // after what was held before has been let go
  static constexpr Time kLeave{3000};       // held so long, a switch means: leave all as it was
  static constexpr Time kPatience{30'000};  // with no press

  // What is `held` at the beginning has to be let go first and is not learnt from.
  SwitchCalibration(const QList<quint32>& held, Time now) : m_lastPress(now), m_held(held) {}

  [[nodiscard]] Step step() const { return m_step; }
  [[nodiscard]] Trouble trouble() const { return m_trouble; }
  [[nodiscard]] Ending ending() const { return m_ending; }
  // What was understood; whole from the trial on.
  [[nodiscard]] const SwitchProfile& profile() const { return m_trial.profile(); }
  // On trial only what was understood is a switch; before, every key may be one.
  [[nodiscard]] bool wants(quint32 code) const { return m_step != Step::Trial || m_trial.knows(code); }

  void press(quint32 code, Time now);
  TwoSwitches::Heard release(quint32 code, Time now);  // on trial: Move or Select
  void tick(Time now);
  void unplugged(Time now);  // begins anew: a switch that is plugged in again may be another

 private:
  struct Press {
    quint32 code = 0;
    Time began{0};
    Time ended{0};
    Time longestGap{0};
    bool down = false;
  };
  void learn(quint32 code, Time now);
  void understand();
  void startAnew(Trouble trouble, const QList<quint32>& held, Time now);

  Step m_step = Step::First;
  Trouble m_trouble = Trouble::None;
  Ending m_ending = Ending::Open;
  Time m_lastPress;
  QList<quint32> m_held;
  Time m_quietUntil{0};
  std::optional<Press> m_press;
  Press m_first;
  TwoSwitches m_trial{SwitchProfile()};
};

}  // namespace hall::kiosk

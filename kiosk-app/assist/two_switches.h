#pragma once
// What two switches mean, move or select, from their presses alone. A press counts when it is let go, so that both
// together or a switch that is stuck have done nothing yet. Pure: the caller brings the time, in milliseconds of any
// clock that only goes on.
#include <QtGlobal>
#include <array>
#include <chrono>
#include <optional>

namespace hall::kiosk {

struct SwitchProfile {
  using Time = std::chrono::milliseconds;
  static constexpr Time kMostHold{500};
  static constexpr Time kLeastDebounce{50};
  static constexpr Time kMostDebounce{900};

  quint32 move = 0;  // native scan code; 0: there is none
  quint32 select = 0;
  Time hold{0};      // how long a press has to last to count
  Time debounce{0};  // so soon after a release, the same switch is only shaking

  bool operator==(const SwitchProfile&) const = default;
};

class TwoSwitches {
 public:
  using Time = SwitchProfile::Time;
  enum class Heard { Nothing, Move, Select, Both, Stuck };
  static constexpr Time kTogether{1000};  // both pressed within this, and held, is a call for calibration
  static constexpr Time kStuck{10'000};   // held so long, a switch is ignored until it is let go

  explicit TwoSwitches(const SwitchProfile& profile) : m_profile(profile) {}

  [[nodiscard]] const SwitchProfile& profile() const { return m_profile; }
  [[nodiscard]] bool knows(quint32 code) const {
    return code != 0 && (code == m_profile.move || code == m_profile.select);
  }
  [[nodiscard]] bool held() const;

  Heard press(quint32 code, Time now);    // Nothing or Both
  Heard release(quint32 code, Time now);  // Nothing, Move, Select or Stuck
  Heard tick(Time now);                   // Stuck, once for each time
  void letGo();                           // their keypad is gone: no release will come

 private:
  struct Switch {
    std::optional<Time> since;    // pressed
    std::optional<Time> letGoAt;  // last
    Time began{0};                // of a press that shaking interrupts
    bool counted = false;         // the last press did
    bool ignored = false;         // this press does not
  };
  Switch& of(quint32 code) { return m_switches.at(code == m_profile.move ? 0 : 1); }

  SwitchProfile m_profile;
  std::array<Switch, 2> m_switches;
};

}  // namespace hall::kiosk

#pragma once
// How this citizen likes the screen, and how long ago they last touched it. Everything here goes back to its default
// when the visit ends. Lives on the UI thread; `tick` is called about once a second.
#include <QObject>
#include <optional>

#include "kiosk-app/core/settings.h"
#include "sync/base/clock.h"
#include "sync/model/local_text.h"

namespace hall::kiosk {

class Session : public QObject {
  Q_OBJECT

 public:
  enum class TextSize { Small, Medium, Large, ExtraLarge };
  enum class Theme { Light, Dark };

  Session(const Settings& settings, const Clock& clock, QObject* parent = nullptr);

  [[nodiscard]] model::Language language() const { return m_language; }
  [[nodiscard]] TextSize textSize() const { return m_textSize; }
  [[nodiscard]] Theme theme() const { return m_theme; }
  void setLanguage(model::Language language);
  void setTextSize(TextSize size);
  void setTheme(Theme theme);

  // The idle watch runs while a visit does, and from the first change of the screen: whoever only switches to English
  // and leaves must not leave that to the next. `touched` by any key or touch starts it anew.
  void begin();
  void watch();  // begins unless it is begun
  void touched();
  void tick();
  [[nodiscard]] bool warning() const { return m_warning; }
  [[nodiscard]] int secondsLeft() const { return m_secondsLeft; }

  // Time stands still for the citizen while a device works or a page is being read aloud.
  void holdTime(bool held);
  // Whoever waits for a member of staff is not sent away; but not for ever, in case nobody is there any more.
  static constexpr std::chrono::minutes kHelpTime{10};
  void waitForHelp(bool waiting);
  void reset();

 Q_SIGNALS:
  void changed();
  void languageChanged();
  void expired();
  void wasReset();

 private:
  const Settings& m_settings;
  const Clock& m_clock;
  model::Language m_language = model::Language::Chinese;
  TextSize m_textSize = TextSize::Medium;
  Theme m_theme = Theme::Light;
  bool m_running = false;
  bool m_held = false;
  std::optional<std::chrono::milliseconds> m_helpSince;
  bool m_warning = false;
  int m_secondsLeft = 0;
  std::chrono::milliseconds m_lastTouch{0};
};

}  // namespace hall::kiosk

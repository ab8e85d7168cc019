#include "kiosk-app/core/session.h"

namespace hall::kiosk {

Session::Session(const Settings& settings, const Clock& clock, QObject* parent)
    : QObject(parent), m_settings(settings), m_clock(clock) {}

void Session::setLanguage(model::Language language) {
  if (m_language == language) return;
  m_language = language;
  watch();
  Q_EMIT languageChanged();
  Q_EMIT changed();
}

void Session::setTextSize(TextSize size) {
  m_textSize = size;
  watch();
  Q_EMIT changed();
}

void Session::setTheme(Theme theme) {
  m_theme = theme;
  watch();
  Q_EMIT changed();
}

void Session::begin() {
  m_running = true;
  touched();
}

void Session::watch() {
  if (!m_running) begin();
}

void Session::touched() {
  m_lastTouch = m_clock.monotonic();
  if (m_warning) {
    m_warning = false;
    Q_EMIT changed();
  }
}

void Session::holdTime(bool held) {
  m_held = held;
  touched();
}

void Session::waitForHelp(bool waiting) {
  m_helpSince = waiting ? std::optional(m_clock.monotonic()) : std::nullopt;
  touched();
}

void Session::tick() {
  if (!m_running) return;
  const bool helped = m_helpSince && m_clock.monotonic() - *m_helpSince < kHelpTime;
  if (m_held || helped) {
    m_lastTouch = m_clock.monotonic();
    return;
  }
  const auto idle = std::chrono::duration_cast<std::chrono::seconds>(m_clock.monotonic() - m_lastTouch).count();
  const auto left = m_settings.idleSeconds + m_settings.countdownSeconds - idle;
  if (left <= 0) {
    Q_EMIT expired();
    return;
  }
  if (idle >= m_settings.idleSeconds) {
    m_warning = true;
    m_secondsLeft = static_cast<int>(left);
    Q_EMIT changed();
  }
}

void Session::reset() {
  const bool otherLanguage = m_language != model::Language::Chinese;
  m_language = model::Language::Chinese;
  m_textSize = TextSize::Medium;
  m_theme = Theme::Light;
  m_running = false;
  m_held = false;
  m_helpSince.reset();
  m_warning = false;
  if (otherLanguage) Q_EMIT languageChanged();
  Q_EMIT wasReset();
  Q_EMIT changed();
}

}  // namespace hall::kiosk

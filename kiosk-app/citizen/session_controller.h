#pragma once
// The session as the pages see it: language, text size, theme, and the idle warning. UI thread.
#include <QtQml/qqmlregistration.h>
#include <QObject>

#include "kiosk-app/core/session.h"

namespace hall::kiosk {

class SessionController : public QObject {
  Q_OBJECT
  QML_ELEMENT
  QML_UNCREATABLE("given by the composition root")
  Q_PROPERTY(bool english READ english NOTIFY changed)
  Q_PROPERTY(int textSize READ textSize NOTIFY changed)
  Q_PROPERTY(bool dark READ dark NOTIFY changed)
  Q_PROPERTY(bool warning READ warning NOTIFY changed)
  Q_PROPERTY(int secondsLeft READ secondsLeft NOTIFY changed)

 public:
  explicit SessionController(Session& session, QObject* parent = nullptr) : QObject(parent), m_session(session) {
    connect(&session, &Session::changed, this, &SessionController::changed);
  }

  [[nodiscard]] bool english() const { return m_session.language() == model::Language::English; }
  [[nodiscard]] int textSize() const { return static_cast<int>(m_session.textSize()); }
  [[nodiscard]] bool dark() const { return m_session.theme() == Session::Theme::Dark; }
  [[nodiscard]] bool warning() const { return m_session.warning(); }
  [[nodiscard]] int secondsLeft() const { return m_session.secondsLeft(); }

  Q_INVOKABLE void toggleLanguage() {
    m_session.setLanguage(english() ? model::Language::Chinese : model::Language::English);
  }
  // Small, medium, large, extra large, and round again.
  Q_INVOKABLE void nextTextSize() { m_session.setTextSize(static_cast<Session::TextSize>((textSize() + 1) % 4)); }
  Q_INVOKABLE void toggleTheme() { m_session.setTheme(dark() ? Session::Theme::Light : Session::Theme::Dark); }
  Q_INVOKABLE void waitForHelp(bool waiting) { m_session.waitForHelp(waiting); }
  Q_INVOKABLE void touched() { m_session.touched(); }

 Q_SIGNALS:
  void changed();

 private:
  Session& m_session;
};

}  // namespace hall::kiosk

#pragma once
// Turns whatever key arrived - a keyboard, an assistive keypad by native scan code, a switch - into what it means, and
// moves the focus along the page's own order. Whatever has a keyboard of its own hears letters and digits as `typed`.
// Lives on the UI thread, watches one window. Key repeat is ignored throughout (EN 301 549, 5.7).
#include <QtQml/qqmlregistration.h>
#include <QHash>
#include <QObject>
#include <QPointer>
#include <QQuickItem>
#include <QQuickWindow>

#include "kiosk-app/assist/switch_input.h"

namespace hall::kiosk {

class SemanticKeys : public QObject {
  Q_OBJECT
  QML_ELEMENT
  Q_PROPERTY(QQuickWindow* window READ window WRITE setWindow NOTIFY windowChanged)
  Q_PROPERTY(hall::kiosk::SwitchInput* switches READ switches WRITE setSwitches NOTIFY switchesChanged)

 public:
  enum class Key {
    None,
    FocusNext,
    FocusPrevious,
    PageNext,
    PagePrevious,
    Select,
    Back,
    Home,
    CallStaff,
    Language,
    TextSize
  };
  Q_ENUM(Key)

  explicit SemanticKeys(QObject* parent = nullptr);

  [[nodiscard]] QQuickWindow* window() const { return m_window; }
  void setWindow(QQuickWindow* window);
  // A key that is one of its switches means what the switch does.
  [[nodiscard]] SwitchInput* switches() const { return m_switches; }
  void setSwitches(SwitchInput* switches);

  // Qt's key code first; where it has none (F19, F24 under X), the native scan code, evdev + 8.
  static Key meaning(int key, quint32 nativeScanCode, Qt::KeyboardModifiers modifiers);

  bool eventFilter(QObject* watched, QEvent* event) override;

 Q_SIGNALS:
  void windowChanged();
  void switchesChanged();
  void touched();  // any key, touch or click: somebody is there
  void pageNext();
  void pagePrevious();
  void back();
  void home();
  void callStaff();
  void language();
  void textSize();
  void typed(const QString& text);
  void erase();
  void focusMoved(QQuickItem* item);

 private:
  bool press(const QKeyEvent& event);
  bool release(const QKeyEvent& event);
  bool act(Key key);
  void moveFocus(bool forward);
  bool select();

  QPointer<QQuickWindow> m_window;
  QPointer<SwitchInput> m_switches;
};

}  // namespace hall::kiosk

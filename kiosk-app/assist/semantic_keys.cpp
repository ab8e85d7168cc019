#include "kiosk-app/assist/semantic_keys.h"

#include <QKeyEvent>

namespace hall::kiosk {

namespace {

// Where the platform knows no scan code, Qt's own, set apart from them.
quint32 switchCode(const QKeyEvent& event) {
  constexpr quint32 kNoScanCode = 0x8000'0000;
  return event.nativeScanCode() != 0 ? event.nativeScanCode() : kNoScanCode | static_cast<quint32>(event.key());
}

// While any key may become a switch, those that lead out or bring help stay what they are.
bool mayBeSwitch(SemanticKeys::Key key, const SwitchInput& switches) {
  using Key = SemanticKeys::Key;
  if (!switches.learning()) return true;
  return key != Key::Back && key != Key::Home && key != Key::CallStaff && key != Key::Language && key != Key::TextSize;
}

}  // namespace

SemanticKeys::SemanticKeys(QObject* parent) : QObject(parent) {}

void SemanticKeys::setWindow(QQuickWindow* window) {
  if (m_window == window) return;
  if (m_window) m_window->removeEventFilter(this);
  m_window = window;
  if (m_window) m_window->installEventFilter(this);
  Q_EMIT windowChanged();
}

void SemanticKeys::setSwitches(SwitchInput* switches) {
  if (m_switches == switches) return;
  if (m_switches) m_switches->disconnect(this);
  m_switches = switches;
  if (m_switches) {
    connect(m_switches, &SwitchInput::move, this, [this] { moveFocus(true); });
    connect(m_switches, &SwitchInput::select, this, &SemanticKeys::select);
  }
  Q_EMIT switchesChanged();
}

SemanticKeys::Key SemanticKeys::meaning(int key, quint32 nativeScanCode, Qt::KeyboardModifiers modifiers) {
  // F13 to F24 as Storm AudioNav and EZ Access keypads send them; stock xkb gives Qt no usable key for some of them.
  // F15 and F16 are a keypad's jack and mean nothing to a page.
  static const QHash<quint32, Key> kScanCodes{
      {191, Key::Home},   {192, Key::Language}, {195, Key::CallStaff}, {196, Key::FocusPrevious}, {197, Key::FocusNext},
      {198, Key::Select}, {199, Key::Back},     {200, Key::PageNext},  {201, Key::PagePrevious},  {202, Key::PageNext}};
  static const QHash<int, Key> kKeys{
      {Qt::Key_Down, Key::FocusNext},    {Qt::Key_Up, Key::FocusPrevious},     {Qt::Key_Right, Key::PageNext},
      {Qt::Key_Left, Key::PagePrevious}, {Qt::Key_Return, Key::Select},        {Qt::Key_Enter, Key::Select},
      {Qt::Key_Space, Key::Select},      {Qt::Key_Escape, Key::Back},          {Qt::Key_Home, Key::Home},
      {Qt::Key_F1, Key::CallStaff},      {Qt::Key_F2, Key::Language},          {Qt::Key_F3, Key::TextSize},
      {Qt::Key_Tab, Key::FocusNext},     {Qt::Key_Backtab, Key::FocusPrevious}};
  if (key == Qt::Key_Tab && modifiers.testFlag(Qt::ShiftModifier)) return Key::FocusPrevious;
  if (const auto found = kScanCodes.constFind(nativeScanCode); found != kScanCodes.constEnd()) return *found;
  return kKeys.value(key, Key::None);
}

bool SemanticKeys::eventFilter(QObject* watched, QEvent* event) {
  switch (event->type()) {
    case QEvent::KeyPress:
      Q_EMIT touched();
      return press(*static_cast<QKeyEvent*>(event));
    case QEvent::KeyRelease:
      return release(*static_cast<QKeyEvent*>(event));
    case QEvent::MouseButtonPress:
    case QEvent::TouchBegin:
    case QEvent::Wheel:
      Q_EMIT touched();
      break;
    default:
      break;
  }
  return QObject::eventFilter(watched, event);
}

bool SemanticKeys::press(const QKeyEvent& event) {
  const Key key = meaning(event.key(), event.nativeScanCode(), event.modifiers());
  if (m_switches && mayBeSwitch(key, *m_switches)) {
    // A held switch is one press, however often its keyboard repeats it.
    if (event.isAutoRepeat() ? m_switches->knows(switchCode(event)) : m_switches->press(switchCode(event))) return true;
  }
  if (key != Key::None) return event.isAutoRepeat() || act(key);
  if (event.key() == Qt::Key_Backspace) {
    if (!event.isAutoRepeat()) Q_EMIT erase();
    return true;
  }
  const QString text = event.text();
  if (text.size() == 1 && text.at(0).isLetterOrNumber() && !event.isAutoRepeat()) {
    Q_EMIT typed(text);
    return true;
  }
  // Everything else - system keys, function keys, shortcuts - ends here and reaches nothing.
  return true;
}

bool SemanticKeys::release(const QKeyEvent& event) {
  if (m_switches && !event.isAutoRepeat() && m_switches->release(switchCode(event))) return true;
  // The press was ours, so its release must not reach a button either.
  return meaning(event.key(), event.nativeScanCode(), event.modifiers()) != Key::None;
}

bool SemanticKeys::act(Key key) {
  switch (key) {
    case Key::FocusNext:
      moveFocus(true);
      break;
    case Key::FocusPrevious:
      moveFocus(false);
      break;
    case Key::Select:
      return select();
    case Key::PageNext:
      Q_EMIT pageNext();
      break;
    case Key::PagePrevious:
      Q_EMIT pagePrevious();
      break;
    case Key::Back:
      Q_EMIT back();
      break;
    case Key::Home:
      Q_EMIT home();
      break;
    case Key::CallStaff:
      Q_EMIT callStaff();
      break;
    case Key::Language:
      Q_EMIT language();
      break;
    case Key::TextSize:
      Q_EMIT textSize();
      break;
    case Key::None:
      return false;
  }
  return true;
}

void SemanticKeys::moveFocus(bool forward) {
  if (!m_window) return;
  QQuickItem* from = m_window->activeFocusItem() != nullptr ? m_window->activeFocusItem() : m_window->contentItem();
  QQuickItem* next = from->nextItemInFocusChain(forward);
  if (next == nullptr || next == from) return;
  next->forceActiveFocus(forward ? Qt::TabFocusReason : Qt::BacktabFocusReason);
  Q_EMIT focusMoved(next);
}

bool SemanticKeys::select() {
  QQuickItem* item = m_window ? m_window->activeFocusItem() : nullptr;
  if (item == nullptr || !item->isEnabled() || item->metaObject()->indexOfMethod("activate()") < 0) return true;
  QMetaObject::invokeMethod(item, "activate");
  return true;
}

}  // namespace hall::kiosk

// What a key means, whatever keypad sent it: by native scan code where Qt has no name for it, once per press.
#include <QtTest>

#include "kiosk-app/assist/semantic_keys.h"

using hall::kiosk::SemanticKeys;
using Key = SemanticKeys::Key;

class TestSemanticKeys : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void meaning_data();
  void meaning();
  void ignoresRepeats();
  void lettersAndDigitsAreTyped();
  void swallowsEverythingElse();
};

void TestSemanticKeys::meaning_data() {
  QTest::addColumn<int>("key");
  QTest::addColumn<quint32>("scanCode");
  QTest::addColumn<int>("meaning");
  const auto row = [](const char* name, int key, quint32 code, Key meaning) {
    QTest::newRow(name) << key << code << static_cast<int>(meaning);
  };
  row("F17 help", Qt::Key_unknown, 195, Key::CallStaff);
  row("F18 up", Qt::Key_unknown, 196, Key::FocusPrevious);
  row("F19 down, which X gives no key", 0, 197, Key::FocusNext);
  row("F20 enter, which X calls mute", Qt::Key_MicMute, 198, Key::Select);
  row("F21 back, which X calls touchpad", Qt::Key_TouchpadToggle, 199, Key::Back);
  row("F22 next", Qt::Key_TouchpadOn, 200, Key::PageNext);
  row("F13 home", Qt::Key_unknown, 191, Key::Home);
  row("F14 language", Qt::Key_unknown, 192, Key::Language);
  row("F15, a keypad's jack", Qt::Key_unknown, 193, Key::None);
  row("F23 <<", Qt::Key_TouchpadOff, 201, Key::PagePrevious);
  row("F24 >>, which X gives no key", 0, 202, Key::PageNext);
  row("arrow down", Qt::Key_Down, 116, Key::FocusNext);
  row("enter on the digit block", Qt::Key_Enter, 104, Key::Select);
  row("a letter", Qt::Key_A, 38, Key::None);
}

void TestSemanticKeys::meaning() {
  QFETCH(int, key);
  QFETCH(quint32, scanCode);
  QFETCH(int, meaning);
  QCOMPARE(static_cast<int>(SemanticKeys::meaning(key, scanCode, Qt::NoModifier)), meaning);
}

void TestSemanticKeys::ignoresRepeats() {
  QQuickWindow window;
  SemanticKeys keys;
  keys.setWindow(&window);
  QSignalSpy back(&keys, &SemanticKeys::back);
  QKeyEvent first(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier);
  QKeyEvent held(QEvent::KeyPress, Qt::Key_Escape, Qt::NoModifier, QString(), true);
  QCoreApplication::sendEvent(&window, &first);
  QCoreApplication::sendEvent(&window, &held);
  QCoreApplication::sendEvent(&window, &held);
  QCOMPARE(back.count(), 1);
}

void TestSemanticKeys::lettersAndDigitsAreTyped() {
  QQuickWindow window;
  SemanticKeys keys;
  keys.setWindow(&window);
  QSignalSpy typed(&keys, &SemanticKeys::typed);
  QTest::keyClick(&window, 'y');
  QTest::keyClick(&window, '7');
  QCOMPARE(typed.count(), 2);
  QCOMPARE(typed.at(1).at(0).toString(), QStringLiteral("7"));
}

void TestSemanticKeys::swallowsEverythingElse() {
  // Nothing that a keyboard can send gets past: no shortcut, no system key.
  QQuickWindow window;
  SemanticKeys keys;
  keys.setWindow(&window);
  for (const int key :
       {int(Qt::Key_F4), int(Qt::Key_Meta), int(Qt::Key_Delete), int(Qt::Key_Print), int(Qt::Key_Menu)}) {
    QKeyEvent event(QEvent::KeyPress, key, Qt::AltModifier);
    QVERIFY(keys.eventFilter(&window, &event));
  }
}

QTEST_MAIN(TestSemanticKeys)
#include "tst_semantic_keys.moc"

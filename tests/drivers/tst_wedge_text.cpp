// Keys of a scanner that types, turned into what it scanned: the US layout, the pace of a machine, and no holes.
#include <linux/input-event-codes.h>

#include <QtTest>

#include "drivers/code/wedge_text.h"

using namespace std::chrono_literals;
using hall::drivers::WedgeText;

namespace {

struct Typist {
  WedgeText text;
  WedgeText::Moment now{1h};
  std::optional<hall::Result<QByteArray>> last;

  void press(unsigned code, bool shift = false) {
    now += 2ms;
    if (shift) text.key(KEY_LEFTSHIFT, true, now);
    last = text.key(code, true, now);
    text.key(code, false, now);
    if (shift) text.key(KEY_LEFTSHIFT, false, now);
  }
  // Types every character the layout has, and says whether it could.
  bool type(const QByteArray& characters) {
    for (const char character : characters) {
      bool found = false;
      for (unsigned code = 1; code < 128 && !found; ++code) {
        for (const bool shift : {false, true}) {
          if (found || hall::drivers::characterOf(code, shift) != character) continue;
          press(code, shift);
          found = true;
        }
      }
      if (!found) return false;
    }
    return true;
  }
};

}  // namespace

class TestWedgeText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsAllOfAscii();
  void mindsCapsLock();
  void endsAtTheTab();
  void endsInSilence();
  void aPauseBeginsAnother();
  void saysThatCharactersWereLost_data();
  void saysThatCharactersWereLost();
  void leavesOutAKnock();
  void neverHoldsMoreThanACode();
};

void TestWedgeText::readsAllOfAscii() {
  QByteArray all;
  for (char character = ' '; character < 127; ++character) all.append(character);
  Typist typist;
  QVERIFY(typist.type(all));
  typist.press(KEY_ENTER);
  QVERIFY(typist.last && *typist.last);
  QCOMPARE(**typist.last, all);
  QVERIFY(!typist.text.begun());
}

void TestWedgeText::mindsCapsLock() {
  Typist typist;
  typist.press(KEY_CAPSLOCK);
  typist.press(KEY_A);
  typist.press(KEY_B, true);
  typist.press(KEY_1);
  typist.press(KEY_ENTER);
  QCOMPARE(**typist.last, QByteArray("Ab1"));
}

void TestWedgeText::endsAtTheTab() {
  Typist typist;
  QVERIFY(typist.type("tabbed"));
  typist.press(KEY_TAB);
  QCOMPARE(**typist.last, QByteArray("tabbed"));
}

void TestWedgeText::endsInSilence() {
  Typist typist;
  QVERIFY(typist.type("quiet"));
  QVERIFY(!typist.text.silence(typist.now + 50ms));
  const auto scan = typist.text.silence(typist.now + 101ms);
  QVERIFY(scan && *scan);
  QCOMPARE(**scan, QByteArray("quiet"));
  QVERIFY(!typist.text.silence(typist.now + 500ms));
}

void TestWedgeText::aPauseBeginsAnother() {
  Typist typist;
  QVERIFY(typist.type("stray"));
  typist.now += 5s;
  QVERIFY(typist.type("scan"));
  typist.press(KEY_ENTER);
  QCOMPARE(**typist.last, QByteArray("scan"));
}

void TestWedgeText::saysThatCharactersWereLost_data() {
  QTest::addColumn<unsigned>("code");
  QTest::newRow("Alt, as for a code point") << unsigned(KEY_LEFTALT);
  QTest::newRow("Control") << unsigned(KEY_LEFTCTRL);
  QTest::newRow("a key without a character") << unsigned(KEY_KATAKANA);
}

void TestWedgeText::saysThatCharactersWereLost() {
  QFETCH(unsigned, code);
  Typist typist;
  QVERIFY(typist.type("abc"));
  typist.press(code);
  QVERIFY(typist.type("def"));
  typist.press(KEY_ENTER);
  QVERIFY(typist.last && !*typist.last);
  QCOMPARE(typist.last->error().code, QByteArray("scanner.wedge-loss"));
  QVERIFY(typist.type("next"));
  typist.press(KEY_ENTER);
  QCOMPARE(**typist.last, QByteArray("next"));
}

void TestWedgeText::leavesOutAKnock() {
  Typist typist;
  typist.press(KEY_ENTER);
  QVERIFY(!typist.last);
  typist.press(KEY_X);
  typist.press(KEY_ENTER);
  QVERIFY(!typist.last);
}

void TestWedgeText::neverHoldsMoreThanACode() {
  Typist typist;
  for (int i = 0; i < 100000; ++i) typist.press(KEY_X);
  typist.press(KEY_ENTER);
  QCOMPARE(typist.last->error().code, QByteArray("code.too-long"));
}

QTEST_GUILESS_MAIN(TestWedgeText)
#include "tst_wedge_text.moc"

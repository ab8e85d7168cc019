// Wires and what they mean: the state of a terminal's surroundings out of levels, and the data that say so.
#include <QJsonDocument>
#include <QtTest>

#include "drivers/auxiliary/signal.h"

using namespace hall::drivers;

class TestSignal : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void unsupportedIsNotUnknown();
  void readsAKeyedSwitch_data();
  void readsAKeyedSwitch();
  void readsTheBitsOfAReport();
  void readsTheData();
  void refusesBadData_data();
  void refusesBadData();
};

void TestSignal::unsupportedIsNotUnknown() {
  QCOMPARE(stateOf({}, {}), AuxiliariesState());
  AuxiliariesState state = stateOf({Meaning::Headphones, Meaning::CabinetDoor}, {{Meaning::CabinetDoor, true}});
  QCOMPARE(state.headphones, Sensed::Unknown);
  QCOMPARE(state.cabinetDoor, Door::Open);
  QVERIFY(!state.person && !state.callButton && !state.operatorSwitch);
  QCOMPARE(name(*state.headphones), QByteArray("unknown"));
}

void TestSignal::readsAKeyedSwitch_data() {
  QTest::addColumn<QMap<int, bool>>("levels");
  QTest::addColumn<bool>("both");
  QTest::addColumn<QByteArray>("position");
  const int maintenance = int(Meaning::Maintenance);
  const int supervisor = int(Meaning::Supervisor);
  QTest::newRow("run") << QMap<int, bool>{{maintenance, false}, {supervisor, false}} << true << QByteArray("run");
  QTest::newRow("maintenance") << QMap<int, bool>{{maintenance, true}, {supervisor, false}} << true
                               << QByteArray("maintenance");
  QTest::newRow("supervisor") << QMap<int, bool>{{maintenance, false}, {supervisor, true}} << true
                              << QByteArray("supervisor");
  QTest::newRow("half heard") << QMap<int, bool>{{maintenance, false}} << true << QByteArray("unknown");
  QTest::newRow("half heard, but on") << QMap<int, bool>{{maintenance, true}} << true << QByteArray("maintenance");
  QTest::newRow("two positions") << QMap<int, bool>{{maintenance, false}} << false << QByteArray("run");
  QTest::newRow("nothing heard") << QMap<int, bool>{} << false << QByteArray("unknown");
}

void TestSignal::readsAKeyedSwitch() {
  using Given = QMap<int, bool>;
  QFETCH(Given, levels);
  QFETCH(bool, both);
  QFETCH(QByteArray, position);
  Levels heard;
  for (auto it = levels.cbegin(); it != levels.cend(); ++it) heard[Meaning(it.key())] = it.value();
  QSet<Meaning> wired{Meaning::Maintenance};
  if (both) wired.insert(Meaning::Supervisor);
  QCOMPARE(name(*stateOf(wired, heard).operatorSwitch), position);
}

void TestSignal::readsTheBitsOfAReport() {
  Signal person;
  person.means = Meaning::Person;
  person.number = 3;
  person.byte = 1;
  person.mask = 0x04;
  Signal jack = person;
  jack.means = Meaning::Headphones;
  jack.mask = 0x80;
  jack.inverted = true;
  Levels levels;
  readReport({person, jack}, QByteArray("\x03\x04", 2), levels);
  QCOMPARE(levels, (Levels{{Meaning::Person, true}, {Meaning::Headphones, true}}));
  readReport({person, jack}, QByteArray("\x03\x80", 2), levels);
  QCOMPARE(levels, (Levels{{Meaning::Person, false}, {Meaning::Headphones, false}}));
  const Levels before = levels;
  for (const QByteArray& other : {QByteArray(), QByteArray("\x03"), QByteArray("\x04\x04", 2)}) {
    readReport({person, jack}, other, levels);
    QCOMPARE(levels, before);
  }
}

void TestSignal::readsTheData() {
  const auto wire = readSignal(
      QJsonDocument::fromJson(R"({"means": "headphones", "inKey": "KEY_F15", "outKey": "KEY_F16"})").object());
  QVERIFY(wire);
  QCOMPARE(wire->means, Meaning::Headphones);
  QVERIFY(wire->in && wire->out && !wire->level);
}

void TestSignal::refusesBadData_data() {
  QTest::addColumn<QByteArray>("json");
  QTest::newRow("no meaning") << QByteArray(R"({"line": 3})");
  QTest::newRow("another meaning") << QByteArray(R"({"means": "weather", "line": 3})");
  QTest::newRow("another word") << QByteArray(R"({"means": "person", "line": 3, "colour": 1})");
  QTest::newRow("no source") << QByteArray(R"({"means": "person"})");
  QTest::newRow("two sources") << QByteArray(R"({"means": "person", "line": 3, "event": "KEY_A"})");
  QTest::newRow("one key of two") << QByteArray(R"({"means": "headphones", "inKey": "KEY_F15"})");
  QTest::newRow("a key of nobody") << QByteArray(R"({"means": "person", "event": "KEY_OF_NOBODY"})");
  QTest::newRow("a line below none") << QByteArray(R"({"means": "person", "line": -1})");
  QTest::newRow("a byte without a mask") << QByteArray(R"({"means": "person", "byte": 1})");
  QTest::newRow("a number without a byte") << QByteArray(R"({"means": "person", "report": 1, "line": 2})");
  QTest::newRow("text for a number") << QByteArray(R"({"means": "person", "line": "3"})");
}

void TestSignal::refusesBadData() {
  QFETCH(QByteArray, json);
  const auto wire = readSignal(QJsonDocument::fromJson(json).object());
  QVERIFY(!wire);
  QCOMPARE(wire.error().code, QByteArray("catalogue.entry"));
}

QTEST_GUILESS_MAIN(TestSignal)
#include "tst_signal.moc"

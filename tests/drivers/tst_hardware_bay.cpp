// A real bay over a simulated bus: it finds the reader, notices the plug being pulled and put back, and frees all.
#include <QDir>
#include <QSignalSpy>
#include <QtTest>

#include "drivers/hardware_bay.h"
#include "tests/drivers/sam_firmware.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::SamFirmware;
using hall::test::UsbSim;

namespace {

qsizetype openFiles() {
  return QDir(QStringLiteral("/proc/self/fd")).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size();
}

}  // namespace

class TestHardwareBay : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsAndLosesAndFindsAgain_data();
  void findsAndLosesAndFindsAgain();
  void aCardThatWasReadMustBeLifted();
  void aCardTheReaderSeesNoMoreIsNotReadAgain();
  void aPulledPlugLiftsNoCard();
  void leavesNothingBehind();
  void refusesAnEmptyCatalogue();

 private:
  // Empty when a card was read.
  QByteArray codeOfReading(Bay& bay, std::chrono::milliseconds patience = 5s) {
    std::optional<Result<IdCard>> answer;
    bay.readIdCard(this, patience, [&answer](Result<IdCard> card) { answer = std::move(card); });
    while (!answer) QTest::qWait(2);
    return answer->has_value() ? QByteArray() : answer->error().code;
  }
  static std::unique_ptr<HardwareBay> makeBay() {
    HardwareBay::Options options;
    options.catalogueFolder = QStringLiteral(HALL_ASSETS "/devices");
    options.receiptPrinter.clear();
    options.pace = {200ms, 20ms, 50ms, 100ms};
    auto bay = HardwareBay::create(options);
    return bay ? std::move(*bay) : nullptr;
  }
  static DeviceState state(const Bay& bay) { return bay.reports().constFirst().state; }
};

void TestHardwareBay::findsAndLosesAndFindsAgain_data() {
  QTest::addColumn<bool>("split");
  QTest::newRow("one pair") << false;
  QTest::newRow("split pipes") << true;
}

void TestHardwareBay::findsAndLosesAndFindsAgain() {
  QFETCH(bool, split);
  UsbSim sim;
  SamFirmware firmware;
  firmware.layCard();
  const auto plug = [&] {
    if (split) {
      sim.plug(SamFirmware::splitShape(), firmware.split());
    } else {
      sim.plug({}, firmware.onePair());
    }
  };
  const auto bay = makeBay();
  QVERIFY(bay);
  QTRY_COMPARE(state(*bay), DeviceState::PowerOff);
  for (int i = 0; i < 2; ++i) {
    plug();
    QTRY_COMPARE(state(*bay), DeviceState::Online);
    std::optional<Result<IdCard>> answer;
    bay->readIdCard(this, 5s, [&answer](Result<IdCard> card) { answer = std::move(card); });
    QTRY_VERIFY(answer);
    QVERIFY2(answer->has_value(), answer->has_value() ? "" : answer->error().code.constData());
    firmware.takeCard();
    QTRY_VERIFY(!bay->servedCardPresent());
    firmware.layCard();
    sim.unplug();
    QTRY_COMPARE(state(*bay), DeviceState::PowerOff);
    QVERIFY(bay->reports().constFirst().id.startsWith("05.03-"));  // what is missed keeps its identity
  }
  QCOMPARE(bay->reports().at(1).state, DeviceState::NoDevice);
}

void TestHardwareBay::aCardThatWasReadMustBeLifted() {
  UsbSim sim;
  SamFirmware firmware;
  firmware.layCard();
  sim.plug({}, firmware.onePair());
  const auto bay = makeBay();
  QSignalSpy removed(bay.get(), &Bay::cardRemoved);
  QCOMPARE(codeOfReading(*bay), QByteArray());
  QTest::qWait(200);
  QCOMPARE(codeOfReading(*bay), QByteArray("card.left"));
  QVERIFY(bay->servedCardPresent());
  firmware.takeCard();
  QTRY_COMPARE(removed.size(), 1);  // seen though nobody asked
  QVERIFY(!bay->servedCardPresent());
  firmware.layCard();
  QCOMPARE(codeOfReading(*bay), QByteArray());
  QCOMPARE(codeOfReading(*bay), QByteArray("card.left"));
  QCOMPARE(removed.size(), 1);
}

// Some readers answer "no card" from a good read until the card is lifted. Then "removed" is said too early, but the
// card is not read twice all the same.
void TestHardwareBay::aCardTheReaderSeesNoMoreIsNotReadAgain() {
  UsbSim sim;
  SamFirmware firmware;
  std::atomic<bool> spent = false;
  firmware.answer = [&spent](SamFirmware::Command command, const QByteArray& usual) {
    if (command == SamFirmware::Command::ReadCard) spent = true;
    if (command == SamFirmware::Command::FindCard && spent) return QList<QByteArray>{sam::encodeReply({0x80, {}})};
    return QList<QByteArray>{usual};
  };
  firmware.layCard();
  sim.plug({}, firmware.onePair());
  const auto bay = makeBay();
  QCOMPARE(codeOfReading(*bay), QByteArray());
  QTRY_VERIFY(!bay->servedCardPresent());
  QCOMPARE(codeOfReading(*bay, 200ms), QByteArray("card.none"));
  spent = false;  // lifted and laid again
  QCOMPARE(codeOfReading(*bay), QByteArray());
}

void TestHardwareBay::aPulledPlugLiftsNoCard() {
  UsbSim sim;
  SamFirmware firmware;
  firmware.layCard();
  sim.plug({}, firmware.onePair());
  const auto bay = makeBay();
  QCOMPARE(codeOfReading(*bay), QByteArray());
  sim.unplug();
  QTRY_COMPARE(state(*bay), DeviceState::PowerOff);
  QTest::qWait(100);
  QVERIFY(bay->servedCardPresent());
  sim.plug({}, firmware.onePair());
  QTRY_COMPARE(state(*bay), DeviceState::Online);
  QCOMPARE(codeOfReading(*bay), QByteArray("card.left"));
  firmware.takeCard();
  QTRY_VERIFY(!bay->servedCardPresent());
}

void TestHardwareBay::leavesNothingBehind() {
  UsbSim sim;
  SamFirmware firmware;
  qsizetype before = 0;
  for (int i = 0; i < 12; ++i) {
    sim.plug({}, firmware.onePair());
    auto bay = makeBay();
    QVERIFY(bay);
    QTRY_COMPARE(state(*bay), DeviceState::Online);
    bay.reset();
    sim.unplug();
    if (i == 1) before = openFiles();
  }
  // Each plugging leaves the simulator its own end of one node and its listening socket; the bay leaves nothing.
  QVERIFY2(openFiles() - before <= 10 * 3, qPrintable(QString::number(openFiles() - before)));
}

void TestHardwareBay::refusesAnEmptyCatalogue() {
  HardwareBay::Options options;
  options.catalogueFolder = QStringLiteral("/nowhere");
  QCOMPARE(HardwareBay::create(options).error().code, QByteArray("catalogue.empty"));
}

QTEST_GUILESS_MAIN(TestHardwareBay)
#include "tst_hardware_bay.moc"

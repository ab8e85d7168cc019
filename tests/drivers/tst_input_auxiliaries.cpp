// Keypads, jacks and keyed switches that the kernel shows as input devices, over the unmodified libevdev and in the
// real bay: found by the catalogue, heard while others are served, lost and found again.
#include <linux/input-event-codes.h>

#include <QSignalSpy>
#include <QtTest>

#include "drivers/auxiliary/signal_auxiliaries.h"
#include "drivers/hardware_bay.h"
#include "tests/support/evdev_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::test::EvdevSim;

namespace {

constexpr int keypadNode = 2;
constexpr int jackNode = 5;

EvdevSim::Shape keypad() {
  EvdevSim::Shape shape;
  shape.name = "Storm Interface AudioNav";
  shape.phys = "usb-0000:00:14.0-3/input0";
  for (unsigned code = KEY_F13; code <= KEY_F24; ++code) shape.keys.append(code);
  return shape;
}

EvdevSim::Shape jack() {
  EvdevSim::Shape shape;
  shape.name = "HDA Intel Front Headphone";
  shape.phys = "ALSA";
  shape.switches = {SW_HEADPHONE_INSERT};
  return shape;
}

}  // namespace

class TestInputAuxiliaries : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_sim = std::make_unique<EvdevSim>(); }
  void cleanup() {
    m_bay.reset();
    m_sim.reset();
  }
  void knowsNothingOfWhatItHasNot();
  void hearsTheJack();
  void hearsAJackThatWasInBefore();
  void hearsTheKeysOfAKeypad();
  void isHeardWhileAnotherHoldsTheClaim();
  void losesTheJackAndFindsItAgain();
  void losesTheKeypadAndFindsItAgain();
  void isLookedAtWithAPerson();
  void eventsThatWereLostAreMadeGood();
  void stopsWaiting();

 private:
  enum class Listen { Both, Keypad, Sensors };
  void open(Listen listen = Listen::Both) {
    HardwareBay::Options options;
    options.catalogueFolder = QStringLiteral(HALL_ASSETS "/devices");
    options.idCardReader.clear();
    options.receiptPrinter.clear();
    if (listen != Listen::Sensors) options.keypad = QStringLiteral("auto");
    if (listen != Listen::Keypad) options.auxiliaries = QStringLiteral("auto");
    options.pace = {50ms, 20ms, 50ms, 100ms};
    auto bay = HardwareBay::create(options);
    QVERIFY2(bay, bay ? "" : bay.error().code.constData());
    m_bay = std::move(*bay);
  }
  DeviceReport report(DeviceKind kind) const {
    for (const DeviceReport& report : m_bay->reports()) {
      if (report.kind == kind) return report;
    }
    return {};
  }
  std::optional<Sensed> headphones() const { return m_bay->auxiliaries().headphones; }

  std::unique_ptr<EvdevSim> m_sim;
  std::unique_ptr<HardwareBay> m_bay;
};

void TestInputAuxiliaries::knowsNothingOfWhatItHasNot() {
  open();
  QTRY_COMPARE(report(DeviceKind::Auxiliaries).state, DeviceState::PowerOff);
  QCOMPARE(report(DeviceKind::Auxiliaries).code, QByteArray("sensors.gone"));
  QTRY_COMPARE(report(DeviceKind::Keypad).code, QByteArray("keys.gone"));
  QCOMPARE(report(DeviceKind::Lights).state, DeviceState::NoDevice);
  QCOMPARE(m_bay->auxiliaries(), AuxiliariesState());
}

void TestInputAuxiliaries::hearsTheJack() {
  m_sim->plug(jackNode, jack());
  open();
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  QSignalSpy changes(m_bay.get(), &Bay::auxiliariesChanged);
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, true);
  QTRY_COMPARE(headphones(), Sensed::Present);
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, false);
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  QCOMPARE(changes.size(), 2);
  QVERIFY(!m_bay->auxiliaries().operatorSwitch);
}

void TestInputAuxiliaries::hearsAJackThatWasInBefore() {
  m_sim->plug(jackNode, jack());
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, true);
  open();
  QTRY_COMPARE(headphones(), Sensed::Present);
}

void TestInputAuxiliaries::hearsTheKeysOfAKeypad() {
  m_sim->plug(keypadNode, keypad());
  open();
  QTRY_COMPARE(report(DeviceKind::Keypad).state, DeviceState::Online);
  QCOMPARE(report(DeviceKind::Keypad).id, QByteArray("usb-0000:00:14.0-3/input0"));
  QTRY_COMPARE(headphones(), Sensed::Unknown);  // nobody has tapped anything yet
  m_sim->tap(keypadNode, KEY_F15);
  QTRY_COMPARE(headphones(), Sensed::Present);
  m_sim->tap(keypadNode, KEY_F18);  // a key for the pages is nothing to us
  m_sim->tap(keypadNode, KEY_F16);
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  QVERIFY(!m_sim->grabbed(keypadNode));
}

void TestInputAuxiliaries::isHeardWhileAnotherHoldsTheClaim() {
  m_sim->plug(jackNode, jack());
  open();
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  QObject visit;
  QVERIFY(m_bay->claim(&visit, {}));
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, true);
  QTRY_COMPARE(headphones(), Sensed::Present);
  m_bay->release(&visit);
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, false);
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
}

void TestInputAuxiliaries::losesTheJackAndFindsItAgain() {
  m_sim->plug(jackNode, jack());
  open();
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  m_sim->unplug(jackNode);
  QTRY_COMPARE(headphones(), Sensed::Unknown);  // there ought to be one; it cannot be told
  QTRY_COMPARE(report(DeviceKind::Auxiliaries).state, DeviceState::PowerOff);
  m_sim->plug(jackNode + 1, jack());
  QTRY_COMPARE_WITH_TIMEOUT(headphones(), Sensed::NotPresent, 10000);
  QTRY_COMPARE(report(DeviceKind::Auxiliaries).state, DeviceState::Online);
}

void TestInputAuxiliaries::losesTheKeypadAndFindsItAgain() {
  m_sim->plug(keypadNode, keypad());
  open();
  QTRY_COMPARE(report(DeviceKind::Keypad).state, DeviceState::Online);
  m_sim->unplug(keypadNode);
  QTRY_COMPARE(report(DeviceKind::Keypad).state, DeviceState::PowerOff);
  QCOMPARE(report(DeviceKind::Keypad).code, QByteArray("keys.gone"));
  m_sim->plug(keypadNode + 1, keypad());
  QTRY_COMPARE_WITH_TIMEOUT(report(DeviceKind::Keypad).state, DeviceState::Online, 10000);
}

// One kind after the other: the simulated nodes have one queue for all who listen, where the kernel has one for each.
void TestInputAuxiliaries::isLookedAtWithAPerson() {
  m_sim->plug(keypadNode, keypad());
  m_sim->plug(jackNode, jack());
  const QList<std::pair<DeviceKind, std::function<void()>>> looks{
      {DeviceKind::Keypad, [this] { m_sim->tap(keypadNode, KEY_F18); }},
      {DeviceKind::Auxiliaries, [this] { m_sim->turn(jackNode, SW_HEADPHONE_INSERT, true); }}};
  for (const auto& [kind, person] : looks) {
    open(kind == DeviceKind::Keypad ? Listen::Keypad : Listen::Sensors);
    QTRY_COMPARE(report(kind).state, DeviceState::Online);
    if (kind == DeviceKind::Auxiliaries) QTRY_COMPARE(headphones(), Sensed::NotPresent);
    std::optional<QByteArray> outcome;
    const auto ask = [&, kind = kind] {
      outcome.reset();
      m_bay->checkHealth(this, kind, HealthDepth::Interactive, [&outcome](const hall::Result<void>& answer) {
        outcome = answer ? QByteArray("well") : answer.error().code;
      });
    };
    ask();
    QTest::qWait(300);
    QVERIFY(!outcome);  // it waits for somebody
    person();
    QTRY_COMPARE(outcome, QByteArray("well"));
    QCOMPARE(report(kind).health->code, QByteArray());
    ask();
    m_bay->cancel(kind);
    QTRY_COMPARE(outcome, QByteArray("device.cancelled"));
  }
}

void TestInputAuxiliaries::eventsThatWereLostAreMadeGood() {
  m_sim->plug(jackNode, jack());
  open();
  QTRY_COMPARE(headphones(), Sensed::NotPresent);
  m_sim->loseEvents(jackNode);
  m_sim->turn(jackNode, SW_HEADPHONE_INSERT, true);
  QTRY_COMPARE(headphones(), Sensed::Present);
}

void TestInputAuxiliaries::stopsWaiting() {
  const QByteArray node = m_sim->plug(jackNode, jack());
  Signal wire;
  wire.level = evdevCode("SW_HEADPHONE_INSERT");
  auto auxiliaries = SignalAuxiliaries::open([&](const QList<QByteArray>& known) {
    std::vector<std::unique_ptr<SignalSource>> sources;
    if (known.isEmpty()) {
      sources.push_back(std::make_unique<EvdevSignals>(std::move(*EvdevDevice::open(node, EvdevDevice::Hold::Shared)),
                                                       QStringLiteral("jack"), QList<Signal>{wire}));
    }
    return sources;
  });
  QVERIFY(auxiliaries);
  const auto state = (*auxiliaries)->await({}, 1s, {});
  QVERIFY(state);
  QCOMPARE((*auxiliaries)->await(*state, 30ms, {}).error().kind, Failure::Timeout);
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE((*auxiliaries)->await(*state, 30s, source.get_token()).error().kind, Failure::Cancelled);
}

QTEST_GUILESS_MAIN(TestInputAuxiliaries)
#include "tst_input_auxiliaries.moc"

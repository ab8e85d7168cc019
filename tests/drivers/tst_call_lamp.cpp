// The lamp that calls staff, a HID relay over the unmodified libusb in the real bay: it flashes as asked, is dark when
// nobody calls, and shows what was asked last when it comes back.
#include <QSignalSpy>
#include <QtTest>
#include <mutex>

#include "drivers/hardware_bay.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::test::UsbSim;

class TestCallLamp : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void isDarkUntilSomebodyCalls();
  void staysLit();
  void flashesNoMoreThanTwiceASecond();
  void isDarkAfterTheBay();
  void showsTheLastWish();
  void comesBackAsItWasAskedToBe();
  void refusesTheRelayButNotTheVisit();
  void mayBeAbsent();

 private:
  void plug();
  void open();
  QByteArrayList told() {
    const std::lock_guard lock(m_mutex);
    return m_told;
  }
  DeviceReport report() const {
    for (const DeviceReport& report : m_bay->reports()) {
      if (report.kind == DeviceKind::Lights) return report;
    }
    return {};
  }

  std::mutex m_mutex;
  QByteArrayList m_told;  // "on" and "off", in order
  std::atomic<bool> m_refuses = false;
  std::unique_ptr<UsbSim> m_sim;
  std::unique_ptr<HardwareBay> m_bay;
};

void TestCallLamp::init() {
  m_told.clear();
  m_refuses = false;
  m_sim = std::make_unique<UsbSim>();
}

void TestCallLamp::cleanup() {
  m_bay.reset();
  m_sim.reset();
}

void TestCallLamp::plug() {
  UsbSim::Shape shape;
  shape.vendor = 0x16C0;
  shape.product = 0x05DF;
  shape.interfaceClass = 3;
  shape.out = {};
  shape.endpoints = UsbSim::Endpoints::Interrupt;
  shape.packetSize = 8;
  // One feature report of eight bytes, not numbered.
  shape.reportDescriptor = QByteArray::fromHex("0600FF0901A101150026FF00750895080900B102C0");
  UsbSim::Firmware firmware;
  firmware.control = [this](const QByteArray& setup) -> QByteArray {
    constexpr qsizetype head = 8;
    if (setup.size() <= head || uint8_t(setup[1]) != 0x09 || m_refuses) return "no";
    const std::lock_guard lock(m_mutex);
    const QByteArray hex = setup.mid(head).toHex();
    m_told.append(hex == "ff01000000000000" ? "on" : hex == "fd01000000000000" ? "off" : hex);
    return "yes";
  };
  m_sim->plug(shape, firmware);
}

void TestCallLamp::open() {
  HardwareBay::Options options;
  options.catalogueFolder = QStringLiteral(HALL_ASSETS "/devices");
  options.idCardReader.clear();
  options.receiptPrinter.clear();
  options.lights = QStringLiteral("auto");
  options.pace = {50ms, 20ms, 50ms, 100ms};
  auto bay = HardwareBay::create(options);
  QVERIFY2(bay, bay ? "" : bay.error().code.constData());
  m_bay = std::move(*bay);
}

void TestCallLamp::isDarkUntilSomebodyCalls() {
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  QTRY_VERIFY(!told().isEmpty());
  QCOMPARE(told(), QByteArrayList{"off"});
}

void TestCallLamp::staysLit() {
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  m_bay->setLight(FlashRate::Continuous);
  QTRY_COMPARE(told().last(), QByteArray("on"));
  QTest::qWait(600);
  QCOMPARE(told().count("on"), 1);
  m_bay->setLight(FlashRate::Off);
  QTRY_COMPARE(told().last(), QByteArray("off"));
}

void TestCallLamp::flashesNoMoreThanTwiceASecond() {
  QCOMPARE(halfPeriod(FlashRate::Quick), 250ms);
  QVERIFY(halfPeriod(FlashRate::Slow) > halfPeriod(FlashRate::Medium));
  QCOMPARE(halfPeriod(FlashRate::Continuous), 0ms);
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  QTRY_COMPARE(told().size(), 1);
  m_bay->setLight(FlashRate::Quick);
  QTRY_VERIFY(told().count("on") >= 3);
  const QByteArrayList all = told();
  for (qsizetype i = 1; i < all.size(); ++i) QVERIFY(all[i] != all[i - 1]);
}

void TestCallLamp::isDarkAfterTheBay() {
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  m_bay->setLight(FlashRate::Continuous);
  QTRY_COMPARE(told().last(), QByteArray("on"));
  m_bay.reset();
  QCOMPARE(told().last(), QByteArray("off"));
}

void TestCallLamp::showsTheLastWish() {
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  for (int i = 0; i < 50; ++i) {
    m_bay->setLight(FlashRate::Continuous);
    m_bay->setLight(FlashRate::Off);
    m_bay->setLight(FlashRate::Continuous);
  }
  QTRY_COMPARE(told().last(), QByteArray("on"));
}

void TestCallLamp::comesBackAsItWasAskedToBe() {
  plug();
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  m_sim->unplug();
  QTRY_COMPARE(report().state, DeviceState::PowerOff);
  QCOMPARE(report().code, QByteArray("lamp.gone"));
  m_bay->setLight(FlashRate::Continuous);
  plug();
  QTRY_COMPARE_WITH_TIMEOUT(report().state, DeviceState::Online, 10000);
  QTRY_COMPARE(told().last(), QByteArray("on"));
}

void TestCallLamp::refusesTheRelayButNotTheVisit() {
  plug();
  m_refuses = true;
  open();
  QTRY_COMPARE(report().state, DeviceState::Online);
  m_bay->setLight(FlashRate::Continuous);
  QTest::qWait(100);
  m_bay->setLight(FlashRate::Off);
  m_refuses = false;
  m_bay->setLight(FlashRate::Continuous);
  QTRY_VERIFY(told().contains("on"));
}

void TestCallLamp::mayBeAbsent() {
  open();
  m_bay->setLight(FlashRate::Quick);
  QTRY_COMPARE(report().code, QByteArray("lamp.gone"));
  QVERIFY(told().isEmpty());
}

QTEST_GUILESS_MAIN(TestCallLamp)
#include "tst_call_lamp.moc"

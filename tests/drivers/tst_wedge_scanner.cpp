// A scanner that types, over the unmodified libevdev: its node is grabbed and given back, and what happens to it costs
// one scan at most.
#include <linux/input-event-codes.h>

#include <QDir>
#include <QtTest>
#include <thread>

#include "drivers/code/wedge_scanner.h"
#include "tests/support/evdev_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::EvdevSim;
using Hold = EvdevDevice::Hold;

namespace {

EvdevSim::Shape keyboard() {
  EvdevSim::Shape shape;
  for (unsigned code = KEY_ESC; code <= KEY_COMPOSE; ++code) shape.keys.append(code);
  return shape;
}

}  // namespace

class TestWedgeScanner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void knowsTheDevice();
  void grabsAndGivesBack();
  void leavesOtherKeyboardsAlone();
  void cannotGrabWhatAnotherHas();
  void readsAScan();
  void throwsAwayWhatNobodyAskedFor();
  void saysThatEventsWereLost();
  void stopsWaiting();
  void noticesTheUnplug();
  void leavesNothingBehind();

 private:
  void open();
  void type(const QList<unsigned>& codes) {
    for (const unsigned code : codes) m_sim->tap(3, code);
  }
  Result<QList<Code>> readWhile(const std::function<void()>& sender) {
    const std::jthread thread([&sender] {
      std::this_thread::sleep_for(20ms);
      sender();
    });
    return m_scanner->read(5s, {});
  }

  std::unique_ptr<EvdevSim> m_sim;
  QByteArray m_node;
  std::unique_ptr<WedgeScanner> m_scanner;
};

void TestWedgeScanner::init() {
  m_sim = std::make_unique<EvdevSim>();
  m_node = m_sim->plug(3, keyboard());
}

void TestWedgeScanner::cleanup() {
  m_scanner.reset();
  m_sim.reset();
}

void TestWedgeScanner::open() {
  auto device = EvdevDevice::open(m_node, Hold::Grabbed);
  QVERIFY2(device, device ? "" : device.error().code.constData());
  m_scanner = std::make_unique<WedgeScanner>(std::move(*device), QStringLiteral("test"));
}

void TestWedgeScanner::knowsTheDevice() {
  QCOMPARE(evdevNodes(), QList<QByteArray>{m_node});
  const auto device = EvdevDevice::open(m_node, Hold::Shared);
  QVERIFY2(device, device ? "" : device.error().code.constData());
  QCOMPARE((*device)->vendor(), 0x1234);
  QCOMPARE((*device)->product(), 0x5678);
  QCOMPARE((*device)->name(), QByteArray("Barcode Keyboard"));
  QCOMPARE((*device)->place(), QByteArray("usb-0000:00:14.0-2/input0"));
  QVERIFY((*device)->has(*evdevCode("KEY_A")));
  QVERIFY(!(*device)->has(*evdevCode("KEY_F18")));
  QVERIFY(!(*device)->has(*evdevCode("SW_HEADPHONE_INSERT")));
  QVERIFY(!m_sim->grabbed(3));
  QVERIFY(!evdevCode("KEY_OF_NOBODY"));
}

void TestWedgeScanner::grabsAndGivesBack() {
  open();
  QVERIFY(m_sim->grabbed(3));
  m_scanner.reset();
  QVERIFY(!m_sim->grabbed(3));
}

void TestWedgeScanner::leavesOtherKeyboardsAlone() {
  m_sim->plug(7, keyboard());
  open();
  QVERIFY(m_sim->grabbed(3));
  QVERIFY(!m_sim->grabbed(7));
}

void TestWedgeScanner::cannotGrabWhatAnotherHas() {
  m_sim->takeByOther(3);
  QCOMPARE(EvdevDevice::open(m_node, Hold::Grabbed).error().code, QByteArray("port.busy"));
}

void TestWedgeScanner::readsAScan() {
  open();
  const auto codes = readWhile([this] { type({KEY_H, KEY_A, KEY_L, KEY_L, KEY_1, KEY_ENTER}); });
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->first().text, QStringLiteral("hall1"));
  const auto silent = readWhile([this] { type({KEY_H, KEY_A, KEY_L, KEY_L, KEY_2}); });
  QVERIFY(silent);
  QCOMPARE(silent->first().text, QStringLiteral("hall2"));
  QCOMPARE(m_scanner->report().state, DeviceState::Online);
}

void TestWedgeScanner::throwsAwayWhatNobodyAskedFor() {
  open();
  type({KEY_O, KEY_L, KEY_D, KEY_ENTER});
  const auto codes = readWhile([this] { type({KEY_N, KEY_E, KEY_W, KEY_ENTER}); });
  QVERIFY(codes);
  QCOMPARE(codes->first().text, QStringLiteral("new"));
}

void TestWedgeScanner::saysThatEventsWereLost() {
  open();
  const auto codes = readWhile([this] {
    type({KEY_H, KEY_A});
    m_sim->loseEvents(3);
    type({KEY_L, KEY_ENTER});
  });
  QCOMPARE(codes.error().code, QByteArray("scanner.wedge-loss"));
  QVERIFY(readWhile([this] { type({KEY_N, KEY_E, KEY_X, KEY_T, KEY_ENTER}); }));
}

void TestWedgeScanner::stopsWaiting() {
  open();
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE(m_scanner->read(30s, source.get_token()).error().kind, Failure::Cancelled);
}

void TestWedgeScanner::noticesTheUnplug() {
  open();
  const auto codes = readWhile([this] {
    type({KEY_H, KEY_A});
    m_sim->unplug(3);
  });
  QCOMPARE(codes.error().code, QByteArray("scanner.gone"));
  QCOMPARE(m_scanner->report().state, DeviceState::PowerOff);
  m_scanner.reset();
  QCOMPARE(EvdevDevice::open(m_node, Hold::Grabbed).error().code, QByteArray("port.gone"));
  m_node = m_sim->plug(4, keyboard());
  open();
  QCOMPARE(m_scanner->report().state, DeviceState::Online);
}

void TestWedgeScanner::leavesNothingBehind() {
  const auto openFiles = [] {
    return QDir(QStringLiteral("/proc/self/fd"))
        .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)
        .size();
  };
  open();
  m_scanner.reset();
  const qsizetype before = openFiles();
  for (int i = 0; i < 1000; ++i) {
    open();
    m_scanner.reset();
  }
  QTRY_VERIFY(openFiles() <= before);  // what else was open then may have been closed since
}

QTEST_GUILESS_MAIN(TestWedgeScanner)
#include "tst_wedge_scanner.moc"

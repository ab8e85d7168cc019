// HID reports over the unmodified libusb: numbered and plain, interrupt and bulk, feature reports, the kernel's driver
// that stands in the way, and the misfortunes of a bus.
#include <QtTest>

#include "drivers/port/hid_port.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::UsbSim;

namespace {

UsbSim::Shape scanner() {
  UsbSim::Shape shape;
  shape.vendor = 0x0C2E;
  shape.product = 0x0CA1;
  shape.interfaceClass = 3;
  shape.in = {0x81};
  shape.out = {};
  shape.endpoints = UsbSim::Endpoints::Interrupt;
  shape.reportDescriptor = QByteArray::fromHex("058C0902A1018502 7508953F09308102 85FE95010931B102C0");
  return shape;
}

UsbSim::Shape vendorPair(UsbSim::Endpoints endpoints) {
  UsbSim::Shape shape;
  shape.endpoints = endpoints;
  return shape;
}

UsbSim::Firmware echo() {
  return {[](uint8_t, const QByteArray& bytes) { return QList<UsbSim::Packet>{{0x81, bytes}}; }, {}, {}};
}

QByteArray report(char id) {
  return QByteArray(1, id) + QByteArray(63, 'x');
}

}  // namespace

class TestHidPort : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void readsNumberedReports();
  void givesTheDeviceBackToTheKernel();
  void exchangesReports_data();
  void exchangesReports();
  void setsAndAsksForFeatures();
  void writesByControlWithoutAnOutEndpoint();
  void joinsAReportLongerThanAPacket();
  void throwsStaleReportsAway();
  void clearsAStall();
  void stopsWaiting();
  void noticesThePlug_data();
  void noticesThePlug();
  void refusesADeviceThatOnlyListens();

 private:
  void open();

  std::unique_ptr<UsbSim> m_sim;
  std::shared_ptr<UsbContext> m_context;
  std::unique_ptr<HidPort> m_port;
};

void TestHidPort::init() {
  m_sim = std::make_unique<UsbSim>();
  auto context = UsbContext::create();
  QVERIFY2(context, context ? "" : context.error().code.constData());
  m_context = *context;
}

void TestHidPort::cleanup() {
  m_port.reset();
  m_context.reset();
  m_sim.reset();
}

void TestHidPort::open() {
  QTRY_COMPARE(m_context->devices().size(), 1);
  auto port = HidPort::open(m_context, m_context->devices().constFirst(), 0);
  QVERIFY2(port, port ? "" : port.error().code.constData());
  m_port = std::move(*port);
  QCOMPARE(m_port->place(), QByteArray("usb-1-1"));
}

void TestHidPort::readsNumberedReports() {
  m_sim->plug(scanner(), {});
  open();
  QCOMPARE(m_context->devices().constFirst().hidInterfaces, QList<int>{0});
  QCOMPARE(m_port->reports(), (HidReports{0x8C, 2, true, 64, 0, 2}));
  for (const char id : {'\x02', '\x02', '\x05'}) m_sim->send({0x81, report(id)});
  for (const char id : {'\x02', '\x02', '\x05'}) {
    const Result<QByteArray> got = m_port->readReport(Deadline::in(2s));
    QVERIFY2(got, got ? "" : got.error().code.constData());
    QCOMPARE(*got, report(id));
  }
  QCOMPARE(m_port->readReport(Deadline::in(10ms)).error().kind, Failure::Timeout);
}

void TestHidPort::givesTheDeviceBackToTheKernel() {
  m_sim->plug(scanner(), {});
  QVERIFY(m_sim->kernelDriver());
  open();
  QVERIFY(!m_sim->kernelDriver());
  m_port->close();
  QVERIFY(m_sim->kernelDriver());
  QCOMPARE(m_port->readReport(Deadline::in(1s)).error().kind, Failure::Disconnected);
  QCOMPARE(m_port->writeReport("x", Deadline::in(1s)).error().kind, Failure::Disconnected);
  QCOMPARE(m_port->setFeature(1, "x", Deadline::in(1s)).error().kind, Failure::Disconnected);
}

void TestHidPort::exchangesReports_data() {
  QTest::addColumn<int>("endpoints");
  QTest::newRow("interrupt") << int(UsbSim::Endpoints::Interrupt);
  QTest::newRow("bulk") << int(UsbSim::Endpoints::Bulk);
}

void TestHidPort::exchangesReports() {
  QFETCH(int, endpoints);
  m_sim->plug(vendorPair(UsbSim::Endpoints(endpoints)), echo());
  open();
  QCOMPARE(m_port->reports().input, 64);  // it does not describe them, so a packet is one
  for (char i = 0; i < 20; ++i) {
    QVERIFY(m_port->writeReport(report(i), Deadline::in(2s)));
    const Result<QByteArray> got = m_port->readReport(Deadline::in(2s));
    QVERIFY2(got, got ? "" : got.error().code.constData());
    QCOMPARE(*got, report(i));
  }
}

void TestHidPort::setsAndAsksForFeatures() {
  QByteArray taken;
  m_sim->plug(scanner(), {{},
                          [&taken](const QByteArray& request) -> QByteArray {
                            if (request.startsWith(QByteArray("\x21\x09\xFE\x03", 4))) {
                              taken = request.mid(8);
                              return "yes";
                            }
                            if (request.startsWith(QByteArray("\xA1\x01\xFE\x03", 4))) return QByteArray("\xFE\x01");
                            return request.startsWith('\x21') ? "no" : QByteArray();
                          },
                          {}});
  open();
  const Result<void> set = m_port->setFeature(0xFE, QByteArray(1, '\x01'), Deadline::in(2s));
  QVERIFY2(set, set ? "" : set.error().code.constData());
  QCOMPARE(taken, QByteArray("\xFE\x01"));
  const Result<QByteArray> asked = m_port->feature(0xFE, Deadline::in(2s));
  QVERIFY2(asked, asked ? "" : asked.error().code.constData());
  QCOMPARE(*asked, QByteArray("\xFE\x01"));
  QCOMPARE(m_port->setFeature(7, "x", Deadline::in(2s)).error().code, QByteArray("port.feature"));
  QCOMPARE(m_port->feature(7, Deadline::in(2s)).error().kind, Failure::Unsupported);
}

void TestHidPort::writesByControlWithoutAnOutEndpoint() {
  QByteArray taken;
  m_sim->plug(scanner(), {{},
                          [&taken](const QByteArray& request) -> QByteArray {
                            taken = request;
                            return "yes";
                          },
                          {}});
  open();
  QVERIFY(m_port->writeReport(QByteArray("\x04\x11\x22", 3), Deadline::in(2s)));
  QCOMPARE(taken.toHex(' '), QByteArray("21 09 04 02 00 00 03 00 04 11 22"));  // SET_REPORT, output report 4
}

void TestHidPort::joinsAReportLongerThanAPacket() {
  UsbSim::Shape shape = scanner();
  shape.packetSize = 8;
  m_sim->plug(shape, {});
  open();
  m_sim->send({0x81, report(2).first(24)});
  QCOMPARE(m_port->readReport(Deadline::in(20ms)).error().kind, Failure::Timeout);
  m_sim->send({0x81, report(2).mid(24)});
  const Result<QByteArray> got = m_port->readReport(Deadline::in(2s));
  QVERIFY2(got, got ? "" : got.error().code.constData());
  QCOMPARE(*got, report(2));
}

void TestHidPort::throwsStaleReportsAway() {
  m_sim->plug(scanner(), {});
  open();
  for (int i = 0; i < 40; ++i) m_sim->send({0x81, report(2)});
  m_port->drain();
  QCOMPARE(m_port->readReport(Deadline::in(10ms)).error().kind, Failure::Timeout);
  m_sim->send({0x81, report(3)});
  QVERIFY(m_port->readReport(Deadline::in(2s)));
}

void TestHidPort::clearsAStall() {
  m_sim->plug(scanner(), {});
  open();
  m_sim->stall(0x81);
  QCOMPARE(m_port->readReport(Deadline::in(2s)).error().code, QByteArray("port.stall"));
  m_sim->send({0x81, report(2)});
  QVERIFY(m_port->readReport(Deadline::in(2s)));
}

void TestHidPort::stopsWaiting() {
  m_sim->plug(scanner(), {});
  open();
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE(m_port->readReport(Deadline::in(20s, source.get_token())).error().kind, Failure::Cancelled);
}

void TestHidPort::noticesThePlug_data() {
  QTest::addColumn<int>("word");
  QTest::newRow("shutdown") << int(UsbSim::LastWord::Shutdown);
  QTest::newRow("protocol error first") << int(UsbSim::LastWord::ProtocolError);
}

void TestHidPort::noticesThePlug() {
  QFETCH(int, word);
  m_sim->plug(scanner(), {});
  open();
  const std::jthread puller([this, word] {
    while (m_sim->pendingReads() == 0) std::this_thread::sleep_for(1ms);
    m_sim->unplug(UsbSim::LastWord(word));
  });
  QCOMPARE(m_port->readReport(Deadline::in(20s)).error().kind, Failure::Disconnected);
}

void TestHidPort::refusesADeviceThatOnlyListens() {
  UsbSim::Shape shape = vendorPair(UsbSim::Endpoints::Bulk);
  shape.in = {};
  m_sim->plug(shape, {});
  QTRY_COMPARE(m_context->devices().size(), 1);
  const auto port = HidPort::open(m_context, m_context->devices().constFirst(), 0);
  QVERIFY(!port);
  QCOMPARE(port.error().code, QByteArray("port.shape"));
}

QTEST_GUILESS_MAIN(TestHidPort)
#include "tst_hid_port.moc"

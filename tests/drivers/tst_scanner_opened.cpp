// Scanners as a hall sets them, opened over the catalogue by the terminal's own opener: HID POS over the unmodified
// libusb, a serial line over a pseudo terminal.
#include <pty.h>
#include <unistd.h>

#include <QtTest>
#include <thread>

#include "drivers/device_opener.h"
#include "tests/drivers/hid_pos_reports.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::UsbSim;

class TestScannerOpened : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void hidPos();
  void hidPosIsNotThere();
  void serialLine();
  void serialLineIsNotThere();

 private:
  static DeviceOpener opener(const std::shared_ptr<UsbContext>& usb) {
    return {readCatalogue(QStringLiteral(HALL_ASSETS "/devices")).value(), usb};
  }
};

void TestScannerOpened::hidPos() {
  UsbSim sim;
  const auto usb = UsbContext::create();
  QVERIFY2(usb, usb ? "" : usb.error().code.constData());
  UsbSim::Shape shape;
  shape.vendor = 0x1234;  // of no model the catalogue knows: what it says of itself counts
  shape.product = 0x5678;
  shape.interfaceClass = 3;
  shape.out = {};
  shape.endpoints = UsbSim::Endpoints::Interrupt;
  shape.reportDescriptor = hall::test::posDescriptor();
  sim.plug(shape, {});
  QTRY_COMPARE((*usb)->devices().size(), 1);
  auto reader = opener(*usb).codeReader(QStringLiteral("usb"));
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  QCOMPARE((*reader)->report().model, QStringLiteral("扫码枪 HID POS"));
  static_cast<void>((*reader)->read(1ms, {}));
  const std::jthread thread([&] {
    while (sim.pendingReads() == 0) std::this_thread::sleep_for(1ms);
    sim.send({0x81, hall::test::posReport("]Q1", "hall:办事\r")});
  });
  const auto codes = (*reader)->read(5s, {});
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->first().text, QStringLiteral("hall:办事"));
}

void TestScannerOpened::hidPosIsNotThere() {
  const UsbSim sim;
  const auto usb = UsbContext::create();
  QVERIFY(usb);
  const auto reader = opener(*usb).codeReader(QStringLiteral("usb"));
  QVERIFY(!reader);
  QCOMPARE(reader.error().kind, Failure::Disconnected);
  QCOMPARE(reader.error().code, QByteArray("scanner.gone"));
}

void TestScannerOpened::serialLine() {
  int master = -1;
  int slave = -1;
  std::array<char, 100> name{};
  QCOMPARE(openpty(&master, &slave, name.data(), nullptr, nullptr), 0);
  auto reader = opener(nullptr).codeReader(QStringLiteral("serial:%1@9600").arg(QLatin1String(name.data())));
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  QCOMPARE((*reader)->report().model, QStringLiteral("扫码枪 串口"));
  static_cast<void>((*reader)->read(1ms, {}));
  const QByteArray scan("hall:办事\r\n");
  // What comes before it was asked for is thrown away, so the code is shown until it is read.
  std::jthread thread([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(50ms);
      static_cast<void>(!::write(master, scan.constData(), size_t(scan.size())));
    }
  });
  const auto codes = (*reader)->read(5s, {});
  thread.request_stop();
  thread.join();
  ::close(master);
  ::close(slave);
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->first().text, QStringLiteral("hall:办事"));
}

void TestScannerOpened::serialLineIsNotThere() {
  const auto reader = opener(nullptr).codeReader(QStringLiteral("serial:/dev/no-such-line"));
  QVERIFY(!reader);
  QCOMPARE(reader.error().kind, Failure::Disconnected);
}

QTEST_GUILESS_MAIN(TestScannerOpened)
#include "tst_scanner_opened.moc"

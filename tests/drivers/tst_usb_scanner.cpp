// A HID POS scanner over the unmodified libusb: whole scans, and each misfortune of the bus and of the device.
#include <QtTest>
#include <atomic>
#include <thread>

#include "drivers/code/hid_pos_scanner.h"
#include "drivers/port/hid_port.h"
#include "tests/drivers/hid_pos_reports.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::posReport;
using hall::test::posReports;
using hall::test::UsbSim;

class TestUsbScanner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void describesItselfAsAScanner();
  void readsAScan();
  void readsTheLongestCode();
  void wakesAModelThatNeedsIt();
  void doesNotMindAModelWithoutTheFeature();
  void passesOverReportsOfOtherNumbers();
  void refusesAReportThatIsNone_data();
  void refusesAReportThatIsNone();
  void saysThatAReportIsMissing();
  void endsWhatNeverEnds();
  void joinsAReportInPieces();
  void clearsAStall();
  void survivesAnOverflow();
  void throwsAwayWhatNobodyAskedFor();
  void readsADuplicateReportOnce();
  void stopsWaiting();
  void noticesTheUnplug_data();
  void noticesTheUnplug();
  void readsAgainAfterRePlugging();
  void opensAThousandTimesWithoutGrowth();

 private:
  void plug();
  void open(const ScannerModel& model = {});
  void send(const QByteArray& report) { m_sim->send({0x81, report}); }
  Result<QList<Code>> readWhile(const std::function<void()>& sender, std::chrono::milliseconds patience = 5s) {
    const std::jthread thread([&] {
      while (m_sim->pendingReads() == 0) std::this_thread::sleep_for(1ms);
      sender();
    });
    return m_scanner->read(patience, {});
  }

  std::atomic<int> m_features = 0;
  bool m_knowsFeature = true;
  std::unique_ptr<UsbSim> m_sim;
  std::shared_ptr<UsbContext> m_context;
  HidReports m_reports;
  std::unique_ptr<HidPosScanner> m_scanner;
};

void TestUsbScanner::init() {
  m_features = 0;
  m_knowsFeature = true;
  m_sim = std::make_unique<UsbSim>();
  auto context = UsbContext::create();
  QVERIFY2(context, context ? "" : context.error().code.constData());
  m_context = *context;
  plug();
  open();
}

void TestUsbScanner::cleanup() {
  m_scanner.reset();
  m_context.reset();
  m_sim.reset();
}

void TestUsbScanner::plug() {
  UsbSim::Shape shape;
  shape.vendor = 0x0C2E;
  shape.product = 0x0B8F;
  shape.interfaceClass = 3;
  shape.out = {};
  shape.endpoints = UsbSim::Endpoints::Interrupt;
  shape.reportDescriptor = hall::test::posDescriptor();
  UsbSim::Firmware firmware;
  firmware.control = [this](const QByteArray& setup) -> QByteArray {
    constexpr qsizetype head = 8;
    const bool set = setup.size() > head && setup.mid(head).toHex() == "fe01" && uint8_t(setup[1]) == 0x09;
    if (set && m_knowsFeature) ++m_features;
    return set && m_knowsFeature ? "yes" : "no";
  };
  m_sim->plug(shape, firmware);
}

void TestUsbScanner::open(const ScannerModel& model) {
  m_scanner.reset();
  QTRY_COMPARE(m_context->devices().size(), 1);
  auto port = HidPort::open(m_context, m_context->devices().constFirst(), 0);
  QVERIFY2(port, port ? "" : port.error().code.constData());
  m_reports = (*port)->reports();
  auto scanner = HidPosScanner::open(std::move(*port), QStringLiteral("test"), model);
  QVERIFY2(scanner, scanner ? "" : scanner.error().code.constData());
  m_scanner = std::move(*scanner);
  static_cast<void>(m_scanner->read(1ms, {}));  // it is asked for now; what comes from here on is an answer
}

void TestUsbScanner::describesItselfAsAScanner() {
  QCOMPARE(m_reports.usagePage, hidpos::usagePage);
  QCOMPARE(m_reports.usage, hidpos::usage);
  QCOMPARE(m_reports.input, 64);
  QCOMPARE(m_scanner->report().state, DeviceState::Online);
  QCOMPARE(m_scanner->report().id, QByteArray("usb-1-1"));
}

void TestUsbScanner::readsAScan() {
  const auto codes = readWhile([this] { send(posReport("]Q1", "hall:办事\r")); });
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->first().format, QByteArray("QRCode"));
  QCOMPARE(codes->first().bytes, QByteArray("hall:办事"));
  QCOMPARE(codes->first().text, QStringLiteral("hall:办事"));
}

void TestUsbScanner::readsTheLongestCode() {
  QByteArray data;
  for (int i = 0; i < 2953; ++i) data.append(static_cast<char>('A' + i % 26));
  const auto codes = readWhile([&] {
    for (const QByteArray& report : posReports("]Q1", data)) send(report);
  });
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->first().bytes, data);
}

void TestUsbScanner::wakesAModelThatNeedsIt() {
  QCOMPARE(m_features.load(), 0);
  ScannerModel model;
  model.start = {0xFE, QByteArray("\x01", 1)};
  open(model);
  QCOMPARE(m_features.load(), 1);
}

void TestUsbScanner::doesNotMindAModelWithoutTheFeature() {
  m_knowsFeature = false;
  ScannerModel model;
  model.start = {0xFE, QByteArray("\x01", 1)};
  open(model);
  QVERIFY(readWhile([this] { send(posReport("]Q1", "all the same")); }));
}

void TestUsbScanner::passesOverReportsOfOtherNumbers() {
  const auto codes = readWhile([this] {
    send(QByteArray(1, '\x03') + QByteArray(63, 'b'));
    send(posReport("]Q1", "after the battery"));
  });
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("after the battery"));
}

void TestUsbScanner::refusesAReportThatIsNone_data() {
  QTest::addColumn<QByteArray>("report");
  QTest::newRow("length 57") << posReport("]Q1", "x").replace(1, 1, "\x39");
  QTest::newRow("no identifier") << posReport("]Q1", "x").replace(2, 1, "x");
  QTest::newRow("short") << posReport("]Q1", "x").first(20);
}

void TestUsbScanner::refusesAReportThatIsNone() {
  QFETCH(QByteArray, report);
  const auto codes = readWhile([&] { send(report); });
  QCOMPARE(codes.error().kind, Failure::Garbled);
  QCOMPARE(codes.error().code, QByteArray("scanner.report"));
  QVERIFY(readWhile([this] { send(posReport("]Q1", "well")); }));
}

void TestUsbScanner::saysThatAReportIsMissing() {
  const auto codes = readWhile([this] { send(posReport("]Q1", QByteArray(56, 'a'), true)); });
  QCOMPARE(codes.error().code, QByteArray("scanner.incomplete"));
  const auto next = readWhile([this] { send(posReport("]Q1", "whole")); });
  QVERIFY(next);
  QCOMPARE(next->first().bytes, QByteArray("whole"));
}

void TestUsbScanner::endsWhatNeverEnds() {
  const auto codes = readWhile([this] {
    for (int i = 0; i < 300; ++i) send(posReport("]Q1", "x", true));
  });
  QCOMPARE(codes.error().code, QByteArray("scanner.endless"));
}

void TestUsbScanner::joinsAReportInPieces() {
  // Half a report is none; on an interrupt pipe a report shorter than its size ends there.
  const QByteArray whole = posReport("]Q1", "split");
  const auto codes = readWhile([&] {
    send(whole.first(40));
    send(whole.sliced(40));
  });
  QCOMPARE(codes.error().code, QByteArray("scanner.report"));
  QVERIFY(readWhile([this] { send(posReport("]Q1", "well")); }));
}

void TestUsbScanner::clearsAStall() {
  m_sim->stall(0x81);
  QCOMPARE(m_scanner->read(1s, {}).error().code, QByteArray("port.stall"));
  QVERIFY(readWhile([this] { send(posReport("]Q1", "well")); }));
}

void TestUsbScanner::survivesAnOverflow() {
  // 64 bytes is all one report may have; what is longer comes as two, of which the second is of another number.
  QVERIFY(readWhile([this] { send(posReport("]Q1", "x") + QByteArray(10, 'y')); }));
  QVERIFY(readWhile([this] { send(posReport("]Q1", "well")); }));
}

void TestUsbScanner::throwsAwayWhatNobodyAskedFor() {
  std::this_thread::sleep_for(Presentation::kPause + 50ms);
  send(posReport("]Q1", "of the one before"));
  const std::jthread late([this] {
    std::this_thread::sleep_for(200ms);
    send(posReport("]Q1", "mine"));
  });
  const auto codes = m_scanner->read(5s, {});
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("mine"));
}

void TestUsbScanner::readsADuplicateReportOnce() {
  const auto first = readWhile([this] {
    send(posReport("]Q1", "once"));
    send(posReport("]Q1", "once"));
  });
  QVERIFY(first);
  QCOMPARE(m_scanner->read(100ms, {}).error().code, QByteArray("code.none"));
}

void TestUsbScanner::stopsWaiting() {
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE(m_scanner->read(30s, source.get_token()).error().kind, Failure::Cancelled);
}

void TestUsbScanner::noticesTheUnplug_data() {
  QTest::addColumn<bool>("between");
  QTest::addColumn<int>("word");
  for (const auto word : {UsbSim::LastWord::Shutdown, UsbSim::LastWord::ProtocolError}) {
    QTest::addRow("while silent %d", int(word)) << false << int(word);
    QTest::addRow("between two reports %d", int(word)) << true << int(word);
  }
}

void TestUsbScanner::noticesTheUnplug() {
  QFETCH(bool, between);
  QFETCH(int, word);
  const auto codes = readWhile([&] {
    if (between) send(posReport("]Q1", QByteArray(56, 'a'), true));
    m_sim->unplug(UsbSim::LastWord(word));
  });
  QCOMPARE(codes.error().kind, Failure::Disconnected);
  QCOMPARE(codes.error().code, QByteArray("scanner.gone"));
  QCOMPARE(m_scanner->report().state, DeviceState::PowerOff);
}

void TestUsbScanner::readsAgainAfterRePlugging() {
  for (int i = 0; i < 3; ++i) {
    m_sim->unplug();
    QCOMPARE(m_scanner->report().state, DeviceState::PowerOff);
    plug();  // while the old one is still open, as when somebody is quick
    m_scanner.reset();
    open();
    const QByteArray data = "back " + QByteArray::number(i);
    QVERIFY(readWhile([&] { send(posReport("]Q1", data)); }));
  }
}

void TestUsbScanner::opensAThousandTimesWithoutGrowth() {
  const auto threads = [] { return QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs).size(); };
  const qsizetype before = threads();
  for (int i = 0; i < 1000; ++i) {
    open();
    m_scanner.reset();
  }
  QVERIFY2(threads() <= before, qPrintable(QString::number(threads())));
}

QTEST_GUILESS_MAIN(TestUsbScanner)
#include "tst_usb_scanner.moc"

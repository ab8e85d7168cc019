// The receipt printer over the unmodified libusb: a whole slip, paper that ends in the middle, and the plug.
#include <QtTest>

#include "drivers/port/usb_port.h"
#include "drivers/printer/escpos_printer.h"
#include "drivers/sim/escpos_paper.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::UsbSim;

class TestUsbPrinter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void printsASlip();
  void tellsPaperThatEndsInTheMiddle();
  void tellsThePlug();

 private:
  Result<void> print();

  std::mutex m_mutex;
  QStringList m_lines;  // of the last slip
  std::unique_ptr<sim::EscposPaper> m_paper;
  std::atomic<qsizetype> m_paperLeft = 0;  // bytes until the paper ends
  std::unique_ptr<UsbSim> m_sim;
  std::shared_ptr<UsbContext> m_context;
  std::unique_ptr<EscposPrinter> m_printer;
};

void TestUsbPrinter::init() {
  m_paperLeft = 1'000'000;
  m_paper = std::make_unique<sim::EscposPaper>([this](const sim::Slip& slip) {
    const std::lock_guard lock(m_mutex);
    m_lines = slip.lines;
  });
  m_sim = std::make_unique<UsbSim>();
  UsbSim::Shape shape;
  shape.vendor = 0x1FC9;
  shape.product = 0x2016;
  shape.interfaceClass = 7;
  shape.interfaceSubClass = 1;
  shape.interfaceProtocol = 2;
  shape.in = {0x84};
  shape.out = {0x03};
  const auto written = [this](uint8_t, const QByteArray& bytes) {
    m_paperLeft -= bytes.size();
    const QByteArray answers = m_paper->feed(bytes, [](int) { return '\x12'; });
    return answers.isEmpty() ? QList<UsbSim::Packet>() : QList<UsbSim::Packet>{{0x84, answers}};
  };
  const auto control = [this](const QByteArray& setup) {
    return setup[1] == 1 ? QByteArray(1, m_paperLeft <= 0 ? '\x30' : '\x18') : QByteArray();
  };
  m_sim->plug(shape, {written, control, [this] { return m_paperLeft <= 0; }, {}});
  m_context = *UsbContext::create();
  QTRY_COMPARE(m_context->devices().size(), 1);
  const UsbFound found = m_context->devices().constFirst();
  QCOMPARE(found.printerInterface, 0);
  auto port = UsbPort::open(m_context, found, found.printerInterface, UsbPort::Pipes::OnePair);
  QVERIFY(port);
  m_printer = std::make_unique<EscposPrinter>(std::move(*port), EscposPrinter::Identity{QStringLiteral("test"), {}},
                                              escpos::Model(), escpos::GlyphRaster(),
                                              EscposPrinter::Timing{200ms, 200ms, 500ms});
}

void TestUsbPrinter::cleanup() {
  m_printer.reset();
  m_context.reset();
  m_sim.reset();
}

Result<void> TestUsbPrinter::print() {
  Paper paper;
  for (int i = 0; i < 60; ++i)
    paper.append({PaperLine::Kind::Text, QStringLiteral("受理回执 第 %1 行").arg(i), {}, {}});
  return m_printer->print(paper, {});
}

void TestUsbPrinter::printsASlip() {
  const Result<void> printed = print();
  QVERIFY2(printed, printed ? "" : printed.error().code.constData());
  const std::lock_guard lock(m_mutex);
  QCOMPARE(m_lines.size(), 60);
  QCOMPARE(m_lines.constLast(), QStringLiteral("受理回执 第 59 行"));
  QCOMPARE(m_printer->report().state, DeviceState::Online);
}

void TestUsbPrinter::tellsPaperThatEndsInTheMiddle() {
  m_paperLeft = 1000;
  const Result<void> printed = print();
  QVERIFY(!printed);
  QCOMPARE(printed.error().code, QByteArray("paper.out"));
  QVERIFY(!printed.error().detail.isEmpty());
  QVERIFY(m_printer->report().state != DeviceState::Online);
}

void TestUsbPrinter::tellsThePlug() {
  QVERIFY(print());
  m_sim->unplug();
  QCOMPARE(print().error().kind, Failure::Disconnected);
  QCOMPARE(m_printer->report().state, DeviceState::PowerOff);
}

QTEST_GUILESS_MAIN(TestUsbPrinter)
#include "tst_usb_printer.moc"

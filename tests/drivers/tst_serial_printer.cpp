// The receipt printer on a serial line, as a pseudo terminal with a small buffer behaves: quirks and flow control from
// the line's description, paper that ends, and an adapter that is pulled at any moment.
#include <poll.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <QtTest>
#include <thread>

#include "drivers/device_opener.h"
#include "drivers/port/serial_port.h"
#include "drivers/printer/escpos_printer.h"
#include "tests/drivers/escpos_firmware.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Result;
using hall::test::EscposFirmware;

namespace {

class Line {
 public:
  Line() {
    std::array<char, 100> name{};
    if (openpty(&m_master, &m_slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    path = name.data();
    m_server = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~Line() {
    hangUp();
    m_server.request_stop();
    m_server.join();
  }
  void hangUp() {
    const std::lock_guard lock(m_mutex);
    if (m_master >= 0) ::close(m_master);
    if (m_slave >= 0) ::close(m_slave);
    m_master = m_slave = -1;
  }
  tcflag_t inputFlags() const {
    termios line{};
    tcgetattr(m_slave, &line);
    return line.c_iflag;
  }
  QByteArray path;
  EscposFirmware firmware;

 private:
  void serve(const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (!serveOnce()) return;
      std::this_thread::sleep_for(100us);  // lets go of the line, which may be pulled
    }
  }
  bool serveOnce() {
    const std::lock_guard lock(m_mutex);
    if (m_master < 0) return false;
    pollfd watched{m_master, POLLIN, 0};
    std::array<char, 512> bytes{};
    const auto room = std::min(firmware.room(), qsizetype(bytes.size()));
    if (room <= 0 || poll(&watched, 1, 0) <= 0) return true;
    const ssize_t count = ::read(m_master, bytes.data(), size_t(room));
    if (count <= 0) return false;
    const QByteArray answers = firmware.take({bytes.data(), count});
    return answers.isEmpty() || ::write(m_master, answers.constData(), size_t(answers.size())) > 0;
  }

  std::mutex m_mutex;
  int m_master = -1;
  int m_slave = -1;
  std::jthread m_server;
};

// Longer than a pseudo terminal keeps by itself.
Paper longSlip(int lines = 600) {
  Paper paper;
  for (int i = 0; i < lines; ++i)
    paper.append({PaperLine::Kind::Text, QStringLiteral("受理回执 第 %1 行").arg(i), {}, {}});
  return paper;
}

std::unique_ptr<EscposPrinter> printerOn(const Line& line) {
  auto port = SerialPort::open(line.path, 115200);
  if (!port) qFatal("no port");
  return std::make_unique<EscposPrinter>(std::move(*port), EscposPrinter::Identity{QStringLiteral("test"), {}},
                                         escpos::Model(), escpos::GlyphRaster(),
                                         EscposPrinter::Timing{200ms, 300ms, 3000ms, 0});
}

}  // namespace

class TestSerialPrinter : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesItsModelFromTheLine_data();
  void takesItsModelFromTheLine();
  void printsALongSlipOnce();
  void tellsPaperBefore();
  void stallsWithoutPaperAndGoesOnBehindIt();
  void tellsTheHangUp_data();
  void tellsTheHangUp();
};

void TestSerialPrinter::takesItsModelFromTheLine_data() {
  QTest::addColumn<QString>("behind");
  QTest::addColumn<QString>("model");
  QTest::addColumn<QByteArray>("error");
  QTest::addColumn<bool>("xonXoff");
  QTest::newRow("plain") << QString() << QStringLiteral("58 毫米") << QByteArray() << false;
  QTest::newRow("rate") << QStringLiteral("@9600") << QStringLiteral("58 毫米") << QByteArray() << false;
  QTest::newRow("all") << QStringLiteral("@9600,xonxoff,escpos-serial-80") << QStringLiteral("80 毫米") << QByteArray()
                       << true;
  QTest::newRow("hardware flow") << QStringLiteral("@19200,rtscts") << QStringLiteral("58 毫米") << QByteArray()
                                 << false;
  QTest::newRow("unknown") << QStringLiteral("@9600,tp-9000") << QString() << QByteArray("catalogue.unknown-model")
                           << false;
  QTest::newRow("no rate") << QStringLiteral("@12345") << QString() << QByteArray("port.rate") << false;
  QTest::newRow("no printer") << QStringLiteral("@9600,sam-v-serial") << QString()
                              << QByteArray("catalogue.unknown-model") << false;
}

void TestSerialPrinter::takesItsModelFromTheLine() {
  QFETCH(QString, behind);
  QFETCH(QString, model);
  QFETCH(QByteArray, error);
  QFETCH(bool, xonXoff);
  const Line line;
  const DeviceOpener opener(*readCatalogue(QStringLiteral(HALL_ASSETS "/devices")), nullptr);
  const auto printer = opener.receiptPrinter(QString::fromLatin1(line.path) + behind, {});
  QCOMPARE(printer ? QByteArray() : printer.error().code, error);
  if (!printer) return;
  const DeviceReport report = (*printer)->report();
  QVERIFY2(report.model.endsWith(model), qPrintable(report.model));
  QCOMPARE(report.state, DeviceState::Online);
  QCOMPARE((line.inputFlags() & IXON) != 0, xonXoff);
}

void TestSerialPrinter::printsALongSlipOnce() {
  const Line line;
  const auto printer = printerOn(line);
  const Result<void> printed = printer->print(longSlip(), {});
  QVERIFY2(printed, printed ? "" : printed.error().code.constData());
  QCOMPARE(line.firmware.slips().size(), 1);
  QCOMPARE(line.firmware.slips().constFirst().lines.size(), 600);
}

void TestSerialPrinter::tellsPaperBefore() {
  Line line;
  line.firmware.paperEnd = true;
  const auto printer = printerOn(line);
  QCOMPARE(printer->print(longSlip(), {}).error().code, QByteArray("paper.out"));
  QVERIFY(line.firmware.slips().isEmpty());
}

void TestSerialPrinter::stallsWithoutPaperAndGoesOnBehindIt() {
  Line line;
  line.firmware.when = 2000;
  line.firmware.then = [&line] { line.firmware.paperOut = true; };
  const auto printer = printerOn(line);
  // Nothing can be asked of a line that takes nothing.
  QCOMPARE(printer->print(longSlip(6000), {}).error().code, QByteArray("printer.stalled"));
  line.firmware.paperOut = false;
  QTRY_COMPARE(printer->report().state, DeviceState::Online);
  const Paper next{{PaperLine::Kind::Text, QStringLiteral("下一张"), {}, {}}};
  QVERIFY(printer->print(next, {}));
  QCOMPARE(line.firmware.slips().size(), 2);
  QCOMPARE(line.firmware.slips().constLast().lines, QStringList{QStringLiteral("下一张")});
  QCOMPARE(line.firmware.questionsInImages.load(), 0);
}

void TestSerialPrinter::tellsTheHangUp_data() {
  QTest::addColumn<int>("bytes");
  for (const int bytes : {1, 3, 12, 13, 500, 10'000}) QTest::addRow("after byte %d", bytes) << bytes;
}

void TestSerialPrinter::tellsTheHangUp() {
  QFETCH(int, bytes);
  Line line;
  std::atomic<bool> pull = false;
  line.firmware.when = bytes;
  line.firmware.then = [&] {
    line.firmware.mute = true;
    pull = true;
  };
  const auto printer = printerOn(line);
  const std::jthread hand([&] {
    while (!pull) std::this_thread::sleep_for(1ms);
    line.hangUp();
  });
  const Result<void> printed = printer->print(longSlip(), {});
  QVERIFY(!printed);
  QCOMPARE(printed.error().code, QByteArray("printer.gone"));
  QCOMPARE(printer->report().state, DeviceState::PowerOff);
}

QTEST_GUILESS_MAIN(TestSerialPrinter)
#include "tst_serial_printer.moc"

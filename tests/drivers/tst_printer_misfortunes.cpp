// What can happen to a receipt printer on USB, at every step of a slip: what is said of it, what is on the paper, and
// that nothing comes out twice. The driver, the port and libusb are the real ones.
#include <QtTest>
#include <thread>

#include "drivers/port/usb_port.h"
#include "drivers/printer/escpos_printer.h"
#include "tests/drivers/escpos_firmware.h"
#include "tests/support/usb_sim.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::EscposFirmware;
using hall::test::UsbSim;

namespace {

constexpr int questions = 12;  // bytes of the four questions before a slip

// Wide enough for several USB packets, and full of what a question looks like.
escpos::Bitmap image(const QString&, int dots, int height) {
  return {dots, height, QByteArray("\x10\x04\x01").repeated(dots / 8 * height / 3)};
}

}  // namespace

class TestPrinterMisfortunes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void printsOnce();
  void noPaperBefore();
  void paperEndsInTheMiddle_data();
  void paperEndsInTheMiddle();
  void paperIsRefilledInTime();
  void paperEndsBehindTheLastByte();
  void coverIsOpenedInTheMiddle();
  void cutterJams();
  void hotHeadIsWaitedFor();
  void plugIsPulled_data();
  void plugIsPulled();
  void pipeStalls_data();
  void pipeStalls();
  void noiseIsPassedOver();
  void lateAnswerIsNoAnswer();
  void noStatusIsNoYes();
  void silenceEndsWithAReset();
  void noFenceIsUnconfirmed();
  void statusAloneIsWaitedFor();
  void listenerIsBelievedByItsLine();
  void replugWhileClosing();

 private:
  void plug();
  void open(escpos::Model model = {});
  Result<void> print();
  [[nodiscard]] QByteArray outcome() { return outcomeOf(print()); }
  static QByteArray outcomeOf(const Result<void>& done) { return done ? QByteArray("printed") : done.error().code; }

  std::shared_ptr<EscposFirmware> m_firmware;
  std::atomic<int> m_resets = 0;
  std::atomic<bool> m_late = false;
  std::mutex m_mutex;
  QList<std::pair<std::chrono::steady_clock::time_point, QByteArray>> m_held;  // answers that will come too late
  UsbSim::Shape m_shape;
  std::unique_ptr<UsbSim> m_sim;
  std::shared_ptr<UsbContext> m_context;
  std::unique_ptr<EscposPrinter> m_printer;
};

void TestPrinterMisfortunes::init() {
  m_firmware = std::make_shared<EscposFirmware>();
  m_resets = 0;
  m_late = false;
  m_held.clear();
  m_sim = std::make_unique<UsbSim>();
  m_shape = {};
  m_shape.vendor = 0x1FC9;
  m_shape.product = 0x2016;
  m_shape.interfaceClass = 7;
  m_shape.interfaceSubClass = 1;
  m_shape.interfaceProtocol = 2;
  m_shape.in = {0x84};
  m_shape.out = {0x03};
  plug();
  m_context = *UsbContext::create();
  open();
}

void TestPrinterMisfortunes::plug() {
  const auto written = [this, firmware = m_firmware](uint8_t, const QByteArray& bytes) {
    const QByteArray answers = firmware->take(bytes);
    if (m_late && !answers.isEmpty()) {
      const std::lock_guard lock(m_mutex);
      m_held.append({std::chrono::steady_clock::now() + 260ms, answers});
      return QList<UsbSim::Packet>();
    }
    return answers.isEmpty() ? QList<UsbSim::Packet>() : QList<UsbSim::Packet>{{0x84, answers}};
  };
  const auto control = [this, firmware = m_firmware](const QByteArray& setup) {
    if (setup[1] == 2) ++m_resets;
    if (setup[1] == 1) return QByteArray(1, firmware->paperOut ? '\x30' : '\x18');
    return QByteArray("\0\x20MFG:HALL;MDL:SP-D10;SN:0042;", 31);
  };
  m_sim->plug(m_shape, {written, control, {}, [firmware = m_firmware] { return firmware->room(); }});
}

void TestPrinterMisfortunes::open(escpos::Model model) {
  m_printer.reset();
  QTRY_COMPARE(m_context->devices().size(), 1);
  auto port = UsbPort::open(m_context, m_context->devices().constFirst(), 0, UsbPort::Pipes::OnePair);
  QVERIFY(port);
  m_printer = std::make_unique<EscposPrinter>(std::move(*port), EscposPrinter::Identity{QStringLiteral("test"), {}},
                                              model, image, EscposPrinter::Timing{200ms, 300ms, 700ms, 4000});
}

void TestPrinterMisfortunes::cleanup() {
  m_printer.reset();
  m_context.reset();
  m_sim.reset();
  QCOMPARE(m_firmware->questionsInImages.load(), 0);
}

Result<void> TestPrinterMisfortunes::print() {
  return m_printer->print({{PaperLine::Kind::Text, QStringLiteral("第一行 first"), {}, {}},
                           {PaperLine::Kind::Text, QStringLiteral("姓名 䶮"), {}, {}},  // an image of 1152 bytes
                           {PaperLine::Kind::Text, QStringLiteral("末行 last"), {}, {}}},
                          {});
}

void TestPrinterMisfortunes::printsOnce() {
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_firmware->slips().size(), 1);
  QCOMPARE(m_firmware->slips().constFirst().lines.size(), 3);
  QCOMPARE(m_resets.load(), 0);
}

void TestPrinterMisfortunes::noPaperBefore() {
  // Blocked from the start: even the question cannot be sent, and the port status says why.
  m_firmware->paperOut = true;
  QCOMPARE(outcome(), "paper.out");
  QCOMPARE(m_resets.load(), 0);
  QCOMPARE(m_printer->report().state, DeviceState::Offline);
  m_firmware->paperOut = false;
  m_sim->roomAgain();
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_firmware->slips().size(), 1);
}

void TestPrinterMisfortunes::paperEndsInTheMiddle_data() {
  QTest::addColumn<int>("bytes");
  QTest::newRow("first byte") << 1;
  QTest::newRow("in the text") << 20;
  QTest::newRow("in the head of the image") << 44;
  QTest::newRow("in the image") << 600;
  QTest::newRow("in the last line") << 1205;
}

void TestPrinterMisfortunes::paperEndsInTheMiddle() {
  QFETCH(int, bytes);
  m_firmware->when = questions + bytes;
  m_firmware->then = [this] { m_firmware->paperOut = true; };
  const Result<void> printed = print();
  QCOMPARE(outcomeOf(printed), "paper.out");
  QCOMPARE(printed.error().detail, QStringLiteral("in the middle of a slip"));
  QVERIFY(m_firmware->slips().isEmpty());
  QCOMPARE(m_printer->report().code, QByteArray("paper.out"));
  m_firmware->paperOut = false;
  QCOMPARE(m_printer->report().state, DeviceState::Online);
  // What was broken off is a scrap of its own, and the next slip is whole.
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_firmware->slips().size(), 2);
  QCOMPARE(m_firmware->slips().constLast().lines.size(), 3);
  QCOMPARE(m_firmware->slips().constLast().lines.constLast(), QStringLiteral("末行 last"));
}

void TestPrinterMisfortunes::paperIsRefilledInTime() {
  m_firmware->when = questions + 600;
  m_firmware->then = [this] { m_firmware->paperOut = true; };
  const std::jthread clerk([this] {
    std::this_thread::sleep_for(150ms);
    m_firmware->paperOut = false;
    m_sim->roomAgain();
  });
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_firmware->slips().size(), 1);
  QCOMPARE(m_firmware->slips().constFirst().lines.size(), 3);
}

void TestPrinterMisfortunes::paperEndsBehindTheLastByte() {
  // All of the slip is taken; the paper ends while it is being printed, so the fence is never reached.
  m_firmware->fenceless = true;
  m_firmware->when = questions + 1224;
  m_firmware->then = [this] { m_firmware->paperEnd = true; };
  QCOMPARE(outcome(), "paper.out");
  QCOMPARE(m_printer->report().paper, PaperState::Out);
}

void TestPrinterMisfortunes::coverIsOpenedInTheMiddle() {
  m_firmware->when = questions + 20;
  m_firmware->then = [this] { m_firmware->coverOpen = true; };
  // Blocked, so nothing can be asked; the port status knows no cover, and nothing is guessed.
  QCOMPARE(outcome(), "printer.stalled");
  m_firmware->coverOpen = false;
  QCOMPARE(m_printer->report().state, DeviceState::Online);
  QCOMPARE(outcome(), "printed");
}

void TestPrinterMisfortunes::cutterJams() {
  m_firmware->when = questions + 30;
  m_firmware->then = [this] { m_firmware->cutterJam = true; };
  QCOMPARE(outcome(), "printer.cutter");
  QCOMPARE(m_printer->report().state, DeviceState::HardwareError);
}

void TestPrinterMisfortunes::hotHeadIsWaitedFor() {
  m_firmware->when = questions + 30;
  m_firmware->then = [this] { m_firmware->hot = true; };
  const std::jthread air([this] {
    std::this_thread::sleep_for(250ms);
    m_firmware->hot = false;
  });
  QCOMPARE(outcome(), "printed");
  m_firmware->hot = true;
  QCOMPARE(outcome(), "printer.recovering");
  QCOMPARE(m_firmware->slips().size(), 1);
  QCOMPARE(m_printer->report().state, DeviceState::Offline);
}

void TestPrinterMisfortunes::plugIsPulled_data() {
  QTest::addColumn<int>("bytes");
  QTest::addColumn<bool>("protocolError");
  for (const int bytes : {1, 3, 6, 12, 13, 30, 600, 1220, 1245}) {
    QTest::addRow("after byte %d", bytes) << bytes << false;
    QTest::addRow("after byte %d, as an error", bytes) << bytes << true;
  }
}

void TestPrinterMisfortunes::plugIsPulled() {
  QFETCH(int, bytes);
  QFETCH(bool, protocolError);
  std::atomic<bool> pull = false;
  m_firmware->fenceless = true;
  m_firmware->when = bytes;
  m_firmware->then = [&pull, this] {
    m_firmware->mute = true;
    pull = true;
  };
  const std::jthread hand([&] {
    while (!pull) std::this_thread::sleep_for(1ms);
    m_sim->unplug(protocolError ? UsbSim::LastWord::ProtocolError : UsbSim::LastWord::Shutdown);
  });
  const Result<void> printed = print();
  QCOMPARE(outcomeOf(printed), "printer.gone");
  QCOMPARE(printed.error().kind, Failure::Disconnected);
  QCOMPARE(m_printer->report().state, DeviceState::PowerOff);
  QCOMPARE(m_resets.load(), 0);
}

void TestPrinterMisfortunes::pipeStalls_data() {
  QTest::addColumn<int>("endpoint");
  QTest::newRow("out") << 0x03;
  QTest::newRow("in") << 0x84;
}

void TestPrinterMisfortunes::pipeStalls() {
  QFETCH(int, endpoint);
  m_sim->stall(uint8_t(endpoint));
  QCOMPARE(outcome(), "printed");  // the halt is cleared, and nothing had been sent yet
  QCOMPARE(m_firmware->slips().size(), 1);
}

void TestPrinterMisfortunes::noiseIsPassedOver() {
  m_firmware->noise = QByteArray("\xFF\x93\x00\x11\x10\x00\x00\x00", 8);  // the end is a message nobody asked for
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_printer->report().state, DeviceState::Online);
}

void TestPrinterMisfortunes::lateAnswerIsNoAnswer() {
  // Taken for the answer to the next question, it would make an open cover something harmless.
  const std::jthread post([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      std::this_thread::sleep_for(5ms);
      const std::lock_guard lock(m_mutex);
      if (m_held.isEmpty() || m_held.constFirst().first > std::chrono::steady_clock::now()) continue;
      m_sim->send({0x84, m_held.takeFirst().second});
    }
  });
  m_late = true;
  QCOMPARE(outcome(), "printer.silent");
  QCOMPARE(m_printer->report().code, QByteArray("printer.silent"));
  QVERIFY(m_firmware->slips().isEmpty());
  m_late = false;
  QCOMPARE(outcome(), "printed");
  QCOMPARE(m_firmware->slips().size(), 1);
}

void TestPrinterMisfortunes::noStatusIsNoYes() {
  m_firmware->when = questions + 30;
  m_firmware->then = [this] { m_firmware->mute = true; };
  QCOMPARE(outcome(), "printer.unconfirmed");
  QCOMPARE(m_firmware->slips().size(), 1);
  QCOMPARE(outcome(), "printer.silent");
  QCOMPARE(m_firmware->slips().size(), 1);
  QCOMPARE(m_resets.load(), 0);  // it may still be at that slip
}

void TestPrinterMisfortunes::silenceEndsWithAReset() {
  m_firmware->mute = true;
  for (int look = 1; look <= 5; ++look) {
    QCOMPARE(m_printer->report().code, QByteArray("printer.silent"));
    QCOMPARE(m_resets.load(), look < 3 ? 0 : 1);
  }
}

void TestPrinterMisfortunes::noFenceIsUnconfirmed() {
  m_firmware->fenceless = true;
  QCOMPARE(outcome(), "printer.unconfirmed");
  QCOMPARE(m_firmware->slips().size(), 1);
}

void TestPrinterMisfortunes::statusAloneIsWaitedFor() {
  escpos::Model model;
  model.answers = escpos::Answers::Status;
  open(model);
  m_firmware->fenceless = true;
  QCOMPARE(outcome(), "printed");
  m_firmware->when = m_firmware->arrived + 100;
  m_firmware->then = [this] { m_firmware->mute = true; };
  QCOMPARE(outcome(), "printer.unconfirmed");
  m_firmware->mute = false;
  m_firmware->when = m_firmware->arrived + 100;
  m_firmware->then = [this] { m_firmware->cutterJam = true; };
  QCOMPARE(outcome(), "printer.cutter");
  QCOMPARE(m_firmware->slips().size(), 3);
}

void TestPrinterMisfortunes::listenerIsBelievedByItsLine() {
  m_sim->unplug();
  m_printer.reset();
  QTRY_COMPARE(m_context->devices().size(), 0);
  m_shape.in = {};
  plug();
  open();
  QCOMPARE(outcome(), "printed");
  m_firmware->paperOut = true;
  QCOMPARE(outcome(), "paper.out");
  QCOMPARE(m_printer->report().paper, PaperState::Out);
  QCOMPARE(m_firmware->slips().size(), 1);
}

void TestPrinterMisfortunes::replugWhileClosing() {
  for (int i = 0; i < 5; ++i) {
    {
      const std::jthread hand([this] {
        m_sim->unplug();
        plug();
      });
      m_printer.reset();
    }
    QTRY_COMPARE(m_context->devices().size(), 1);
    open();
    QCOMPARE(outcome(), "printed");
  }
  QCOMPARE(m_firmware->slips().size(), 5);
}

QTEST_GUILESS_MAIN(TestPrinterMisfortunes)
#include "tst_printer_misfortunes.moc"

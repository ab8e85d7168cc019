// The card reader over the unmodified libusb: both shapes, replies in any pieces, and the misfortunes of a bus.
#include <QtTest>

#include "drivers/idcard/sam_reader.h"
#include "drivers/port/usb_port.h"
#include "tests/drivers/sam_firmware.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::SamFirmware;
using hall::test::UsbSim;
using Command = sam::Command;

class TestUsbReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void readsOverOnePair();
  void readsOverSplitPipes();
  void refusesAShapeItHasNot();
  void readsAReplyInPieces();
  void readsAReplyWithoutAnEnd();
  void survivesAWrongChecksum();
  void survivesALateReply();
  void survivesAStall();
  void survivesAnOverflow();
  void stopsWaiting();
  void noticesThePlugBetweenSteps_data();
  void noticesThePlugBetweenSteps();
  void noticesThePlugInFlight_data();
  void noticesThePlugInFlight();
  void readsAgainAfterRePlugging();

 private:
  void open(UsbPort::Pipes pipes = UsbPort::Pipes::OnePair);

  std::unique_ptr<UsbSim> m_sim;
  std::unique_ptr<SamFirmware> m_firmware;
  std::shared_ptr<UsbContext> m_context;
  std::unique_ptr<SamReader> m_reader;
};

void TestUsbReader::init() {
  m_sim = std::make_unique<UsbSim>();
  m_firmware = std::make_unique<SamFirmware>();
  m_firmware->layCard();
  auto context = UsbContext::create();
  QVERIFY2(context, context ? "" : context.error().code.constData());
  m_context = *context;
}

void TestUsbReader::cleanup() {
  m_reader.reset();
  m_context.reset();
  m_sim.reset();
}

void TestUsbReader::open(UsbPort::Pipes pipes) {
  QTRY_COMPARE(m_context->devices().size(), 1);
  auto port = UsbPort::open(m_context, m_context->devices().constFirst(), 0, pipes);
  QVERIFY2(port, port ? "" : port.error().code.constData());
  QCOMPARE((*port)->place(), QByteArray("usb-1-1"));
  m_reader =
      std::make_unique<SamReader>(std::move(*port), QStringLiteral("test"), SamReader::Timing{200ms, 400ms, 100ms});
}

void TestUsbReader::readsOverOnePair() {
  m_sim->plug({}, m_firmware->onePair());
  open();
  const Result<IdCard> card = m_reader->read({}, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QCOMPARE(m_reader->report().state, DeviceState::Online);
  QVERIFY(m_reader->report().id.startsWith("05.03-"));
}

void TestUsbReader::readsOverSplitPipes() {
  m_sim->plug(SamFirmware::splitShape(), m_firmware->split());
  open(UsbPort::Pipes::SplitHead);
  for (int i = 0; i < 3; ++i) {
    const Result<IdCard> card = m_reader->read({}, {});
    QVERIFY2(card, card ? "" : card.error().code.constData());
  }
}

void TestUsbReader::refusesAShapeItHasNot() {
  m_sim->plug({}, m_firmware->onePair());
  QTRY_COMPARE(m_context->devices().size(), 1);
  const auto port = UsbPort::open(m_context, m_context->devices().constFirst(), 0, UsbPort::Pipes::SplitHead);
  QVERIFY(!port);
  QCOMPARE(port.error().code, QByteArray("port.shape"));
}

void TestUsbReader::readsAReplyInPieces() {
  m_firmware->answer = [](Command, const QByteArray& usual) {
    QList<QByteArray> pieces{usual.first(3), usual.mid(3, 5)};
    for (qsizetype at = 8; at < usual.size(); at += 200) pieces.append(usual.mid(at, 200));
    return pieces;
  };
  m_sim->plug({}, m_firmware->onePair());
  open();
  QVERIFY(m_reader->read({}, {}));
}

void TestUsbReader::readsAReplyWithoutAnEnd() {
  // 64 bytes of junk and frame fill a packet exactly, and no empty packet follows.
  m_firmware->answer = [](Command, const QByteArray& usual) {
    return QList<QByteArray>{QByteArray((64 - usual.size() % 64) % 64, '\0') + usual};
  };
  m_sim->plug({}, m_firmware->onePair());
  open();
  const Result<IdCard> card = m_reader->read({}, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
}

void TestUsbReader::survivesAWrongChecksum() {
  m_sim->plug({}, m_firmware->onePair());
  open();
  m_firmware->stage->change([](auto& state) { state.fault = sim::CardFault::WrongChecksum; });
  QCOMPARE(m_reader->read({}, {}).error().code, QByteArray("card.checksum"));
  m_firmware->stage->change([](auto& state) { state.fault = sim::CardFault::None; });
  QVERIFY(m_reader->read({}, {}));
}

void TestUsbReader::survivesALateReply() {
  QByteArray late;
  m_firmware->answer = [&late](Command command, const QByteArray& usual) -> QList<QByteArray> {
    if (command != Command::ReadCard || !late.isEmpty()) return {usual};
    late = usual;
    return {};
  };
  m_sim->plug({}, m_firmware->onePair());
  open();
  QCOMPARE(m_reader->read({}, {}).error().code, QByteArray("reader.silent"));
  m_sim->send({0x81, late});
  QVERIFY(m_reader->read({}, {}));
}

void TestUsbReader::survivesAStall() {
  m_sim->plug({}, m_firmware->onePair());
  open();
  QVERIFY(m_reader->read({}, {}));
  m_sim->stall(0x02);
  QCOMPARE(m_reader->read({}, {}).error().code, QByteArray("port.stall"));
  QVERIFY(m_reader->read({}, {}));
}

void TestUsbReader::survivesAnOverflow() {
  std::atomic<bool> overflowing = false;
  UsbSim::Firmware firmware = m_firmware->onePair();
  firmware.written = [&overflowing, usual = firmware.written](uint8_t endpoint, const QByteArray& bytes) {
    const QList<UsbSim::Packet> packets = usual(endpoint, bytes);
    if (packets.isEmpty() || !overflowing.exchange(false)) return packets;
    return QList<UsbSim::Packet>{{0x81, QByteArray(9000, 'Z'), UsbSim::Cut::Not}};
  };
  m_sim->plug({}, firmware);
  open();
  QVERIFY(m_reader->read({}, {}));
  overflowing = true;
  QCOMPARE(m_reader->read({}, {}).error().code, QByteArray("port.overflow"));
  QVERIFY(m_reader->read({}, {}));
}

void TestUsbReader::stopsWaiting() {
  m_firmware->answer = [](Command, const QByteArray&) { return QList<QByteArray>(); };
  m_sim->plug({}, m_firmware->onePair());
  open();
  std::stop_source source;
  std::jthread stopper([&source] {
    std::this_thread::sleep_for(50ms);
    source.request_stop();
  });
  QCOMPARE(m_reader->read({}, source.get_token()).error().kind, Failure::Cancelled);
}

void TestUsbReader::noticesThePlugBetweenSteps_data() {
  QTest::addColumn<int>("before");
  QTest::newRow("find") << int(Command::FindCard);
  QTest::newRow("select") << int(Command::SelectCard);
  QTest::newRow("read") << int(Command::ReadCard);
}

void TestUsbReader::noticesThePlugBetweenSteps() {
  QFETCH(int, before);
  // The answer to the step before is the last thing the module says.
  std::atomic<bool> reached = false;
  m_firmware->answer = [&reached, before](Command command, const QByteArray& usual) {
    if (int(command) == before) reached = true;
    return reached ? QList<QByteArray>() : QList<QByteArray>{usual};
  };
  m_sim->plug({}, m_firmware->onePair());
  open();
  std::jthread puller([&] {
    while (!reached) std::this_thread::sleep_for(1ms);
    m_sim->unplug();
  });
  const Result<IdCard> card = m_reader->read({}, {});
  puller.join();
  QCOMPARE(card.error().code, QByteArray("reader.gone"));
  QCOMPARE(m_reader->report().state, DeviceState::PowerOff);
}

void TestUsbReader::noticesThePlugInFlight_data() {
  QTest::addColumn<int>("word");
  QTest::newRow("shutdown") << int(UsbSim::LastWord::Shutdown);
  QTest::newRow("protocol error first") << int(UsbSim::LastWord::ProtocolError);
}

void TestUsbReader::noticesThePlugInFlight() {
  QFETCH(int, word);
  m_firmware->answer = [](Command command, const QByteArray& usual) {
    return QList<QByteArray>{command == Command::ReadCard ? usual.first(640) : usual};
  };
  m_sim->plug({}, m_firmware->onePair());
  open();
  QVERIFY(m_reader->report().state == DeviceState::Online);
  std::atomic<bool> done = false;
  std::jthread puller([&] {
    // Waits for the transfer that holds half the record.
    std::this_thread::sleep_for(60ms);
    m_sim->unplug(UsbSim::LastWord(word));
    done = true;
  });
  const Result<IdCard> card = m_reader->read({}, {});
  puller.join();
  QVERIFY(done);
  QCOMPARE(card.error().code, QByteArray("reader.gone"));
}

void TestUsbReader::readsAgainAfterRePlugging() {
  for (int i = 0; i < 5; ++i) {
    m_sim->plug({}, m_firmware->onePair());
    open();
    QVERIFY(m_reader->read({}, {}));
    m_sim->unplug();
    QCOMPARE(m_reader->read({}, {}).error().kind, Failure::Disconnected);
    m_reader.reset();
    QTRY_VERIFY(m_context->devices().isEmpty());
  }
}

QTEST_GUILESS_MAIN(TestUsbReader)
#include "tst_usb_reader.moc"

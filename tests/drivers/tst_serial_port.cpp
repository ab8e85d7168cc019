// The same reader over a serial line, in the pieces a pseudo terminal gives, and what a pulled adapter looks like.
#include <pty.h>
#include <unistd.h>

#include <QtTest>
#include <thread>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/sam_reader.h"
#include "drivers/port/serial_port.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

// The far end of the line: a simulated module that dribbles.
class Line {
 public:
  Line() {
    int slave = -1;
    std::array<char, 100> name{};
    if (openpty(&m_master, &slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    path = name.data();
    m_slave = slave;
    stage->change(
        [](sim::Stage::State& state) { state.card = formatCardText(sim::builtInPeople()->constFirst().card); });
  }
  ~Line() { hangUp(); }
  void serve() {
    m_server = std::jthread([this](const std::stop_token& stop) {
      sim::SimSamPort module(stage);
      std::array<char, 64> bytes{};
      while (!stop.stop_requested()) {
        const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
        if (count <= 0) return;
        if (!module.write(QByteArrayView(bytes.data(), count), Deadline::in(1s))) return;
        for (auto piece = module.readSome(Deadline::in(0ms)); piece; piece = module.readSome(Deadline::in(0ms))) {
          for (qsizetype at = 0; at < piece->size(); at += 7) {
            const QByteArray few = piece->mid(at, 7);
            if (::write(m_master, few.constData(), size_t(few.size())) < 0) return;
          }
        }
      }
    });
  }
  void hangUp() {
    if (m_master < 0) return;
    m_server.request_stop();
    if (m_server.joinable()) {
      // One byte from our own end wakes the server out of its read.
      if (::write(m_slave, "x", 1) < 0) qWarning("line already down");
      m_server.join();
    }
    ::close(m_master);
    ::close(m_slave);
    m_master = -1;
  }
  QByteArray path;
  std::shared_ptr<sim::Stage> stage = std::make_shared<sim::Stage>();

 private:
  int m_master = -1;
  int m_slave = -1;
  std::jthread m_server;
};

}  // namespace

class TestSerialPort : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void readsACard();
  void endsAtItsDeadline();
  void stopsWaiting();
  void noticesTheHangUp();
  void namesWhatCannotBeOpened();
};

void TestSerialPort::readsACard() {
  Line line;
  line.serve();
  auto port = SerialPort::open(line.path, 115200);
  QVERIFY(port);
  SamReader reader(std::move(*port), QStringLiteral("test"));
  QVERIFY(reader.probe({}));
  const Result<IdCard> card = reader.read({}, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
}

void TestSerialPort::endsAtItsDeadline() {
  const Line line;
  auto port = SerialPort::open(line.path, 9600);
  QVERIFY(port);
  QElapsedTimer timer;
  timer.start();
  QCOMPARE((*port)->readSome(Deadline::in(60ms)).error().kind, Failure::Timeout);
  QVERIFY(timer.elapsed() >= 59);
}

void TestSerialPort::stopsWaiting() {
  const Line line;
  auto port = SerialPort::open(line.path, 115200);
  QVERIFY(port);
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE((*port)->readSome(Deadline::in(20s, source.get_token())).error().kind, Failure::Cancelled);
  QCOMPARE((*port)->readSome(Deadline::in(10ms)).error().kind, Failure::Timeout);  // the bell does not ring on
}

void TestSerialPort::noticesTheHangUp() {
  Line line;
  auto port = SerialPort::open(line.path, 115200);
  QVERIFY(port);
  line.hangUp();
  QCOMPARE((*port)->readSome(Deadline::in(5s)).error().kind, Failure::Disconnected);
  QCOMPARE((*port)->write("x", Deadline::in(5s)).error().kind, Failure::Disconnected);
}

void TestSerialPort::namesWhatCannotBeOpened() {
  QCOMPARE(SerialPort::open("/dev/ttyUSB99", 115200).error().code, QByteArray("port.gone"));
  QCOMPARE(SerialPort::open("/dev/null", 115200).error().code, QByteArray("port.not-serial"));
  QCOMPARE(SerialPort::open("/dev/null", 12345).error().code, QByteArray("port.rate"));
}

QTEST_GUILESS_MAIN(TestSerialPort)
#include "tst_serial_port.moc"

// A reader on a serial line is found at whatever rate it talks, raised only behind its answer at the old one, and found
// again under another tty name by the link that stays the same.
#include <fcntl.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <QtTest>
#include <thread>

#include "drivers/idcard/id_card_text.h"
#include "drivers/idcard/serial_reader.h"
#include "drivers/sim/people.h"
#include "drivers/sim/sim_sam_port.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Result;

namespace {

// A module that hears only what is sent at its own rate; a new rate holds once the answer is out.
class Module {
 public:
  explicit Module(speed_t rate) : m_rate(rate) {
    std::array<char, 100> name{};
    if (openpty(&m_master, &m_slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    path = QString::fromLatin1(name.data());
    fcntl(m_master, F_SETFL, O_NONBLOCK);
    stage->change(
        [](sim::Stage::State& state) { state.card = formatCardText(sim::builtInPeople()->constFirst().card); });
    m_server = std::jthread([this](const std::stop_token& stop) { serve(stop); });
  }
  ~Module() {
    m_server.request_stop();
    m_server.join();
    ::close(m_master);
    ::close(m_slave);
  }
  Module(const Module&) = delete;
  Module& operator=(const Module&) = delete;

  QString path;
  std::atomic<bool> takesRates = true;
  std::atomic<int> misheard = 0;
  std::shared_ptr<sim::Stage> stage = std::make_shared<sim::Stage>();
  [[nodiscard]] speed_t rate() const { return m_rate; }

 private:
  void serve(const std::stop_token& stop) {
    QByteArray heard;
    while (!stop.stop_requested()) {
      std::array<char, 64> bytes{};
      const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
      if (count <= 0) {
        std::this_thread::sleep_for(1ms);
        continue;
      }
      termios line{};
      tcgetattr(m_slave, &line);
      if (cfgetospeed(&line) != m_rate) {
        ++misheard;
        continue;
      }
      heard.append(bytes.data(), count);
      if (heard.size() < 10) continue;
      answer(sam::Command(uint8_t(heard[7]) << 8 | uint8_t(heard[8])));
      heard.clear();
    }
  }
  void answer(sam::Command command) {
    const bool forRate = int(command) >= int(sam::Command::Rate115200) && int(command) <= int(sam::Command::Rate9600);
    QByteArray reply = sim::samAnswer(command, stage->look());
    if (forRate && !takesRates) reply = sam::encodeReply({0x21, {}});
    for (qsizetype at = 0; at < reply.size(); at += 40) {
      const QByteArray piece = reply.mid(at, 40);
      while (::write(m_master, piece.constData(), size_t(piece.size())) < 0) std::this_thread::sleep_for(1ms);
    }
    if (forRate && takesRates) {
      constexpr std::array<speed_t, 5> speeds{B115200, B57600, B38400, B19200, B9600};
      m_rate = speeds[size_t(command) - size_t(sam::Command::Rate115200)];
    }
  }

  int m_master = -1;
  int m_slave = -1;
  std::atomic<speed_t> m_rate;
  std::jthread m_server;
};

SerialReaderPlan planFor(const QString& where) {
  SerialReaderPlan plan = SerialReaderPlan::parse(where);
  plan.timing = {250ms, 3000ms, 3000ms, 3000ms, 200ms};
  return plan;
}

}  // namespace

class TestSerialReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void understandsWhere();
  void findsTheRate_data();
  void findsTheRate();
  void raisesTheRate();
  void staysWhereARaiseIsRefused();
  void findsItBehindTheLinkThatStays();
  void saysWhatIsMissing();
};

void TestSerialReader::understandsWhere() {
  QCOMPARE(SerialReaderPlan::parse(QStringLiteral("serial:auto")).path, QStringLiteral("auto"));
  QCOMPARE(SerialReaderPlan::parse(QStringLiteral("/dev/ttyS0@9600")).rate, 9600);
  QCOMPARE(SerialReaderPlan::parse(QStringLiteral("/dev/ttyS0")).rate, 0);
  QVERIFY(SerialReaderPlan::parse(QStringLiteral("/dev/ttyS0@auto,raise")).raise);
}

void TestSerialReader::findsTheRate_data() {
  QTest::addColumn<int>("speed");
  QTest::newRow("115200") << int(B115200);
  QTest::newRow("57600") << int(B57600);
  QTest::newRow("9600") << int(B9600);
}

void TestSerialReader::findsTheRate() {
  QFETCH(int, speed);
  const Module module{speed_t(speed)};
  auto reader = openSerialReader(planFor(module.path), {});
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  const Result<IdCard> card = (*reader)->read({}, {});
  QVERIFY2(card, card ? "" : card.error().code.constData());
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QCOMPARE(module.rate(), speed_t(speed));
  QCOMPARE(module.misheard == 0, speed == int(B115200));
}

void TestSerialReader::raisesTheRate() {
  const Module module{B9600};
  auto reader = openSerialReader(planFor(module.path + QStringLiteral("@9600,raise")), {});
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  QCOMPARE(module.rate(), speed_t(B115200));
  QVERIFY((*reader)->read({}, {}));
  QCOMPARE(module.misheard.load(), 0);  // not a byte was sent at a rate it did not have
}

void TestSerialReader::staysWhereARaiseIsRefused() {
  Module module{B19200};
  module.takesRates = false;
  auto reader = openSerialReader(planFor(module.path + QStringLiteral("@19200,raise")), {});
  QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  QVERIFY((*reader)->read({}, {}));
  QCOMPARE(module.rate(), speed_t(B19200));
}

void TestSerialReader::findsItBehindTheLinkThatStays() {
  const QTemporaryDir byId;
  const QString link = byId.filePath(QStringLiteral("usb-Reader_0001-if00-port0"));
  for (int i = 0; i < 2; ++i) {  // the second time another tty, as when the old one was still open
    const Module module{B115200};
    QFile::remove(link);
    QVERIFY(QFile::link(module.path, link));
    SerialReaderPlan plan = planFor(QStringLiteral("serial:auto"));
    plan.byId = byId.path();
    auto reader = openSerialReader(plan, {});
    QVERIFY2(reader, reader ? "" : reader.error().code.constData());
    QVERIFY((*reader)->read({}, {}));
    reader = hall::failure(hall::Failure::Cancelled, "test.closed");
    reader = openSerialReader(planFor(link), {});
    QVERIFY2(reader, reader ? "" : reader.error().code.constData());
  }
}

void TestSerialReader::saysWhatIsMissing() {
  const QTemporaryDir empty;
  SerialReaderPlan plan = planFor(QStringLiteral("serial:auto"));
  plan.byId = empty.path();
  QCOMPARE(openSerialReader(plan, {}).error().code, QByteArray("reader.gone"));
  QCOMPARE(openSerialReader(planFor(QStringLiteral("/dev/ttyUSB99")), {}).error().kind, hall::Failure::Disconnected);
}

QTEST_GUILESS_MAIN(TestSerialReader)
#include "tst_serial_reader.moc"

// A scanner on a serial line, over a pseudo terminal: dribbled bytes, no suffix, rubbish, a flood, a pulled plug, and
// one presentation read once.
#include <pty.h>
#include <unistd.h>

#include <QtTest>
#include <thread>

#include "drivers/code/serial_scanner.h"
#include "drivers/port/serial_port.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;

namespace {

class Line {
 public:
  Line() {
    std::array<char, 100> name{};
    if (openpty(&m_master, &m_slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    path = name.data();
  }
  ~Line() { hangUp(); }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;
  void send(const QByteArray& bytes) const {
    for (qsizetype at = 0; at < bytes.size();) {
      const ssize_t count = ::write(m_master, bytes.constData() + at, size_t(bytes.size() - at));
      if (count < 0) return;
      at += count;
    }
  }
  [[nodiscard]] QByteArray heard() const {
    std::array<char, 64> bytes{};
    const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
    return {bytes.data(), count};
  }
  void hangUp() {
    if (m_master < 0) return;
    ::close(m_master);
    ::close(m_slave);
    m_master = -1;
  }
  QByteArray path;

 private:
  int m_master = -1;
  int m_slave = -1;
};

}  // namespace

class TestSerialScanner : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup();
  void readsAScan();
  void readsDribbledBytes();
  void readsWithoutASuffix();
  void readsEveryEncoding_data();
  void readsEveryEncoding();
  void throwsAwayWhatNobodyAskedFor();
  void readsOnePresentationOnce();
  void readsTwoDifferentCodes();
  void pullsTheTrigger();
  void survivesAFlood();
  void survivesRubbish();
  void endsAtItsPatience();
  void stopsWaiting();
  void noticesTheUnplug_data();
  void noticesTheUnplug();
  void readsAgainAfterRePlugging();

 private:
  void open(const ScannerModel& model = {});
  // Sends once the scanner waits, as nobody scans before the page asks.
  Result<QList<Code>> readWhile(const std::function<void()>& sender, std::chrono::milliseconds patience = 5s);

  std::unique_ptr<Line> m_line;
  std::unique_ptr<SerialScanner> m_scanner;
};

void TestSerialScanner::init() {
  m_line = std::make_unique<Line>();
  open();
}

void TestSerialScanner::cleanup() {
  m_scanner.reset();
  m_line.reset();
}

void TestSerialScanner::open(const ScannerModel& model) {
  m_scanner.reset();
  auto port = SerialPort::open(m_line->path, 115200);
  QVERIFY(port);
  m_scanner = std::make_unique<SerialScanner>(std::move(*port), QStringLiteral("test"), model);
  static_cast<void>(m_scanner->read(1ms, {}));  // the line is asked for now; what comes from here on is an answer
}

Result<QList<Code>> TestSerialScanner::readWhile(const std::function<void()>& sender,
                                                 std::chrono::milliseconds patience) {
  const std::jthread thread([&sender] {
    std::this_thread::sleep_for(20ms);
    sender();
  });
  return m_scanner->read(patience, {});
}

void TestSerialScanner::readsAScan() {
  const auto codes = readWhile([this] { m_line->send("hall:1\r\n"); });
  QVERIFY2(codes, codes ? "" : codes.error().code.constData());
  QCOMPARE(codes->size(), 1);
  QCOMPARE(codes->first().bytes, QByteArray("hall:1"));
  QCOMPARE(codes->first().text, QStringLiteral("hall:1"));
}

void TestSerialScanner::readsDribbledBytes() {
  const auto codes = readWhile([this] {
    for (const char byte : QByteArray("one byte at a time\r")) {
      m_line->send(QByteArray(1, byte));
      std::this_thread::sleep_for(3ms);
    }
  });
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("one byte at a time"));
}

void TestSerialScanner::readsWithoutASuffix() {
  ScannerModel model;
  model.suffix = ScannerText::Suffix::None;
  open(model);
  const auto codes = readWhile([this] { m_line->send("two\r\nlines"); });
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("two\r\nlines"));
}

void TestSerialScanner::readsEveryEncoding_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("text");
  QTest::newRow("UTF-8") << QByteArray("办事大厅") << QStringLiteral("办事大厅");
  QTest::newRow("GB18030") << QByteArray::fromHex("B0ECCAC2B4F3CCFC") << QStringLiteral("办事大厅");
  QTest::newRow("controls") << QByteArray("a\x1b[2Jb") << QStringLiteral("a[2Jb");
}

void TestSerialScanner::readsEveryEncoding() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, text);
  const auto codes = readWhile([&] { m_line->send(bytes + '\r'); });
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, bytes);
  QCOMPARE(codes->first().text, text);
}

void TestSerialScanner::throwsAwayWhatNobodyAskedFor() {
  std::this_thread::sleep_for(Presentation::kPause + 50ms);
  m_line->send("of the one before\r");
  const auto codes = readWhile([this] { m_line->send("mine\r"); });
  QVERIFY(codes);
  QCOMPARE(codes->first().bytes, QByteArray("mine"));
}

void TestSerialScanner::readsOnePresentationOnce() {
  QVERIFY(readWhile([this] { m_line->send("held\r"); }));
  // Held on, it is sent again and again; every time is the same presentation.
  const auto again = readWhile(
      [this] {
        for (int i = 0; i < 6; ++i) {
          m_line->send("held\r");
          std::this_thread::sleep_for(400ms);
        }
      },
      2500ms);
  QCOMPARE(again.error().code, QByteArray("code.none"));
  std::this_thread::sleep_for(Presentation::kWindow + 50ms);
  QVERIFY(readWhile([this] { m_line->send("held\r"); }));  // shown once more
}

void TestSerialScanner::readsTwoDifferentCodes() {
  const auto first = readWhile([this] { m_line->send("one\rtwo\r"); });
  const auto second = m_scanner->read(5s, {});
  QVERIFY(first && second);
  QCOMPARE(first->first().bytes, QByteArray("one"));
  QCOMPARE(second->first().bytes, QByteArray("two"));
}

void TestSerialScanner::pullsTheTrigger() {
  ScannerModel model;
  model.triggerOn = "\x16T\r";
  model.triggerOff = "\x16U\r";
  m_scanner.reset();
  auto port = SerialPort::open(m_line->path, 115200);
  QVERIFY(port);
  m_scanner = std::make_unique<SerialScanner>(std::move(*port), QStringLiteral("test"), model);
  QByteArray asked;
  const auto codes = readWhile([this, &asked] {
    asked = m_line->heard();
    m_line->send("triggered\r");
  });
  QVERIFY(codes);
  QCOMPARE(asked, QByteArray("\x16T\r"));
  QCOMPARE(m_line->heard(), QByteArray("\x16U\r"));
}

void TestSerialScanner::survivesAFlood() {
  const auto flood = readWhile([this] { m_line->send(QByteArray(1 << 20, 'x') + '\r'); }, 30s);
  QCOMPARE(flood.error().code, QByteArray("code.too-long"));
  QVERIFY(readWhile([this] { m_line->send("well again\r"); }));
}

void TestSerialScanner::survivesRubbish() {
  QByteArray rubbish;
  for (int i = 0; i < 200; ++i) rubbish.append(static_cast<char>(i * 37 | 0x80));
  const auto codes = readWhile([&] { m_line->send(rubbish + '\r'); });
  QVERIFY(codes);  // bytes are bytes; who asked decides what they are worth
  QCOMPARE(codes->first().bytes, rubbish);
  QVERIFY(readWhile([this] { m_line->send("well\r"); }));
}

void TestSerialScanner::endsAtItsPatience() {
  QCOMPARE(m_scanner->read(50ms, {}).error().code, QByteArray("code.none"));
  // Half a code at the end of the patience is none, and no beginning of the next one's.
  const auto half = readWhile([this] { m_line->send("half"); }, 60ms);
  QCOMPARE(half.error().code, QByteArray("code.none"));
}

void TestSerialScanner::stopsWaiting() {
  std::stop_source source;
  const std::jthread stopper([&source] {
    std::this_thread::sleep_for(30ms);
    source.request_stop();
  });
  QCOMPARE(m_scanner->read(30s, source.get_token()).error().kind, Failure::Cancelled);
}

void TestSerialScanner::noticesTheUnplug_data() {
  QTest::addColumn<QByteArray>("before");
  QTest::newRow("while silent") << QByteArray();
  QTest::newRow("in a code") << QByteArray("hal");
}

void TestSerialScanner::noticesTheUnplug() {
  QFETCH(QByteArray, before);
  const auto codes = readWhile([&] {
    m_line->send(before);
    std::this_thread::sleep_for(10ms);
    m_line->hangUp();
  });
  QCOMPARE(codes.error().kind, Failure::Disconnected);
  QCOMPARE(codes.error().code, QByteArray("scanner.gone"));
  QCOMPARE(m_scanner->report().state, DeviceState::PowerOff);
}

void TestSerialScanner::readsAgainAfterRePlugging() {
  m_line->hangUp();
  QCOMPARE(m_scanner->report().state, DeviceState::PowerOff);
  m_scanner.reset();
  m_line = std::make_unique<Line>();
  open();
  QVERIFY(readWhile([this] { m_line->send("back\r"); }));
  QCOMPARE(m_scanner->report().state, DeviceState::Online);
}

QTEST_GUILESS_MAIN(TestSerialScanner)
#include "tst_serial_scanner.moc"

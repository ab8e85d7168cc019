// A plug alone brings a device back, without waiting for the next look; and what one program holds, another is told.
#include <pty.h>
#include <unistd.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/device_counters.h"
#include "drivers/hardware_bay.h"
#include "drivers/port/serial_port.h"
#include "tests/drivers/sam_firmware.h"
#include "tests/support/fake_clock.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::test::FakeClock;
using hall::test::SamFirmware;
using hall::test::UsbSim;

namespace {

// A module at the far end of a pseudo terminal.
class Line {
 public:
  explicit Line(std::shared_ptr<sim::Stage> stage) {
    std::array<char, 100> name{};
    if (openpty(&m_master, &m_slave, name.data(), nullptr, nullptr) != 0) qFatal("no pty");
    path = name.data();
    m_server = std::jthread([this, stage = std::move(stage)](const std::stop_token& stop) {
      sim::SimSamPort module(stage);
      std::array<char, 64> bytes{};
      while (!stop.stop_requested()) {
        const ssize_t count = ::read(m_master, bytes.data(), bytes.size());
        if (count <= 0 || !module.write(QByteArrayView(bytes.data(), count), Deadline::in(1s))) return;
        for (auto piece = module.readSome(Deadline::in(0ms)); piece; piece = module.readSome(Deadline::in(0ms))) {
          if (::write(m_master, piece->constData(), size_t(piece->size())) < 0) return;
        }
      }
    });
  }
  ~Line() {
    m_server.request_stop();
    if (::write(m_slave, "x", 1) < 0) qWarning("line already down");
    m_server.join();
    ::close(m_master);
    ::close(m_slave);
  }
  QByteArray path;

 private:
  int m_master = -1;
  int m_slave = -1;
  std::jthread m_server;
};

std::unique_ptr<HardwareBay> bayOf(const QString& reader) {
  HardwareBay::Options options;
  options.catalogueFolder = QStringLiteral(HALL_ASSETS "/devices");
  options.idCardReader = reader;
  options.receiptPrinter.clear();
  options.pace = {1h, 20ms, 1h, 1h};  // no look comes round by itself
  auto bay = HardwareBay::create(options);
  return bay ? std::move(*bay) : nullptr;
}

DeviceReport reader(const Bay& bay) {
  return bay.reports().constFirst();
}

// What hall-device, as another process over the same simulated bus, says of the reader.
QString askedByAnother(const QString& where) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert(QStringLiteral("LD_PRELOAD"), QStringLiteral("libumockdev-preload.so.0"));
  process.setProcessEnvironment(environment);
  process.start(QStringLiteral(HALL_DEVICE), {QStringLiteral("health"), QStringLiteral("--json"),
                                              QStringLiteral("--reader"), where, QStringLiteral("--printer"), QString(),
                                              QStringLiteral("--catalogue"), QStringLiteral(HALL_ASSETS "/devices")});
  if (!process.waitForFinished(20'000)) return QStringLiteral("did not end");
  return QString::fromUtf8(process.readAllStandardOutput() + process.readAllStandardError());
}

}  // namespace

class TestDevicePlugged : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aUsbPlugIsNoticed();
  void aSerialPlugIsNoticed();
  void countsFollowTheReaderAndNotItsSocket();
  void aHeldUsbDeviceIsBusyForAnother();
  void aHeldSerialLineIsBusyForAnother();
};

void TestDevicePlugged::aUsbPlugIsNoticed() {
  UsbSim sim;
  SamFirmware firmware;
  const auto bay = bayOf(QStringLiteral("usb"));
  QTRY_COMPARE(reader(*bay).state, DeviceState::PowerOff);
  sim.plug({}, firmware.onePair());
  QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
  sim.unplug();
  QTRY_COMPARE(reader(*bay).state, DeviceState::PowerOff);
}

void TestDevicePlugged::aSerialPlugIsNoticed() {
  const UsbSim sim;  // an empty bus
  const QTemporaryDir dev;
  SamFirmware firmware;
  const QString path = dev.filePath(QStringLiteral("ttyUSB0"));
  const auto bay = bayOf(path);
  QTRY_COMPARE(reader(*bay).state, DeviceState::PowerOff);
  QCOMPARE(reader(*bay).code, QByteArray("port.gone"));
  {
    const Line line(firmware.stage);
    QVERIFY(QFile::link(QString::fromLatin1(line.path), path));
    QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
    QVERIFY(QFile::remove(path));
  }
  QTRY_COMPARE(reader(*bay).state, DeviceState::PowerOff);
  const Line again(firmware.stage);
  QVERIFY(QFile::link(QString::fromLatin1(again.path), path));
  QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
}

// Two of one model stand on one bus at once, and one of them moves to another socket later.
void TestDevicePlugged::countsFollowTheReaderAndNotItsSocket() {
  const QTemporaryDir folder;
  const QString path = folder.filePath(QStringLiteral("devices.json"));
  const FakeClock clock;
  hall::Log log(clock, [](const QByteArray&) {});
  UsbSim sim;
  std::array<SamFirmware, 2> readers;
  // Another module: two bytes of its number flipped alike, so that the check byte still fits.
  readers[1].answer = [](SamFirmware::Command command, QByteArray usual) {
    if (command == SamFirmware::Command::SamId) {
      for (const int at : {14, 18}) usual[at] = char(usual[at] ^ 1);
    }
    return QList<QByteArray>{usual};
  };
  const auto plug = [&](size_t which, int socket) {
    readers[which].layCard();
    UsbSim::Shape shape;
    shape.socket = socket;
    sim.plug(shape, readers[which].onePair());
  };
  const auto readOne = [&](int socket, QByteArray& id) {
    const auto bay = bayOf(QStringLiteral("usb:1-%1").arg(socket));
    const DeviceCounters counters(*bay, path, clock, log);
    QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
    id = reader(*bay).id;
    std::optional<bool> read;
    bay->readIdCard(this, 10s, [&read](const hall::Result<IdCard>& card) { read = card.has_value(); });
    QTRY_COMPARE(read, true);
  };
  plug(0, 1);
  plug(1, 2);
  QByteArray first;
  QByteArray second;
  QByteArray moved;
  readOne(1, first);
  readOne(2, second);
  QVERIFY(!first.isEmpty() && first != second);
  sim.unplug(UsbSim::LastWord::Shutdown, 1);
  plug(0, 3);
  readOne(3, moved);
  QCOMPARE(moved, first);
  const auto counts = CounterFile(path).read();
  QVERIFY(counts);
  QCOMPARE(counts->size(), 2);
  QCOMPARE(counts->value("id-card-reader:" + first).value("cards-read"), 2);
  QCOMPARE(counts->value("id-card-reader:" + second).value("cards-read"), 1);
}

void TestDevicePlugged::aHeldUsbDeviceIsBusyForAnother() {
  UsbSim sim;
  SamFirmware firmware;
  sim.plug({}, firmware.onePair());
  auto bay = bayOf(QStringLiteral("usb"));
  QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
  const QString held = askedByAnother(QStringLiteral("usb"));
  QVERIFY2(held.contains(QStringLiteral("port.busy")), qPrintable(held));
  QCOMPARE(reader(*bay).state, DeviceState::Online);
  bay.reset();
  const QString free = askedByAnother(QStringLiteral("usb"));
  QVERIFY2(free.contains(QStringLiteral("\"state\":\"online\"")), qPrintable(free));
}

void TestDevicePlugged::aHeldSerialLineIsBusyForAnother() {
  const UsbSim sim;
  SamFirmware firmware;
  const Line line(firmware.stage);
  const QString path = QString::fromLatin1(line.path);
  auto bay = bayOf(path);
  QTRY_COMPARE(reader(*bay).state, DeviceState::Online);
  const QString held = askedByAnother(path);
  QVERIFY2(held.contains(QStringLiteral("port.busy")), qPrintable(held));
  bay.reset();
  const QString free = askedByAnother(path);
  QVERIFY2(free.contains(QStringLiteral("\"state\":\"online\"")), qPrintable(free));
}

QTEST_GUILESS_MAIN(TestDevicePlugged)
#include "tst_device_plugged.moc"

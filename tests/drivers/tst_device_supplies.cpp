// Paper that soon runs out is told by its count where no sensor tells it, also behind a restart; it is a warning only,
// and a new roll ends it.
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/device_counters.h"
#include "drivers/lane_bay.h"
#include "drivers/test_page.h"
#include "tests/support/fake_clock.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Result;
using hall::test::FakeClock;

namespace {

struct Sensor {
  std::mutex mutex;
  DeviceState state = DeviceState::Online;
  QByteArray code;
  PaperState paper = PaperState::Full;

  void show(DeviceState itsState, const QByteArray& itsCode, PaperState itsPaper) {
    const std::lock_guard lock(mutex);
    state = itsState;
    code = itsCode;
    paper = itsPaper;
  }
};

class SlipPrinter final : public ReceiptPrinter {
 public:
  explicit SlipPrinter(std::shared_ptr<Sensor> sensor) : m_sensor(std::move(sensor)) {}
  Result<void> print(const Paper& /*paper*/, std::stop_token /*stop*/) override { return {}; }
  DeviceReport report() override {
    const std::lock_guard lock(m_sensor->mutex);
    DeviceReport report{DeviceKind::ReceiptPrinter, m_sensor->state, "p-1",
                        QStringLiteral("played"),   m_sensor->code,  m_sensor->paper};
    report.supplies = {{"paper-mm", {300, 200}}, {"cuts", {1000, 900}}};
    return report;
  }

 private:
  std::shared_ptr<Sensor> m_sensor;
};

class LaserPrinter final : public PagePrinter {
 public:
  Result<void> print(const PageJob& /*job*/, std::stop_token /*stop*/) override { return {}; }
  DeviceReport report() override {
    return {DeviceKind::PagePrinter, DeviceState::Online, "q-1", QStringLiteral("played"), {}};
  }
};

}  // namespace

class TestDeviceSupplies : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void warnsAcrossARestart();
  void warnsOnceAndPrintsOn();
  void aTechniciansResetEndsIt();
  void aRollThatEndedAndCameBackIsANewOne();
  void anOpenedCoverIsNoNewRoll();
  void theSensorsWordStands();
  void countsPages();

 private:
  struct Running {
    std::unique_ptr<LaneBay> bay;
    std::unique_ptr<DeviceCounters> counters;
    [[nodiscard]] DeviceReport printer() const { return bay->reports().at(2); }
  };
  Running start() {
    LaneBay::Openers openers;
    openers.receiptPrinter = [sensor = m_sensor](const std::stop_token&) -> Result<std::unique_ptr<ReceiptPrinter>> {
      return std::make_unique<SlipPrinter>(sensor);
    };
    openers.pagePrinter = [](const std::stop_token&) -> Result<std::unique_ptr<PagePrinter>> {
      return std::make_unique<LaserPrinter>();
    };
    Running running;
    running.bay = std::make_unique<LaneBay>(std::move(openers), Pace{5ms, 1ms, 5ms, 5ms});
    running.counters = std::make_unique<DeviceCounters>(*running.bay, m_path, m_clock, m_log, 20ms);
    return running;
  }
  // A slip of a hundred millimetres: twenty for the cut, and twenty lines.
  bool print(Bay& bay) {
    bool printed = false;
    bay.print(this, Paper(20, PaperLine{}), [&printed](const Result<void>& done) { printed = done.has_value(); });
    return QTest::qWaitFor([&printed] { return printed; });
  }
  [[nodiscard]] static bool online(const Running& running) {
    return QTest::qWaitFor([&running] { return running.printer().state == DeviceState::Online; });
  }
  [[nodiscard]] qint64 kept(const QByteArray& device, const QByteArray& what) const {
    const auto all = CounterFile(m_path).read();
    return all ? all->value(device).value(what) : -1;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_path;
  std::shared_ptr<Sensor> m_sensor;
  FakeClock m_clock;
  QList<QByteArray> m_lines;
  hall::Log m_log{m_clock, [this](const QByteArray& line) { m_lines.append(line); }};
};

void TestDeviceSupplies::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_path = m_folder->filePath(QStringLiteral("devices.json"));
  m_sensor = std::make_shared<Sensor>();
  m_lines.clear();
}

void TestDeviceSupplies::warnsAcrossARestart() {
  {
    const Running running = start();
    QVERIFY(online(running));
    QVERIFY(print(*running.bay));
    QTest::qWait(50);
    QCOMPARE(running.printer().paper, PaperState::Full);
  }
  QCOMPARE(kept("receipt-printer:p-1", "paper-mm"), 100);
  {
    const Running running = start();
    QVERIFY(online(running));
    QVERIFY(print(*running.bay));  // 200 of 300 in both lives
    QTRY_COMPARE(running.printer().low, QList<QByteArray>{"paper-mm"});
    QCOMPARE(running.printer().paper, PaperState::Low);
  }
  const Running running = start();
  QTRY_COMPARE(running.printer().paper, PaperState::Low);  // known from the start
}

void TestDeviceSupplies::warnsOnceAndPrintsOn() {
  const Running running = start();
  QSignalSpy told(running.bay.get(), &Bay::statusChanged);
  QVERIFY(online(running));
  for (int slip = 0; slip < 5; ++slip) QVERIFY(print(*running.bay));  // far beyond the end of the roll
  QTRY_COMPARE(running.printer().paper, PaperState::Low);
  QTest::qWait(100);
  QCOMPARE(running.printer().state, DeviceState::Online);
  QCOMPARE(m_lines.join().count("counters.supply-low"), 1);
  const auto warned = [](const QList<QVariant>& arguments) {
    return arguments.constFirst().toJsonObject()[QStringLiteral("paper")] == QJsonValue(QStringLiteral("low"));
  };
  QCOMPARE(std::count_if(told.cbegin(), told.cend(), warned), 1);
}

void TestDeviceSupplies::aTechniciansResetEndsIt() {
  const Running running = start();
  QVERIFY(online(running));
  for (int slip = 0; slip < 2; ++slip) QVERIFY(print(*running.bay));
  QTRY_COMPARE(kept("receipt-printer:p-1", "paper-mm"), 200);
  QTRY_COMPARE(running.printer().paper, PaperState::Low);
  QVERIFY(CounterFile(m_path).reset("receipt-printer:p-1", "paper-mm"));
  QTRY_COMPARE(running.printer().paper, PaperState::Full);
  QVERIFY(running.printer().low.isEmpty());
  QCOMPARE(kept("receipt-printer:p-1", "cuts"), 2);
}

void TestDeviceSupplies::aRollThatEndedAndCameBackIsANewOne() {
  const Running running = start();
  QVERIFY(online(running));
  for (int slip = 0; slip < 2; ++slip) QVERIFY(print(*running.bay));
  QTRY_COMPARE(running.printer().paper, PaperState::Low);
  m_sensor->show(DeviceState::Offline, "paper.out", PaperState::Out);
  QTRY_COMPARE(running.printer().paper, PaperState::Out);
  m_sensor->show(DeviceState::Offline, "printer.cover-open", PaperState::Out);
  QTRY_COMPARE(running.printer().code, QByteArray("printer.cover-open"));
  m_sensor->show(DeviceState::Online, {}, PaperState::Full);
  QTRY_COMPARE(running.printer().paper, PaperState::Full);
  QTRY_COMPARE(kept("receipt-printer:p-1", "paper-mm"), 0);
}

void TestDeviceSupplies::anOpenedCoverIsNoNewRoll() {
  const Running running = start();
  QVERIFY(online(running));
  for (int slip = 0; slip < 2; ++slip) QVERIFY(print(*running.bay));
  QTRY_COMPARE(kept("receipt-printer:p-1", "paper-mm"), 200);
  m_sensor->show(DeviceState::Offline, "printer.cover-open", PaperState::Out);
  QTRY_COMPARE(running.printer().state, DeviceState::Offline);
  m_sensor->show(DeviceState::Online, {}, PaperState::Full);
  QVERIFY(online(running));
  QTest::qWait(100);
  QCOMPARE(running.printer().paper, PaperState::Low);
  QCOMPARE(kept("receipt-printer:p-1", "paper-mm"), 200);
}

void TestDeviceSupplies::theSensorsWordStands() {
  const Running running = start();
  m_sensor->show(DeviceState::Online, {}, PaperState::Low);
  QTRY_COMPARE(running.printer().paper, PaperState::Low);
  QVERIFY(running.printer().low.isEmpty());  // it was seen, not counted
  for (int slip = 0; slip < 2; ++slip) QVERIFY(print(*running.bay));
  QTRY_VERIFY(!running.printer().low.isEmpty());
  m_sensor->show(DeviceState::Offline, "paper.out", PaperState::Out);
  QTRY_COMPARE(running.printer().paper, PaperState::Out);
}

void TestDeviceSupplies::countsPages() {
  {
    const Running running = start();
    QVERIFY(online(running));
    bool printed = false;
    const PageJob job{testPage(), QStringLiteral("test"), 3};
    running.bay->printPages(this, job, [&printed](const Result<void>& done) { printed = done.has_value(); });
    QTRY_VERIFY(printed);
  }
  QCOMPARE(kept("page-printer:q-1", "jobs"), 1);
  QCOMPARE(kept("page-printer:q-1", "pages"), 3);
}

QTEST_GUILESS_MAIN(TestDeviceSupplies)
#include "tst_device_supplies.moc"

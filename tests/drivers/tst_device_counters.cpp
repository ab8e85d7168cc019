// What a device has done is counted by who it is and not by where it is plugged in, survives restarts and damage, and a
// technician's reset is not undone by a program that counts meanwhile. A health check is part of it.
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/device_counters.h"
#include "drivers/lane_bay.h"
#include "tests/support/fake_clock.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::FakeClock;

namespace {

class CountedReader final : public IdCardReader {
 public:
  CountedReader(QByteArray id, std::shared_ptr<std::atomic<bool>> gone)
      : m_id(std::move(id)), m_gone(std::move(gone)) {}
  Result<IdCard> read(const ReadRequest& /*request*/, std::stop_token /*stop*/) override {
    if (*m_gone) return hall::failure(Failure::Disconnected, "reader.gone");
    return IdCard();
  }
  Result<bool> cardPresent(std::stop_token /*stop*/) override { return false; }
  DeviceReport report() override {
    DeviceReport report{DeviceKind::IdCardReader, DeviceState::Online, m_id, QStringLiteral("counted"), {}};
    if (*m_gone) report.state = DeviceState::PowerOff;
    return report;
  }

 private:
  QByteArray m_id;
  std::shared_ptr<std::atomic<bool>> m_gone;
};

}  // namespace

class TestDeviceCounters : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void countsWhatWasDone();
  void twoOfOneModelAreNotMixed();
  void countsPlugsAndHours();
  void aDamagedFileIsPutAside();
  void aResetIsNotUndone();
  void aDiskThatTakesNothingHoldsNobodyUp();
  void aHealthCheckIsRemembered();

 private:
  // A terminal that runs until the returned value dies.
  struct Running {
    std::unique_ptr<LaneBay> bay;
    std::unique_ptr<DeviceCounters> counters;
  };
  Running start(const QByteArray& id) {
    LaneBay::Openers openers;
    openers.idCardReader = [id, gone = m_gone](const std::stop_token&) -> Result<std::unique_ptr<IdCardReader>> {
      if (*gone) return hall::failure(Failure::Disconnected, "reader.gone");
      return std::make_unique<CountedReader>(id, gone);
    };
    Running running;
    running.bay = std::make_unique<LaneBay>(std::move(openers), Pace{5ms, 1ms, 5ms, 5ms});
    running.counters = std::make_unique<DeviceCounters>(*running.bay, m_path, m_clock, m_log, 1h);
    return running;
  }
  void readCards(Bay& bay, int times) {
    for (int i = 0; i < times; ++i) {
      bool done = false;
      bay.readIdCard(this, 5s, [&done](const Result<IdCard>&) { done = true; });
      QTRY_VERIFY(done);
    }
  }
  [[nodiscard]] static bool online(const Bay& bay) {
    return QTest::qWaitFor([&bay] { return bay.reports().constFirst().state == DeviceState::Online; });
  }
  [[nodiscard]] qint64 kept(const QByteArray& device, const QByteArray& what) const {
    const auto all = CounterFile(m_path).read();
    return all ? all->value(device).value(what) : -1;
  }

  std::unique_ptr<QTemporaryDir> m_folder;
  QString m_path;
  std::shared_ptr<std::atomic<bool>> m_gone;
  FakeClock m_clock;
  QList<QByteArray> m_lines;
  hall::Log m_log{m_clock, [this](const QByteArray& line) { m_lines.append(line); }};
};

void TestDeviceCounters::init() {
  m_folder = std::make_unique<QTemporaryDir>();
  m_path = m_folder->filePath(QStringLiteral("devices.json"));
  m_gone = std::make_shared<std::atomic<bool>>(false);
  m_lines.clear();
}

void TestDeviceCounters::countsWhatWasDone() {
  for (int life = 1; life <= 2; ++life) {
    {
      const Running running = start("sam-1");
      QVERIFY(online(*running.bay));
      readCards(*running.bay, 3);
      QCOMPARE(kept("id-card-reader:sam-1", "cards-read"), 3 * (life - 1));  // not at every card
    }
    QCOMPARE(kept("id-card-reader:sam-1", "cards-read"), 3 * life);
  }
}

void TestDeviceCounters::twoOfOneModelAreNotMixed() {
  for (const char* id : {"sam-1", "sam-2", "sam-1"}) {
    const Running running = start(id);
    QVERIFY(online(*running.bay));
    readCards(*running.bay, 1);
  }
  QCOMPARE(kept("id-card-reader:sam-1", "cards-read"), 2);
  QCOMPARE(kept("id-card-reader:sam-2", "cards-read"), 1);
}

void TestDeviceCounters::countsPlugsAndHours() {
  {
    const Running running = start("sam-1");
    QVERIFY(online(*running.bay));
    m_clock.advance(90s);
    *m_gone = true;
    QTRY_COMPARE(running.bay->reports().constFirst().state, DeviceState::PowerOff);
    m_clock.advance(1000s);
    *m_gone = false;
    QVERIFY(online(*running.bay));
    m_clock.advance(10s);
  }
  QCOMPARE(kept("id-card-reader:sam-1", "unplugged"), 1);
  QCOMPARE(kept("id-card-reader:sam-1", "plugged"), 1);
  QCOMPARE(kept("id-card-reader:sam-1", "seconds-on"), 100);
}

void TestDeviceCounters::aDamagedFileIsPutAside() {
  for (const QByteArray& damage :
       {QByteArray("{\"half"), QByteArray("[]"), QByteArray("{\"a\": {\"b\": \"c\"}}"), QByteArray(2 << 20, 'x')}) {
    init();
    QFile file(m_path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(damage) == damage.size());
    file.close();
    QCOMPARE(CounterFile(m_path).read().error().code, QByteArray("counters.damaged"));
    {
      const Running running = start("sam-1");
      QVERIFY(online(*running.bay));
      readCards(*running.bay, 1);
    }
    QCOMPARE(kept("id-card-reader:sam-1", "cards-read"), 1);
    QCOMPARE(QDir(m_folder->path()).entryList({QStringLiteral("*.damaged-*")}).size(), 1);
    QVERIFY(m_lines.join().contains("counters.damaged"));
  }
}

void TestDeviceCounters::aResetIsNotUndone() {
  CounterFile file(m_path);
  QVERIFY(file.add({{"receipt-printer:p", {{"paper-mm", 5000}, {"cuts", 7}}}}));
  {
    const Running running = start("sam-1");
    QVERIFY(online(*running.bay));
    readCards(*running.bay, 1);
    QVERIFY(file.reset("receipt-printer:p", "paper-mm"));
  }
  QCOMPARE(kept("receipt-printer:p", "paper-mm"), 0);
  QCOMPARE(kept("receipt-printer:p", "cuts"), 7);
  QCOMPARE(kept("id-card-reader:sam-1", "cards-read"), 1);
  QCOMPARE(file.reset("receipt-printer:p", "paper-mm").error().code, QByteArray("counters.unknown"));
  QCOMPARE(file.reset("nobody", "cuts").error().code, QByteArray("counters.unknown"));
}

void TestDeviceCounters::aDiskThatTakesNothingHoldsNobodyUp() {
  m_path = QStringLiteral("/proc/devices.json");  // nothing can be made there
  {
    const Running running = start("sam-1");
    QVERIFY(online(*running.bay));
    readCards(*running.bay, 1);
  }
  QVERIFY(m_lines.join().contains("counters.not-kept"));
}

void TestDeviceCounters::aHealthCheckIsRemembered() {
  {
    const Running running = start("sam-1");
    QVERIFY(online(*running.bay));
    std::optional<Result<void>> answer;
    const auto take = [&answer](const Result<void>& outcome) { answer = outcome; };
    running.bay->checkHealth(this, DeviceKind::IdCardReader, HealthDepth::External, take);
    QTRY_VERIFY(answer);
    QVERIFY(*answer);
    const auto health = running.bay->reports().constFirst().health;
    QVERIFY(health && health->code.isEmpty() && health->depth == HealthDepth::External);
    answer.reset();
    running.bay->checkHealth(this, DeviceKind::Lights, HealthDepth::Internal, take);
    QTRY_VERIFY(answer);
    QCOMPARE(answer->error().code, QByteArray("device.none"));
    answer.reset();
    running.bay->checkHealth(this, DeviceKind::IdCardReader, HealthDepth::Interactive, take);
    QTRY_VERIFY(answer);
    QVERIFY(*answer);
    QTRY_VERIFY(running.bay->servedCardPresent() || running.bay->reports().constFirst().media);  // has to be lifted too
  }
  QVERIFY(kept("id-card-reader:sam-1", "last-health-at") > 1'000'000'000);
}

QTEST_GUILESS_MAIN(TestDeviceCounters)
#include "tst_device_counters.moc"

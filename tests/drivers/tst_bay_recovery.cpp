// What a device says, or says no more, moves it between online, suspect and gone (devices.md C5, C6, C23); it comes
// back by itself, and each change is told with what changed and nothing else.
#include <QSignalSpy>
#include <QtTest>

#include "drivers/lane_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Error;
using hall::failure;
using hall::Failure;
using hall::Result;

namespace {

// What the devices of one test answer; shared with the lane.
struct Play {
  std::mutex mutex;
  QList<Error> openFaults;         // one per opening, then it opens
  std::optional<Error> readFault;  // of every read
  DeviceState state = DeviceState::Online;
  QByteArray code;
  int opened = 0;
};

class PlayedReader final : public IdCardReader {
 public:
  explicit PlayedReader(std::shared_ptr<Play> play) : m_play(std::move(play)) {}
  Result<IdCard> read(const ReadRequest& /*request*/, std::stop_token /*stop*/) override {
    const std::lock_guard lock(m_play->mutex);
    if (m_play->readFault) return failure(*m_play->readFault);
    return IdCard();
  }
  Result<bool> cardPresent(std::stop_token /*stop*/) override { return false; }
  DeviceReport report() override {
    const std::lock_guard lock(m_play->mutex);
    return {DeviceKind::IdCardReader, m_play->state, "id-1", QStringLiteral("played"), m_play->code};
  }

 private:
  std::shared_ptr<Play> m_play;
};

// A printer whose plug is pulled says other things of it each time it is asked, and then cannot be opened.
class PulledPrinter final : public ReceiptPrinter {
 public:
  explicit PulledPrinter(std::shared_ptr<std::atomic<bool>> pulled) : m_pulled(std::move(pulled)) {}
  Result<void> print(const Paper& /*paper*/, std::stop_token /*stop*/) override {
    if (*m_pulled) return failure(Failure::Disconnected, "printer.gone");
    return {};
  }
  DeviceReport report() override {
    DeviceReport report{
        DeviceKind::ReceiptPrinter, DeviceState::Online, "p", QStringLiteral("printer"), {}, PaperState::Full};
    if (!*m_pulled) return report;
    report.state = DeviceState::PowerOff;
    report.code = "port.gone";
    report.paper = PaperState::Unknown;
    return report;
  }

 private:
  std::shared_ptr<std::atomic<bool>> m_pulled;
};

std::unique_ptr<LaneBay> bayOf(const std::shared_ptr<Play>& play) {
  LaneBay::Openers openers;
  openers.idCardReader = [play](const std::stop_token&) -> Result<std::unique_ptr<IdCardReader>> {
    const std::lock_guard lock(play->mutex);
    ++play->opened;
    if (!play->openFaults.isEmpty()) return failure(play->openFaults.takeFirst());
    return std::make_unique<PlayedReader>(play);
  };
  return std::make_unique<LaneBay>(std::move(openers), Pace{20ms, 5ms, 5ms, 20ms});
}

}  // namespace

class TestBayRecovery : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void aSymptomMakesItSuspectUntilItAnswers();
  void whatIsGoneComesBack();
  void aCardsTroubleIsNoSymptom();
  void deniedRightAfterThePlugIsTriedAgain();
  void whatStaysBadIsOpenedAnew();
  void tellsOnlyWhatChanged();
  void tellsOnceWhatIsGone();
  void knowsWhetherACardLiesThere();
  void kindsItIsNotMeantToHave();

 private:
  [[nodiscard]] DeviceReport reader() const { return m_bay->reports().constFirst(); }
  QByteArray codeOfReading() {
    std::optional<QByteArray> code;
    m_bay->readIdCard(this, 1s, [&code](const Result<IdCard>& card) { code = card ? "" : card.error().code; });
    while (!code) QTest::qWait(1);
    return *code;
  }
  // The states and actions that were told, in order.
  QList<QByteArray> told(const QSignalSpy& spy) const {
    QList<QByteArray> words;
    for (const QList<QVariant>& arguments : spy) {
      const auto report = arguments.constFirst().value<DeviceReport>();
      words.append(name(report.state) + ' ' + name(report.action));
    }
    return words;
  }

  std::shared_ptr<Play> m_play;
  std::unique_ptr<LaneBay> m_bay;
};

void TestBayRecovery::init() {
  m_bay.reset();
  m_play = std::make_shared<Play>();
  m_bay = bayOf(m_play);
  QTRY_COMPARE(reader().state, DeviceState::Online);
}

void TestBayRecovery::aSymptomMakesItSuspectUntilItAnswers() {
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  m_play->readFault = Error{Failure::Timeout, "reader.silent", {}};
  QCOMPARE(codeOfReading(), QByteArray("reader.silent"));
  QTRY_COMPARE(reader().state, DeviceState::Online);
  QCOMPARE(told(spy), (QList<QByteArray>{"starting suspend", "online none"}));
  QCOMPARE(m_play->opened, 1);
}

void TestBayRecovery::whatIsGoneComesBack() {
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  m_play->readFault = Error{Failure::Disconnected, "reader.gone", {}};
  {
    const std::lock_guard lock(m_play->mutex);
    m_play->openFaults = QList<Error>(5, Error{Failure::Disconnected, "reader.gone", {}});
  }
  QCOMPARE(codeOfReading(), QByteArray("reader.gone"));
  QCOMPARE(reader().state, DeviceState::PowerOff);
  QTRY_COMPARE(reader().state, DeviceState::Online);
  QCOMPARE(told(spy), (QList<QByteArray>{"powerOff clear", "online none"}));
  QCOMPARE(m_play->opened, 7);
}

void TestBayRecovery::aCardsTroubleIsNoSymptom() {
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  m_play->readFault = Error{Failure::Garbled, "card.checksum", {}};
  QCOMPARE(codeOfReading(), QByteArray("card.checksum"));
  QTest::qWait(50);
  QCOMPARE(spy.size(), 0);
}

// The rules of udev need a moment after a plug: until then the node is there, and closed to us.
void TestBayRecovery::deniedRightAfterThePlugIsTriedAgain() {
  auto play = std::make_shared<Play>();
  play->openFaults = {{Failure::Disconnected, "reader.gone", {}},
                      {Failure::Denied, "port.denied", {}},
                      {Failure::Denied, "port.denied", {}}};
  m_bay = bayOf(play);
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  QTRY_COMPARE(reader().state, DeviceState::Online);
  QCOMPARE(told(spy), (QList<QByteArray>{"powerOff clear", "hardwareError configuration", "online none"}));
}

void TestBayRecovery::whatStaysBadIsOpenedAnew() {
  {
    const std::lock_guard lock(m_play->mutex);
    m_play->state = DeviceState::HardwareError;
    m_play->code = "reader.silent";
  }
  QTRY_COMPARE(reader().state, DeviceState::HardwareError);
  QCOMPARE(reader().action, Action::Reset);
  QTRY_VERIFY(m_play->opened >= 3);
  {
    const std::lock_guard lock(m_play->mutex);
    m_play->state = DeviceState::Online;
    m_play->code.clear();
  }
  QTRY_COMPARE(reader().state, DeviceState::Online);
}

void TestBayRecovery::tellsOnlyWhatChanged() {
  QSignalSpy spy(m_bay.get(), &Bay::statusChanged);
  {
    const std::lock_guard lock(m_play->mutex);
    m_play->state = DeviceState::Offline;
    m_play->code = "reader.link";
  }
  QTRY_COMPARE(spy.size(), 1);
  const QJsonObject changes = spy.takeFirst().constFirst().toJsonObject();
  QCOMPARE(changes.keys(), (QStringList{QStringLiteral("action"), QStringLiteral("code"), QStringLiteral("kind"),
                                        QStringLiteral("state")}));
  QCOMPARE(changes[QStringLiteral("state")], QJsonValue(QStringLiteral("offline")));
}

// Whether it is noticed by a look or by a slip that does not come out.
void TestBayRecovery::tellsOnceWhatIsGone() {
  for (const bool printing : {false, true}) {
    const auto pulled = std::make_shared<std::atomic<bool>>(false);
    LaneBay::Openers openers;
    openers.receiptPrinter = [pulled](const std::stop_token&) -> Result<std::unique_ptr<ReceiptPrinter>> {
      if (*pulled) return failure(Failure::Disconnected, "usb.none");
      return std::make_unique<PulledPrinter>(pulled);
    };
    m_bay = std::make_unique<LaneBay>(std::move(openers), Pace{20ms, 5ms, 5ms, 5ms});
    const auto printer = [this] { return m_bay->reports().at(2); };
    QTRY_COMPARE(printer().state, DeviceState::Online);
    QSignalSpy spy(m_bay.get(), &Bay::statusChanged);
    *pulled = true;
    if (printing) m_bay->print(this, {}, [](const Result<void>&) {});
    QTRY_COMPARE(printer().state, DeviceState::PowerOff);
    QTest::qWait(100);
    QCOMPARE(spy.size(), 1);
    QVERIFY(spy.constFirst().constFirst().toJsonObject()[QStringLiteral("paper")].isNull());
  }
}

void TestBayRecovery::knowsWhetherACardLiesThere() {
  QCOMPARE(reader().media, std::nullopt);
  QCOMPARE(codeOfReading(), QByteArray());
  QTRY_COMPARE(reader().media, MediaState::Present);
  QTRY_COMPARE(reader().media, MediaState::NotPresent);  // three looks without a card
  QTest::qWait(50);
  QCOMPARE(reader().media, MediaState::NotPresent);  // kept over the looks at the device
}

void TestBayRecovery::kindsItIsNotMeantToHave() {
  for (const DeviceReport& report : m_bay->reports().mid(1)) QCOMPARE(report.state, DeviceState::NoDevice);
}

QTEST_GUILESS_MAIN(TestBayRecovery)
#include "tst_bay_recovery.moc"

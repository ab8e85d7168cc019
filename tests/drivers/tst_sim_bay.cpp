// The bay's contract, kept by the simulated one: every request is answered in one of five ways, one runs per kind,
// and a device that comes, goes or fails says so.
#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/sim/sim_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using sim::Levers;
using sim::SimBay;

namespace {

std::unique_ptr<SimBay> makeBay(const QString& slipFolder) {
  SimBay::Options options;
  options.slipFolder = slipFolder;
  options.pace = {200ms, 10ms, 10ms, 50ms};
  auto bay = SimBay::create(options);
  if (!bay) qFatal("no bay: %s", bay.error().code.constData());
  return std::move(*bay);
}

DeviceState stateOf(const Bay& bay, DeviceKind kind) {
  for (const DeviceReport& report : bay.reports()) {
    if (report.kind == kind) return report.state;
  }
  return DeviceState::NoDevice;
}

struct Answer {
  int times = 0;
  Result<IdCard> card;
  Bay::Done<IdCard> taker() {
    return [this](Result<IdCard> result) {
      ++times;
      card = std::move(result);
    };
  }
};

}  // namespace

class TestSimBay : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() { m_bay = makeBay(m_slips.path()); }
  void cleanup() { m_bay.reset(); }
  void readsACardLaidDownLater();
  void readsEveryPerson();
  void readsACardOnce();
  void readsTheNextCardAtOnce();
  void aCardLiftedDuringTheRequestIsNoticed();
  void saysThatACardWasServedBeforeItIsHandedOut();
  void timesOutWithoutACard();
  void cancels();
  void forgetsAContextThatDied();
  void allowsOneRequestPerKind();
  void tellsTheFault_data();
  void tellsTheFault();
  void noticesThePlug();
  void printsASlip();
  void tellsThePrintersTrouble();
  void readsACodeShownToTheCamera();
  void mayDieAtWork();
  void mayBeDestroyedByItsAnswer();

 private:
  QTemporaryDir m_slips;
  std::unique_ptr<SimBay> m_bay;
};

// Empty when a card was read.
QByteArray codeOfReading(Bay& bay) {
  Answer answer;
  bay.readIdCard(&bay, 5s, answer.taker());
  while (answer.times == 0) QTest::qWait(2);
  return answer.card ? QByteArray() : answer.card.error().code;
}

void TestSimBay::readsACardLaidDownLater() {
  Answer answer;
  m_bay->readIdCard(this, 5s, answer.taker());
  QTest::qWait(50);
  QCOMPARE(answer.times, 0);
  QVERIFY(m_bay->levers().layCard(QStringLiteral("pensioner")));
  QTRY_COMPARE(answer.times, 1);
  QVERIFY(answer.card);
  QCOMPARE(answer.card->name, QStringLiteral("测试样例"));
  QCOMPARE(answer.card->birth.year(), 1956);
}

void TestSimBay::readsEveryPerson() {
  const QVariantList people = m_bay->levers().people();
  QVERIFY(people.size() >= 9);
  for (const QVariant& person : people) {
    QVERIFY(m_bay->levers().layCard(person.toMap().value(QStringLiteral("key")).toString()));
    Answer answer;
    m_bay->readIdCard(this, 5s, answer.taker());
    QTRY_COMPARE(answer.times, 1);
    QVERIFY2(answer.card, qPrintable(person.toMap().value(QStringLiteral("key")).toString()));
    m_bay->levers().takeCard();
    QTRY_VERIFY(!m_bay->servedCardPresent());
    QCOMPARE(answer.card->name, person.toMap().value(QStringLiteral("name")).toString());
  }
  QVERIFY(!m_bay->levers().layCard(QStringLiteral("nobody")));
}

void TestSimBay::readsACardOnce() {
  QSignalSpy removed(m_bay.get(), &Bay::cardRemoved);
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  QVERIFY(!m_bay->servedCardPresent());
  QCOMPARE(codeOfReading(*m_bay), QByteArray());
  QVERIFY(m_bay->servedCardPresent());
  for (int i = 0; i < 5; ++i) QCOMPARE(codeOfReading(*m_bay), QByteArray("card.left"));
  QTest::qWait(100);
  QCOMPARE(codeOfReading(*m_bay), QByteArray("card.left"));
  QCOMPARE(removed.size(), 0);
  m_bay->levers().takeCard();
  QTRY_COMPARE(removed.size(), 1);
  QVERIFY(!m_bay->servedCardPresent());
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  QCOMPARE(codeOfReading(*m_bay), QByteArray());
}

// The earlier card had gone long before: nobody is told to lift his own again.
void TestSimBay::readsTheNextCardAtOnce() {
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  QCOMPARE(codeOfReading(*m_bay), QByteArray());
  m_bay->levers().takeCard();
  QTRY_VERIFY(!m_bay->servedCardPresent());
  Answer answer;
  m_bay->readIdCard(this, 5s, answer.taker());
  QTest::qWait(100);
  m_bay->levers().layCard(QStringLiteral("elder"));
  QTRY_COMPARE_WITH_TIMEOUT(answer.times, 1, 1000);
  QVERIFY2(answer.card, answer.card ? "" : answer.card.error().code.constData());
}

void TestSimBay::aCardLiftedDuringTheRequestIsNoticed() {
  QSignalSpy removed(m_bay.get(), &Bay::cardRemoved);
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  QCOMPARE(codeOfReading(*m_bay), QByteArray());
  m_bay->levers().takeCard();
  Answer answer;
  m_bay->readIdCard(this, 20s, answer.taker());
  QTRY_COMPARE(removed.size(), 1);  // said while the request runs on
  QCOMPARE(answer.times, 0);
  m_bay->levers().layCard(QStringLiteral("elder"));
  QTRY_COMPARE(answer.times, 1);
  QVERIFY(answer.card);
}

void TestSimBay::saysThatACardWasServedBeforeItIsHandedOut() {
  QSignalSpy served(m_bay.get(), &Bay::cardServed);
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  qsizetype before = -1;
  m_bay->readIdCard(this, 5s, [&](const Result<IdCard>&) { before = served.size(); });
  QTRY_COMPARE(before, 1);
}

void TestSimBay::timesOutWithoutACard() {
  Answer answer;
  m_bay->readIdCard(this, 50ms, answer.taker());
  QTRY_COMPARE(answer.times, 1);
  QCOMPARE(answer.card.error().kind, Failure::Timeout);
}

void TestSimBay::cancels() {
  Answer answer;
  m_bay->readIdCard(this, 20s, answer.taker());
  m_bay->cancel(DeviceKind::IdCardReader);
  QTRY_COMPARE(answer.times, 1);
  QCOMPARE(answer.card.error().kind, Failure::Cancelled);
  Answer again;
  m_bay->readIdCard(this, 20s, again.taker());
  QTest::qWait(50);
  m_bay->cancel(DeviceKind::IdCardReader);
  QTRY_COMPARE(again.times, 1);
  QCOMPARE(again.card.error().kind, Failure::Cancelled);
}

void TestSimBay::forgetsAContextThatDied() {
  Answer lost;
  {
    QObject context;
    m_bay->readIdCard(&context, 20s, lost.taker());
    QTest::qWait(30);
  }
  m_bay->levers().layCard(QStringLiteral("elder"));
  // The reader is free for the next visitor at once, not after the patience of the last one.
  QByteArray code;
  QElapsedTimer time;
  time.start();
  do {
    code = codeOfReading(*m_bay);
  } while (code == "device.busy" && time.elapsed() < 5000);
  QCOMPARE(code, QByteArray());
  QCOMPARE(lost.times, 0);
}

void TestSimBay::allowsOneRequestPerKind() {
  Answer first;
  Answer second;
  m_bay->readIdCard(this, 20s, first.taker());
  m_bay->readIdCard(this, 20s, second.taker());
  QCOMPARE(second.times, 0);  // never answered before the call has returned
  QTRY_COMPARE(second.times, 1);
  QCOMPARE(second.card.error().kind, Failure::Busy);
  QCOMPARE(first.times, 0);
}

void TestSimBay::tellsTheFault_data() {
  QTest::addColumn<int>("fault");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("checksum") << int(Levers::WrongChecksum) << QByteArray("card.checksum");
  QTest::newRow("truncated") << int(Levers::Truncated) << QByteArray("card.frame");
  QTest::newRow("oversized") << int(Levers::Oversized) << QByteArray("card.frame");
  QTest::newRow("layout") << int(Levers::UnknownLayout) << QByteArray("card.layout");
  QTest::newRow("read failed") << int(Levers::ReadFailed) << QByteArray("card.read-failed");
  QTest::newRow("unplugged") << int(Levers::Unplugged) << QByteArray("reader.gone");
}

void TestSimBay::tellsTheFault() {
  QFETCH(int, fault);
  QFETCH(QByteArray, code);
  m_bay->levers().layCard(QStringLiteral("pensioner"));
  m_bay->levers().setCardFault(Levers::CardFault(fault));
  Answer answer;
  m_bay->readIdCard(this, 5s, answer.taker());
  QTRY_COMPARE(answer.times, 1);
  QVERIFY(!answer.card);
  QCOMPARE(answer.card.error().code, code);

  m_bay->levers().setCardFault(Levers::NoFault);
  Answer again;
  m_bay->readIdCard(this, 5s, again.taker());
  QTRY_COMPARE(again.times, 1);
  QVERIFY(again.card);
}

void TestSimBay::noticesThePlug() {
  for (const auto kind : {DeviceKind::IdCardReader, DeviceKind::CodeReader, DeviceKind::ReceiptPrinter}) {
    QTRY_COMPARE(stateOf(*m_bay, kind), DeviceState::Online);
  }
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  m_bay->levers().setCardFault(Levers::Unplugged);
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::IdCardReader), DeviceState::PowerOff);
  m_bay->levers().setCardFault(Levers::NoFault);
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::IdCardReader), DeviceState::Online);
  QCOMPARE(spy.size(), 2);
}

void TestSimBay::printsASlip() {
  QSignalSpy spy(&m_bay->levers(), &Levers::printed);
  const Paper paper{
      {PaperLine::Kind::Text, QStringLiteral("受理回执"), PaperLine::Align::Centre, PaperLine::Size::Large},
      {PaperLine::Kind::Rule, {}, {}, {}},
      {PaperLine::Kind::Text, QStringLiteral("样例 case"), {}, {}},
      {PaperLine::Kind::Code, QStringLiteral("hall:样例:1"), {}, {}}};
  std::optional<Result<void>> answer;
  m_bay->print(this, paper, [&answer](Result<void> result) { answer = std::move(result); });
  QTRY_VERIFY(answer);
  QVERIFY2(answer->has_value(), answer->has_value() ? "" : answer->error().code.constData());
  QTRY_COMPARE(spy.size(), 1);
  const QString slip = m_bay->levers().lastSlip();
  QVERIFY2(slip.startsWith(QStringLiteral("受理回执\n------")), qPrintable(slip));
  QVERIFY2(slip.endsWith(QStringLiteral("QR: hall:样例:1")), qPrintable(slip));
  const QString kept = QDir(m_slips.path()).filePath(QStringLiteral("slip-0001.txt"));
  QFile file(kept);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(QString::fromUtf8(file.readAll()).contains(QStringLiteral("样例 case\n")));
}

void TestSimBay::tellsThePrintersTrouble() {
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::ReceiptPrinter), DeviceState::Online);
  const auto printed = [this] {
    std::optional<Result<void>> answer;
    m_bay->print(this, {}, [&answer](Result<void> result) { answer = std::move(result); });
    while (!answer) QTest::qWait(2);
    return answer->has_value() ? QByteArray() : answer->error().code;
  };
  m_bay->levers().setPaper(Levers::PaperOut);
  QCOMPARE(printed(), QByteArray("paper.out"));
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::ReceiptPrinter), DeviceState::Offline);
  m_bay->levers().setPaper(Levers::PaperLow);
  QCOMPARE(printed(), QByteArray());
  QTRY_COMPARE(m_bay->reports().at(2).paper, PaperState::Low);
  m_bay->levers().setCoverOpen(true);
  QCOMPARE(printed(), QByteArray("printer.cover-open"));
  m_bay->levers().setCoverOpen(false);
  m_bay->levers().setPrinterPlugged(false);
  QCOMPARE(printed(), QByteArray("printer.gone"));
  m_bay->levers().setPrinterPlugged(true);
  QCOMPARE(printed(), QByteArray());
}

void TestSimBay::readsACodeShownToTheCamera() {
  std::optional<Result<QList<Code>>> answer;
  m_bay->readCodes(this, 20s, [&answer](Result<QList<Code>> result) { answer = std::move(result); });
  m_bay->levers().showCode(QStringLiteral("预约号 42"));
  QTRY_VERIFY(answer);
  QVERIFY(answer->has_value());
  QCOMPARE((*answer)->size(), 1);
  QCOMPARE((*answer)->first().text, QStringLiteral("预约号 42"));
  m_bay->levers().setCameraPlugged(false);
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::CodeReader), DeviceState::PowerOff);
}

void TestSimBay::mayDieAtWork() {
  Answer answer;
  m_bay->readIdCard(this, 20s, answer.taker());
  QTest::qWait(30);
  m_bay.reset();
  QTest::qWait(10);
  QCOMPARE(answer.times, 0);
}

void TestSimBay::mayBeDestroyedByItsAnswer() {
  m_bay->levers().layCard(QStringLiteral("adult"));
  m_bay->readIdCard(this, 5s, [this](const Result<IdCard>&) { m_bay.reset(); });
  QTRY_VERIFY(!m_bay);
}

QTEST_GUILESS_MAIN(TestSimBay)
#include "tst_sim_bay.moc"

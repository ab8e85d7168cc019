// The bay's contract, kept by the simulated one: every request is answered in one of five ways, one runs per kind,
// and a device that comes, goes or fails says so.
#include <QSignalSpy>
#include <QtTest>

#include "drivers/sim/sim_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using sim::Levers;
using sim::SimBay;

namespace {

std::unique_ptr<SimBay> makeBay() {
  SimBay::Options options;
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
  void init() { m_bay = makeBay(); }
  void cleanup() { m_bay.reset(); }
  void readsACardLaidDownLater();
  void readsEveryPerson();
  void timesOutWithoutACard();
  void cancels();
  void forgetsAContextThatDied();
  void allowsOneRequestPerKind();
  void tellsTheFault_data();
  void tellsTheFault();
  void noticesThePlug();
  void mayDieAtWork();
  void mayBeDestroyedByItsAnswer();

 private:
  std::unique_ptr<SimBay> m_bay;
};

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
    QCOMPARE(answer.card->name, person.toMap().value(QStringLiteral("name")).toString());
  }
  QVERIFY(!m_bay->levers().layCard(QStringLiteral("nobody")));
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
  QTRY_VERIFY([this] {
    Answer answer;
    m_bay->readIdCard(this, 5s, answer.taker());
    while (answer.times == 0) QTest::qWait(5);
    return answer.card.has_value();
  }());
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
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::IdCardReader), DeviceState::Online);
  QSignalSpy spy(m_bay.get(), &Bay::changed);
  m_bay->levers().setCardFault(Levers::Unplugged);
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::IdCardReader), DeviceState::PowerOff);
  m_bay->levers().setCardFault(Levers::NoFault);
  QTRY_COMPARE(stateOf(*m_bay, DeviceKind::IdCardReader), DeviceState::Online);
  QCOMPARE(spy.size(), 2);
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

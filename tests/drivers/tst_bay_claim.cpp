// A visit has the devices to itself: nobody else's request is carried meanwhile, and nothing of it runs on afterwards.
#include <QSignalSpy>
#include <QtTest>

#include "drivers/sim/sim_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using sim::SimBay;

class TestBayClaim : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup() { m_bay.reset(); }
  void admitsTheOwnerAndItsUsersOnly();
  void refusesASecondOwner();
  void admitsAnybodyWhileUnclaimed();
  void dyingOwnerGivesItBack();
  void endsWhatRunsAtRelease();
  void endsWhatOthersHaveRunning();
  void paperComesOutAfterTheRelease();
  void releaseOfAnotherChangesNothing();
  void ownerMayDieAfterTheBay();

 private:
  // Code of the answer, "" for a card, "-" while there is none.
  std::shared_ptr<QByteArray> read(QObject& context) {
    auto code = std::make_shared<QByteArray>("-");
    m_bay->readIdCard(&context, 20s, [code](const Result<IdCard>& card) { *code = card ? "" : card.error().code; });
    return code;
  }

  std::unique_ptr<SimBay> m_bay;
};

void TestBayClaim::init() {
  SimBay::Options options;
  options.pace = {200ms, 10ms, 10ms, 50ms};
  m_bay = std::move(*SimBay::create(options));
}

void TestBayClaim::admitsTheOwnerAndItsUsersOnly() {
  QObject owner;
  QObject user;
  QObject stranger;
  QVERIFY(m_bay->claim(&owner, {&user}));
  const auto refused = read(stranger);
  QCOMPARE(*refused, QByteArray("-"));  // never answered before the call has returned
  QTRY_COMPARE(*refused, QByteArray("device.claimed"));
  m_bay->levers().layCard(QStringLiteral("adult"));
  const auto taken = read(user);
  QTRY_COMPARE(*taken, QByteArray());
  m_bay->levers().takeCard();
  QTRY_VERIFY(!m_bay->servedCardPresent());
  m_bay->levers().layCard(QStringLiteral("adult"));
  const auto own = read(owner);
  QTRY_COMPARE(*own, QByteArray());
}

void TestBayClaim::refusesASecondOwner() {
  QObject first;
  QObject second;
  QVERIFY(m_bay->claim(&first, {}));
  QVERIFY(m_bay->claim(&first, {&second}));  // again, with more users
  QCOMPARE(m_bay->claim(&second, {}).error().code, QByteArray("device.claimed"));
  QSignalSpy released(m_bay.get(), &Bay::released);
  m_bay->release(&first);
  QCOMPARE(released.size(), 1);
  QVERIFY(m_bay->claim(&second, {}));
}

void TestBayClaim::admitsAnybodyWhileUnclaimed() {
  QObject anybody;
  m_bay->levers().layCard(QStringLiteral("adult"));
  const auto code = read(anybody);
  QTRY_COMPARE(*code, QByteArray());
}

void TestBayClaim::dyingOwnerGivesItBack() {
  QSignalSpy released(m_bay.get(), &Bay::released);
  QObject user;
  auto owner = std::make_unique<QObject>();
  QVERIFY(m_bay->claim(owner.get(), {&user}));
  const auto running = read(user);
  owner.reset();
  QTRY_COMPARE(released.size(), 1);
  QTRY_VERIFY(*running != "-");
  QVERIFY2(running->endsWith(".cancelled"), running->constData());
  QObject next;
  QVERIFY(m_bay->claim(&next, {}));
}

void TestBayClaim::endsWhatRunsAtRelease() {
  QObject owner;
  QVERIFY(m_bay->claim(&owner, {}));
  const auto running = read(owner);
  QTest::qWait(30);
  m_bay->release(&owner);
  QTRY_VERIFY(running->endsWith(".cancelled"));
  m_bay->levers().layCard(QStringLiteral("adult"));
  QObject next;
  const auto read = this->read(next);
  QTRY_COMPARE(*read, QByteArray());
}

void TestBayClaim::endsWhatOthersHaveRunning() {
  QObject background;
  const auto running = read(background);
  QObject visit;
  QVERIFY(m_bay->claim(&visit, {}));
  QTRY_VERIFY(running->endsWith(".cancelled"));
}

void TestBayClaim::paperComesOutAfterTheRelease() {
  QObject owner;
  QVERIFY(m_bay->claim(&owner, {}));
  std::optional<Result<void>> printed;
  m_bay->print(&owner, {}, [&printed](const Result<void>& result) { printed = result; });
  m_bay->release(&owner);
  QTRY_VERIFY(printed);
  QVERIFY2(printed->has_value(), printed->has_value() ? "" : printed->error().code.constData());
}

void TestBayClaim::releaseOfAnotherChangesNothing() {
  QObject owner;
  QObject other;
  QVERIFY(m_bay->claim(&owner, {}));
  QSignalSpy released(m_bay.get(), &Bay::released);
  m_bay->release(&other);
  m_bay->release(nullptr);
  QCOMPARE(released.size(), 0);
  QVERIFY(!m_bay->claim(&other, {}));
}

void TestBayClaim::ownerMayDieAfterTheBay() {
  auto owner = std::make_unique<QObject>();
  QVERIFY(m_bay->claim(owner.get(), {}));
  m_bay.reset();
  owner.reset();
}

QTEST_GUILESS_MAIN(TestBayClaim)
#include "tst_bay_claim.moc"

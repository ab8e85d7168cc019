// Once a day the terminal's signed list and the platform's signed answer: in ranges, at a time of its own, at once if a
// day was missed, and every disagreement reaches a person.
#include "tests/sync/engine/engine_fixture.h"

using hall::model::SubmissionState;
using hall::outbox::InventoryFindings;
using hall::test::EngineFixture;
using hall::test::FakePlatform;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(FakePlatform::Answer)

class TestSendInventory : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isExchangedOnceADay();
  void isMadeUpForAfterARestart();
  void tellsWhatThePlatformLost();
  void tellsWhatNobodyListed();
  void asksAtOnceWhenANumberWasUsed();
  void isTriedAgainAfterAMisfortune_data();
  void isTriedAgainAfterAMisfortune();
  void isNotAskedOfAnOldGateway();
};

namespace {
struct Inventoried : EngineFixture {
  Inventoried() { platform.trust(key.pair().certificate()); }
  void begin() {
    hall::engine::SendingEngine::Callbacks callbacks;
    callbacks.onFindings = [this](const InventoryFindings& told) {
      const std::lock_guard lock(mutex);
      findings.append(told);
    };
    engine = std::make_unique<hall::engine::SendingEngine>(
        *box, platform, clock, log, callbacks, [] { return 0.5; }, temporary.path() + QStringLiteral("/errands.json"));
  }
  [[nodiscard]] int inventories() const {
    int count = 0;
    for (const auto& request : platform.allRequests()) count += request.path.contains("/inventories/") ? 1 : 0;
    return count;
  }
  [[nodiscard]] qsizetype told() {
    const std::lock_guard lock(mutex);
    return findings.size();
  }
  void passes(std::chrono::milliseconds time) {
    clock.advance(time);
    engine->wake();
    QTest::qWait(30);
  }
  std::mutex mutex;
  QList<InventoryFindings> findings;
};
}  // namespace

void TestSendInventory::isExchangedOnceADay() {
  Inventoried fixture;
  const auto s = fixture.sealed();
  fixture.begin();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QTRY_COMPARE(fixture.inventories(), 1);
  for (int i = 0; i < 4; ++i) fixture.passes(1h);
  QCOMPARE(fixture.inventories(), 1);
  for (int i = 0; i < 24; ++i) fixture.passes(1h);
  QTRY_COMPARE(fixture.inventories(), 2);
  QCOMPARE(fixture.told(), 0);
}

void TestSendInventory::isMadeUpForAfterARestart() {
  Inventoried fixture;
  const auto s = fixture.sealed();
  fixture.begin();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QTRY_COMPARE(fixture.inventories(), 1);
  QTRY_VERIFY(QFile::exists(fixture.temporary.path() + QStringLiteral("/errands.json")));
  fixture.engine.reset();
  fixture.begin();
  fixture.passes(5min);
  QCOMPARE(fixture.inventories(), 1);
  fixture.engine.reset();
  fixture.clock.advance(24h * 3);
  fixture.begin();
  QTRY_COMPARE(fixture.inventories(), 2);
}

void TestSendInventory::tellsWhatThePlatformLost() {
  Inventoried fixture;
  const auto lost = fixture.sealed();
  const auto mixed = fixture.sealed();
  const auto fine = fixture.sealed();
  fixture.start();
  QVERIFY(fixture.settlesAll({lost, mixed, fine}));
  fixture.engine.reset();
  fixture.platform.forget(lost.submissionId);
  fixture.platform.mixUp(mixed.submissionId);
  fixture.begin();
  QTRY_COMPARE(fixture.told(), 1);
  QCOMPARE(fixture.findings[0].held.size(), 2);
  QCOMPARE(fixture.now(lost).heldCode, QByteArray("inventory.missing"));
  QCOMPARE(fixture.now(mixed).heldCode, QByteArray("inventory.differs"));
  QCOMPARE(fixture.now(fine).state, SubmissionState::Received);
}

void TestSendInventory::tellsWhatNobodyListed() {
  Inventoried fixture;
  const auto many = fixture.sealedMany(3);
  fixture.start();
  QVERIFY(fixture.settlesAll(many));
  fixture.engine.reset();
  fixture.platform.invent(2, "01890a5d-ac96-7747-bcce-b302099a8057");
  fixture.begin();
  QTRY_COMPARE(fixture.told(), 1);
  QCOMPARE(fixture.findings[0].unlisted.size(), 1);
  QVERIFY(
      std::ranges::any_of(fixture.lines, [](const QByteArray& line) { return line.contains("inventory.disagrees"); }));
}

// The folder is an older copy: the platform has seen the number. New cases wait for the inventory, not for the night.
void TestSendInventory::asksAtOnceWhenANumberWasUsed() {
  Inventoried fixture;
  const auto before = fixture.sealed();
  fixture.begin();
  QVERIFY(fixture.reaches(before, SubmissionState::Received));
  QTRY_COMPARE(fixture.inventories(), 1);
  fixture.platform.next("PUT", "/announcement", FakePlatform::problem(409, "sequence-conflict"));
  const auto s = fixture.sealed();
  fixture.platform.invent(s.terminalSeq, "01890a5d-ac96-7747-bcce-b302099a8057");
  fixture.platform.invent(9, "01890a5d-ac96-7747-bcce-b302099a8058");
  QVERIFY(fixture.reaches(s, SubmissionState::Held));
  QTRY_COMPARE(fixture.inventories(), 2);
  QTRY_COMPARE(fixture.told(), 1);
  QCOMPARE(fixture.findings[0].unlisted.size(), 2);
  QVERIFY(!fixture.box->gate());
  QCOMPARE(fixture.sealed().terminalSeq, 10);
}

void TestSendInventory::isTriedAgainAfterAMisfortune_data() {
  QTest::addColumn<FakePlatform::Answer>("answer");
  const hall::test::PlatformKeys other;
  QTest::newRow("reset") << FakePlatform::reset();
  QTest::newRow("500") << FakePlatform::says(500, "text/plain", "oops");
  QTest::newRow("portal") << FakePlatform::portal();
  QTest::newRow("truncated") << FakePlatform::truncates();
  QTest::newRow("lost reply") << FakePlatform::losesReply();
  QTest::newRow("429") << FakePlatform::problem(429, "too-many-requests", 10);
  QTest::newRow("another signer") << FakePlatform::says(200, "application/cms",
                                                        hall::seal::signAttached("{}", other.signing).value());
}

void TestSendInventory::isTriedAgainAfterAMisfortune() {
  QFETCH(FakePlatform::Answer, answer);
  Inventoried fixture;
  const auto s = fixture.sealed();
  fixture.platform.next("PUT", "/2026-11-02", answer);
  fixture.begin();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QTRY_VERIFY(fixture.inventories() >= 1);
  for (int i = 0; i < 20 && fixture.inventories() < 2; ++i) fixture.passes(1min);
  QCOMPARE(fixture.inventories(), 2);
  for (int i = 0; i < 10; ++i) fixture.passes(1min);
  QCOMPARE(fixture.inventories(), 2);
}

void TestSendInventory::isNotAskedOfAnOldGateway() {
  Inventoried fixture;
  fixture.platform.becomeOld();
  const auto s = fixture.sealed();
  fixture.begin();
  QVERIFY(fixture.reaches(s, SubmissionState::Received));
  QTRY_COMPARE(fixture.inventories(), 1);
  for (int i = 0; i < 10; ++i) fixture.passes(3min);
  QCOMPARE(fixture.inventories(), 1);
}

QTEST_GUILESS_MAIN(TestSendInventory)
#include "tst_send_inventory.moc"

// Somebody sets the wall clock, years ahead or back, while it runs or while it is off: nothing freezes, nothing is
// thrown away or purged too early, no deadline passes by it, and nothing overtakes.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using outbox::WarningKind;
using test::OutboxFixture;

class TestOutboxClockSteps : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsDrafts_data() { steps(); }
  void keepsDrafts();
  void dropsDraftsInTheirTime_data() { steps(); }
  void dropsDraftsInTheirTime();
  void purgesInTime_data() { steps(); }
  void purgesInTime();
  void judgesNoDeadline_data() { steps(); }
  void judgesNoDeadline();
  void freezesNoRetryAndKeepsOrder_data() { steps(); }
  void freezesNoRetryAndKeepsOrder();
  void knowsWhatWasHandedIn_data() { steps(); }
  void knowsWhatWasHandedIn();
  void keepsTheGateOpen_data() { steps(); }
  void keepsTheGateOpen();
  void learnsFromThePlatform();
  void tellsTheEnvelope();

 private:
  static void steps();
};

namespace {
constexpr auto kYears = std::chrono::hours(24 * 365 * 5);

// While it runs, or while it is off.
void jump(OutboxFixture& fixture, bool off, std::chrono::hours by) {
  if (!off) return fixture.clock.step(by);
  fixture.clock.restart(by);
  QVERIFY(fixture.reopen());
}
}  // namespace

void TestOutboxClockSteps::steps() {
  QTest::addColumn<bool>("off");
  QTest::addColumn<int>("sign");
  QTest::newRow("ahead, running") << false << 1;
  QTest::newRow("back, running") << false << -1;
  QTest::newRow("ahead, over a restart") << true << 1;
  QTest::newRow("back, over a restart") << true << -1;
}

void TestOutboxClockSteps::keepsDrafts() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey("11010519491231002X");
  QVERIFY(fixture.box->saveDraft(mintIdentifier(fixture.clock), "permit", person, {}));
  jump(fixture, off, kYears * sign);
  QVERIFY(fixture.box->dropDraftsOlderThan(24h * 3));
  QVERIFY(fixture.box->findDraft("permit", person));
}

void TestOutboxClockSteps::dropsDraftsInTheirTime() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey("11010519491231002X");
  QVERIFY(fixture.box->saveDraft(mintIdentifier(fixture.clock), "permit", person, {}));
  jump(fixture, off, kYears * sign);
  fixture.clock.advance(24h * 3 + 1h);
  QVERIFY(fixture.box->dropDraftsOlderThan(24h * 3));
  QCOMPARE(fixture.box->findDraft("permit", person).error().kind, Failure::NotFound);
}

void TestOutboxClockSteps::purgesInTime() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const auto prove = [&](const QDateTime& platformTime) {
    const auto asked = fixture.box->inventory(1).value();
    QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "present", {}, 0, platformTime)));
  };
  const QDateTime before = fixture.clock.now();
  prove(before);
  jump(fixture, off, kYears * sign);
  QVERIFY(fixture.box->purge()->isEmpty());
  fixture.clock.advance(24h * 30 + 1h);
  prove(before.addSecs(std::chrono::seconds(24h * 30 + 1h).count()));
  QCOMPARE(fixture.box->purge().value(), QList{s.submissionId});
}

void TestOutboxClockSteps::judgesNoDeadline() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  jump(fixture, off, kYears * sign);
  QList<WarningKind> kinds;
  const auto warnings = fixture.box->warnings().value();
  for (const auto& one : warnings) kinds.append(one.kind);
  QVERIFY(!kinds.contains(WarningKind::LegalDeadlinePassed));
  QVERIFY(kinds.contains(WarningKind::ClockDoubtful));
  // Seen from a clock that is ahead it may be over: staff look, and decide themselves.
  QCOMPARE(kinds.contains(WarningKind::LegalDeadlineNear), sign > 0);
  QCOMPARE(fixture.box->legalDeadline(s.submissionId).value(), QDate(2026, 11, 9));
  fixture.clock.advance(24h * 9);
  QCOMPARE(fixture.box->warnings()->first().kind, WarningKind::LegalDeadlinePassed);
}

void TestOutboxClockSteps::freezesNoRetryAndKeepsOrder() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  const auto wish = fixture.request();
  const auto first = fixture.box->seal(wish).value();
  QVERIFY(fixture.box->retryLater(first.submissionId, "x", fixture.clock.now().addSecs(300)));
  jump(fixture, off, kYears * sign);
  const auto second = fixture.box->seal(wish).value();
  const auto due = fixture.box->due(fixture.clock.now()).value();
  QCOMPARE(due.size(), 1);
  QCOMPARE(due[0].submissionId, first.submissionId);
  QCOMPARE(second.terminalSeq, first.terminalSeq + 1);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxClockSteps::knowsWhatWasHandedIn() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  auto wish = fixture.request();
  wish.subjectKey = fixture.key.subjectKey("11010519491231002X");
  QVERIFY(fixture.box->seal(wish));
  jump(fixture, off, kYears * sign);
  const QDateTime since = fixture.clock.now().addDays(-3);
  QCOMPARE(fixture.box->submittedBy(wish.serviceId, wish.subjectKey, since)->size(), 1);
  fixture.clock.advance(24h * 4);
  QVERIFY(fixture.box->submittedBy(wish.serviceId, wish.subjectKey, fixture.clock.now().addDays(-3))->isEmpty());
}

void TestOutboxClockSteps::keepsTheGateOpen() {
  QFETCH(bool, off);
  QFETCH(int, sign);
  OutboxFixture fixture;
  (void)fixture.sealed();
  jump(fixture, off, kYears * sign);
  QVERIFY(!fixture.box->gate());
  fixture.clock.advance(24h * 16);
  QCOMPARE(fixture.box->gate()->code, QByteArray("outbox.too-old"));
}

void TestOutboxClockSteps::learnsFromThePlatform() {
  OutboxFixture fixture;
  QVERIFY(!fixture.box->trustedTime());
  fixture.clock.step(kYears);  // the clock was wrong from the first day on
  QVERIFY(fixture.reopen());
  const auto s = fixture.received(fixture.sealed());
  const auto trusted = fixture.box->trustedTime();
  QCOMPARE(trusted->at, s.receipt->receivedAt);
  QCOMPARE(trusted->uncertainty, std::chrono::milliseconds(60s));
  fixture.clock.advance(24h);
  QCOMPARE(fixture.box->trustedTime()->at, s.receipt->receivedAt.addDays(1));
  QVERIFY(fixture.box->trustedTime()->uncertainty > 60s);
  // A receipt that is older than its answer sets nothing back.
  (void)fixture.received(fixture.sealed());
  QCOMPARE(fixture.box->trustedTime()->at, s.receipt->receivedAt.addDays(1));
  // What passed while it was off is not known, until the platform says so: an old draft goes then.
  const QByteArray person = fixture.key.subjectKey("11010519491231002X");
  QVERIFY(fixture.box->saveDraft(mintIdentifier(fixture.clock), "permit", person, {}));
  fixture.clock.restart(24h * 20);
  QVERIFY(fixture.reopen());
  QVERIFY(fixture.box->dropDraftsOlderThan(24h * 3));
  QVERIFY(fixture.box->findDraft("permit", person));
  QVERIFY(fixture.box->trustedTime()->uncertainty > 48h);
  const auto asked = fixture.box->inventory(1).value();
  QJsonObject answer =
      QJsonDocument::fromJson(
          seal::verifyAttached(fixture.inventoryAnswer(asked, "present"), fixture.keys.signing.certificate()).value())
          .object();
  answer[QLatin1String("answered_at")] = QStringLiteral("2026-11-23T02:00:00.000Z");
  QVERIFY(fixture.box->noteInventory(asked, fixture.keys.said(answer)));
  QCOMPARE(fixture.box->trustedTime()->at, QDateTime(QDate(2026, 11, 23), QTime(2, 0), Qt::UTC));
  QVERIFY(fixture.box->dropDraftsOlderThan(24h * 3));
  QCOMPARE(fixture.box->findDraft("permit", person).error().kind, Failure::NotFound);
}

void TestOutboxClockSteps::tellsTheEnvelope() {
  OutboxFixture fixture;
  (void)fixture.received(fixture.sealed());
  const auto kept = fixture.sealed();
  const QByteArray payload = seal::openEnvelope(fixture.box->partBytes(kept.submissionId, kept.parts[0].digest).value(),
                                                fixture.keys.encryption, fixture.key.pair().certificate())
                                 .value();
  const QJsonObject header = QJsonDocument::fromJson(payload)[QLatin1String("header")].toObject();
  const QJsonObject trusted = header[QLatin1String("trusted_time")].toObject();
  QCOMPARE(trusted[QLatin1String("at")].toString(), QStringLiteral("2026-11-02T02:00:00.000Z"));
  QCOMPARE(trusted[QLatin1String("uncertainty_ms")].toInteger(), 60000);
}

QTEST_GUILESS_MAIN(TestOutboxClockSteps)
#include "tst_outbox_clock_steps.moc"

// The platform signs a time that is wrong, or this machine cannot know how long it was off: no age is counted by what
// nothing here explains, the signed time never claims to be surer than it is, and a word that is right mends it.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using outbox::WarningKind;
using std::chrono::milliseconds;
using test::OutboxFixture;

class TestOutboxPlatformClock : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void countsNothingByAWordThatNothingExplains_data();
  void countsNothingByAWordThatNothingExplains();
  void isSetRightByAnyLaterWord_data() { countsNothingByAWordThatNothingExplains_data(); }
  void isSetRightByAnyLaterWord();
  void keepsWhatWasLearntOverARestart();
  void catchesUpAfterHalfAYearInStore();
  void countsTheNightsOfADeadBattery();
  void countsNoHalfYearOfADeadBattery();
  void takesNoOldReceiptForAClockSetBack();
  void takesNoWordOfAPupilForASecondWitness();
};

namespace {
const QByteArray kPerson = "11010519491231002X";
constexpr auto kHalfAYear = 24h * 182;

// What time it really is, beside the terminal's wall clock.
struct World : OutboxFixture {
  QDateTime truth = clock.now();

  void runs(milliseconds time) {
    clock.advance(time);
    truth = truth.addMSecs(time.count());
  }
  void isOff(milliseconds time) {
    clock.restart(time);
    truth = truth.addMSecs(time.count());
    QVERIFY(reopen());
  }
  // The battery of its clock is dead: it comes up at the time it was built.
  void isOffWithoutBattery(milliseconds time) {
    truth = truth.addMSecs(time.count());
    clock.restart(milliseconds(clock.now().msecsTo(QDateTime(QDate(2024, 1, 1), QTime(0, 0), Qt::UTC))));
    QVERIFY(reopen());
  }
  // A submission is handed over; the gateway's clock is so much wrong.
  model::Submission handsOver(milliseconds error = 0ms) {
    const auto s = sealed();
    runs(2s);
    return settles(s, truth.addMSecs(error.count()));
  }
  model::Submission settles(const model::Submission& s, const QDateTime& at) {
    (void)box->beginCommits({s.submissionId}).value();
    return box->settle(s.submissionId, keys.said(model::toJson({s.submissionId, s.digest, at, {}, "received"})))
        .value();
  }
  // The daily inventory is answered.
  void compares(milliseconds error) {
    const auto asked = box->inventory(1).value();
    QJsonObject answer =
        QJsonDocument::fromJson(
            seal::verifyAttached(inventoryAnswer(asked, "present"), keys.signing.certificate()).value())
            .object();
    answer[QLatin1String("answered_at")] = QString::fromLatin1(rfc3339(truth.addMSecs(error.count())));
    QVERIFY(box->noteInventory(asked, keys.said(answer)));
  }
  bool believesTheTruth() const {
    const auto trusted = box->trustedTime();
    if (!trusted || std::abs(trusted->at.msecsTo(truth)) <= trusted->uncertainty.count()) return true;
    qWarning("%s within %lld ms, and it is %s", rfc3339(trusted->at).constData(),
             static_cast<long long>(trusted->uncertainty.count()), rfc3339(truth).constData());
    return false;
  }
  bool isSure() const { return box->trustedTime() && box->trustedTime()->uncertainty < 15min && believesTheTruth(); }
  bool doubts() const {
    const auto warnings = box->warnings().value();
    return std::ranges::any_of(warnings, [](const auto& one) {
      return one.kind == WarningKind::ClockDoubtful && one.code == "clock.disputed";
    });
  }
  void begins() { QVERIFY(box->saveDraft(mintIdentifier(clock), "permit", key.subjectKey(kPerson), {})); }
  bool keepsTheDraft() {
    return box->dropDraftsOlderThan(24h * 3) && box->findDraft("permit", key.subjectKey(kPerson)).has_value();
  }
};
}  // namespace

void TestOutboxPlatformClock::countsNothingByAWordThatNothingExplains_data() {
  QTest::addColumn<qint64>("error");
  QTest::addColumn<bool>("known");    // it was right once before
  QTest::addColumn<int>("offHours");  // the terminal's own clock ran on meanwhile; -1: it was not off
  const QList<std::pair<const char*, milliseconds>> errors{{"30 years ahead", 24h * 365 * 30},
                                                           {"40 days ahead", 24h * 40},
                                                           {"3 days ahead", 24h * 3},
                                                           {"3 days back", -24h * 3},
                                                           {"30 years back", -24h * 365 * 30}};
  for (const auto& [name, error] : errors) {
    for (const int off : {-1, 0, 14}) {
      QTest::addRow("%s, first word, off %d", name, off) << qint64{error.count()} << false << off;
      QTest::addRow("%s, known, off %d", name, off) << qint64{error.count()} << true << off;
    }
  }
}

void TestOutboxPlatformClock::countsNothingByAWordThatNothingExplains() {
  QFETCH(qint64, error);
  QFETCH(bool, known);
  QFETCH(int, offHours);
  World world;
  if (known) (void)world.handsOver();
  world.begins();
  (void)world.sealed();  // waits
  if (offHours >= 0) world.isOff(std::chrono::hours(offHours) + 2min);
  for (int i = 0; i < 2; ++i) {
    (void)world.handsOver(milliseconds(error));
    QVERIFY(world.believesTheTruth());
    QVERIFY(world.doubts());
  }
  world.compares(milliseconds(error));
  QVERIFY(world.box->purge()->isEmpty());
  QVERIFY2(world.keepsTheDraft(), "a draft of today went");
  QVERIFY(!world.box->gate());
  const auto warnings = world.box->warnings().value();
  for (const auto& one : warnings) QVERIFY(one.kind != WarningKind::LegalDeadlinePassed);
  world.runs(24h * 3 + 1h);
  QVERIFY2(!world.keepsTheDraft(), "its time has come");
}

void TestOutboxPlatformClock::isSetRightByAnyLaterWord() {
  QFETCH(qint64, error);
  QFETCH(bool, known);
  QFETCH(int, offHours);
  World world;
  if (known) (void)world.handsOver();
  if (offHours >= 0) world.isOff(std::chrono::hours(offHours) + 2min);
  for (int i = 0; i < 2; ++i) (void)world.handsOver(milliseconds(error));
  world.runs(1h);
  (void)world.handsOver();
  QVERIFY(world.isSure());
  QVERIFY(!world.doubts());
  world.begins();
  QVERIFY(world.keepsTheDraft());
}

void TestOutboxPlatformClock::keepsWhatWasLearntOverARestart() {
  World world;
  (void)world.handsOver();
  (void)world.handsOver(24h * 40);
  world.isOff(1h);
  QVERIFY(world.doubts() && world.believesTheTruth());
  (void)world.handsOver();
  world.isOff(5min);
  QVERIFY(world.isSure() && !world.doubts());
}

// Its own clock and the platform say the same: then so much has passed.
void TestOutboxPlatformClock::catchesUpAfterHalfAYearInStore() {
  World world;
  (void)world.handsOver();
  world.begins();
  world.isOff(kHalfAYear);
  world.isOff(1h);
  QVERIFY(world.keepsTheDraft());
  (void)world.handsOver();
  QVERIFY(world.isSure());
  QVERIFY(!world.keepsTheDraft());
}

void TestOutboxPlatformClock::countsTheNightsOfADeadBattery() {
  World world;
  (void)world.handsOver();
  world.begins();
  for (int night = 0; night < 3; ++night) {
    world.runs(10h);
    world.isOffWithoutBattery(14h);
    QVERIFY(world.believesTheTruth());
    QVERIFY(world.keepsTheDraft());
    (void)world.handsOver();
    QVERIFY(world.isSure());
  }
  world.runs(1h);
  QVERIFY(!world.keepsTheDraft());
}

// Nothing here says how long it was: the platform's word counts no age. Once the wall clock is set, there is a date.
void TestOutboxPlatformClock::countsNoHalfYearOfADeadBattery() {
  World world;
  (void)world.handsOver();
  world.begins();
  world.isOffWithoutBattery(kHalfAYear);
  (void)world.handsOver();
  QVERIFY(world.believesTheTruth() && world.doubts());
  QVERIFY(world.keepsTheDraft());
  world.clock.step(milliseconds(world.clock.now().msecsTo(world.truth)));
  (void)world.handsOver();
  QVERIFY(world.isSure() && !world.doubts());
  QVERIFY(world.keepsTheDraft());
  world.runs(24h * 3 + 1h);
  QVERIFY(!world.keepsTheDraft());
}

// The platform had it for a week, only its answer was lost: its receipt says nothing about today.
void TestOutboxPlatformClock::takesNoOldReceiptForAClockSetBack() {
  World world;
  (void)world.handsOver();
  const auto early = world.sealed();
  const QDateTime received = world.truth.addSecs(5);
  world.runs(24h * 7);
  (void)world.settles(early, received);
  QVERIFY(!world.doubts());
  (void)world.handsOver();
  QVERIFY(world.isSure());
}

// The wall clock is set by the gateway, while everything runs: its own counting knows better.
void TestOutboxPlatformClock::takesNoWordOfAPupilForASecondWitness() {
  World world;
  (void)world.handsOver();
  world.begins();
  world.clock.step(24h * 40);
  (void)world.handsOver(24h * 40);
  QVERIFY(world.believesTheTruth() && world.doubts());
  QVERIFY(world.keepsTheDraft());
  world.clock.step(-24h * 40);
  (void)world.handsOver();
  QVERIFY(world.isSure() && !world.doubts());
}

QTEST_GUILESS_MAIN(TestOutboxPlatformClock)
#include "tst_outbox_platform_clock.moc"

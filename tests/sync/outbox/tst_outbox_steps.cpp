// States move forward only: every allowed step, every forbidden one, and what a receipt must be to count.
#include <QtTest>

#include "sync/store/database.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

Q_DECLARE_METATYPE(model::SubmissionState)

class TestOutboxSteps : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesOnlyAllowedSteps_data();
  void takesOnlyAllowedSteps();
  void holdsAReceiptThatIsNotOurs_data();
  void holdsAReceiptThatIsNotOurs();
  void keepsTheReceipt();
  void showsDueInOrder();
  void journalsRetriesOnlyWhenTheReasonChanges();
  void closesTheGate();
  void asksFirstWhenWhatItReleasesMayHaveArrived();
  void knowsNothingOfStrangers();
};

namespace {

// Brings a fresh submission into `state` by allowed steps.
model::Submission inState(OutboxFixture& fixture, model::SubmissionState state) {
  const auto s = fixture.sealed();
  const QByteArray& id = s.submissionId;
  outbox::Outbox& box = *fixture.box;
  if (state == Held) return box.hold(id, "test").value();
  if (state == Sealed) return s;
  auto at = box.announced(id).value();
  if (state == SendingParts) return at;
  at = box.beginCommit(id).value();
  if (state == Committing) return at;
  at = box.doubt(id, "line.timeout").value();
  if (state == InDoubt) return at;
  return box.settle(id, fixture.keys.receipt(id, s.digest)).value();
}

using Step = std::function<Result<model::Submission>(OutboxFixture&, const model::Submission&)>;

struct Rule {
  const char* name;
  Step step;
  QMap<model::SubmissionState, model::SubmissionState> allowed;
};

QList<Rule> rules() {
  return {
      {"announced",
       [](auto& f, const auto& s) { return f.box->announced(s.submissionId); },
       {{Sealed, SendingParts}, {SendingParts, SendingParts}}},
      {"beginCommit",
       [](auto& f, const auto& s) { return f.box->beginCommit(s.submissionId); },
       {{SendingParts, Committing}}},
      {"doubt", [](auto& f, const auto& s) { return f.box->doubt(s.submissionId, "x"); }, {{Committing, InDoubt}}},
      {"backToParts",
       [](auto& f, const auto& s) { return f.box->backToParts(s.submissionId); },
       {{Committing, SendingParts}, {InDoubt, SendingParts}}},
      {"hold",
       [](auto& f, const auto& s) { return f.box->hold(s.submissionId, "x"); },
       {{Sealed, Held}, {SendingParts, Held}, {Committing, Held}, {InDoubt, Held}}},
      {"settle",
       [](auto& f, const auto& s) { return f.box->settle(s.submissionId, f.keys.receipt(s.submissionId, s.digest)); },
       {{Committing, Received}, {InDoubt, Received}}},
      {"settle badly",
       [](auto& f, const auto& s) { return f.box->settle(s.submissionId, "<html>"); },
       {{Committing, Held}, {InDoubt, Held}}},
      {"release", [](auto& f, const auto& s) { return f.box->release(s.submissionId, "wang.li"); }, {{Held, Sealed}}},
      {"retryLater",
       [](auto& f, const auto& s) { return f.box->retryLater(s.submissionId, "x", f.clock.now()); },
       {{Sealed, Sealed}, {SendingParts, SendingParts}, {InDoubt, InDoubt}}},
  };
}

}  // namespace

void TestOutboxSteps::takesOnlyAllowedSteps_data() {
  QTest::addColumn<int>("rule");
  QTest::addColumn<model::SubmissionState>("from");
  const QList<Rule> all = rules();
  for (int i = 0; i < all.size(); ++i) {
    for (const auto from : {Sealed, SendingParts, Committing, InDoubt, Received, Held}) {
      QTest::addRow("%s from %s", all[i].name, model::name(from).constData()) << i << from;
    }
  }
}

void TestOutboxSteps::takesOnlyAllowedSteps() {
  QFETCH(int, rule);
  QFETCH(model::SubmissionState, from);
  const Rule tried = rules().at(rule);
  OutboxFixture fixture;
  const auto before = inState(fixture, from);
  QCOMPARE(before.state, from);
  const auto after = tried.step(fixture, before);
  if (tried.allowed.contains(from)) {
    QVERIFY2(after, after ? "" : after.error().code.constData());
    QCOMPARE(after->state, tried.allowed.value(from));
  } else {
    QCOMPARE(after.error().code, QByteArray("outbox.state"));
  }
  QVERIFY(fixture.reopen());
  auto kept = tried.allowed.value(from, from);
  if (kept == Committing) kept = InDoubt;  // a restart in the middle of a commit
  QCOMPARE(fixture.box->find(before.submissionId)->state, kept);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxSteps::holdsAReceiptThatIsNotOurs_data() {
  QTest::addColumn<int>("which");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("other id") << 0 << QByteArray("receipt.id");
  QTest::newRow("other digest") << 1 << QByteArray("receipt.digest");
  QTest::newRow("other signer") << 2 << QByteArray("receipt.signature");
  QTest::newRow("signed by the wrong platform key") << 3 << QByteArray("receipt.signature");
  QTest::newRow("not a receipt") << 4 << QByteArray("receipt.field");
  QTest::newRow("nothing") << 5 << QByteArray("receipt.signature");
}

void TestOutboxSteps::holdsAReceiptThatIsNotOurs() {
  QFETCH(int, which);
  QFETCH(QByteArray, code);
  OutboxFixture fixture;
  const auto s = inState(fixture, Committing);
  const QByteArray other = mintIdentifier(fixture.clock);
  test::PlatformKeys swapped = fixture.keys;
  swapped.signing = fixture.keys.encryption;
  const QList<QByteArray> receipts{fixture.keys.receipt(other, s.digest),
                                   fixture.keys.receipt(s.submissionId, model::contentDigest("other")),
                                   test::PlatformKeys().receipt(s.submissionId, s.digest),
                                   swapped.receipt(s.submissionId, s.digest),
                                   seal::signAttached("{}", fixture.keys.signing).value(),
                                   QByteArray()};
  const auto held = fixture.box->settle(s.submissionId, receipts[which]);
  QVERIFY(held);
  QCOMPARE(held->state, Held);
  QCOMPARE(held->heldCode, code);
  QVERIFY(!held->receipt);
}

void TestOutboxSteps::keepsTheReceipt() {
  OutboxFixture fixture;
  const auto s = inState(fixture, Received);
  QVERIFY(fixture.reopen());
  const auto kept = fixture.box->find(s.submissionId);
  QVERIFY(kept->receipt);
  QCOMPARE(kept->receipt->acceptanceNo, QByteArray("20261102-000001"));
  QCOMPARE(*kept->receipt, *s.receipt);
}

void TestOutboxSteps::showsDueInOrder() {
  OutboxFixture fixture;
  auto request = fixture.request();
  const auto first = fixture.box->seal(request).value();
  const auto second = fixture.box->seal(request).value();
  const auto other = fixture.sealed();
  const auto ids = [&] {
    QList<QByteArray> found;
    const auto due = fixture.box->due(fixture.clock.now()).value();
    for (const auto& s : due) found.append(s.submissionId);
    return found;
  };
  QCOMPARE(ids(), (QList{first.submissionId, other.submissionId}));
  QVERIFY(fixture.box->retryLater(first.submissionId, "x", fixture.clock.now().addSecs(60)));
  QCOMPARE(ids(), QList{other.submissionId});  // the second of the case does not overtake
  fixture.clock.advance(std::chrono::seconds(60));
  QCOMPARE(ids(), (QList{other.submissionId, first.submissionId}));
  QVERIFY(fixture.box->hold(first.submissionId, "x"));  // what corrects a held one may pass it
  QCOMPARE(ids(), (QList{second.submissionId, other.submissionId}));
  fixture.clock.step(-std::chrono::hours(24 * 400));  // the clock was set back by an administrator
  QCOMPARE(ids().size(), 2);
}

void TestOutboxSteps::journalsRetriesOnlyWhenTheReasonChanges() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  for (int i = 0; i < 50; ++i) QVERIFY(fixture.box->retryLater(s.submissionId, "line.timeout", fixture.clock.now()));
  QVERIFY(fixture.box->retryLater(s.submissionId, "http.503", fixture.clock.now()));
  QCOMPARE(fixture.box->find(s.submissionId)->attempts, 51);
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto lines = database->prepare("SELECT count(*) FROM journal WHERE entry LIKE '%\"event\":\"retry\"%'").value();
  QVERIFY(lines.step());
  QCOMPARE(lines.integer(0), 2);
}

void TestOutboxSteps::closesTheGate() {
  OutboxFixture fixture({.minimumFreeBytes = 0, .maximumWaiting = 2, .maximumOffline = std::chrono::hours(48)});
  QVERIFY(!fixture.box->gate());
  const auto s = fixture.sealed();
  fixture.clock.advance(std::chrono::hours(49));
  QCOMPARE(fixture.box->gate()->code, QByteArray("outbox.too-old"));
  (void)fixture.sealed();
  QCOMPARE(fixture.box->gate()->code, QByteArray("outbox.too-many"));
  QVERIFY(fixture.box->hold(s.submissionId, "x"));
  QVERIFY(!fixture.box->gate());
  OutboxFixture low({.minimumFreeBytes = std::numeric_limits<qint64>::max()});
  QCOMPARE(low.box->gate()->kind, Failure::Full);
  QVERIFY(low.box->seal(low.request()));  // whoever has begun may finish
}

void TestOutboxSteps::asksFirstWhenWhatItReleasesMayHaveArrived() {
  OutboxFixture fixture;
  const auto s = inState(fixture, InDoubt);
  QVERIFY(fixture.box->retryLater(s.submissionId, "x", fixture.clock.now().addSecs(300)));
  QVERIFY(fixture.box->hold(s.submissionId, "receipt.id"));
  for (const char* clerk : {"", "wang li", "a\nb", "\xe7\x8e\x8b"}) {
    QCOMPARE(fixture.box->release(s.submissionId, clerk).error().code, QByteArray("outbox.clerk"));
  }
  const auto released = fixture.box->release(s.submissionId, "wang.li");
  QVERIFY(released);
  QCOMPARE(released->state, InDoubt);
  QCOMPARE(released->attempts, 0);
  QVERIFY(released->heldCode.isEmpty());
  QCOMPARE(fixture.box->due(fixture.clock.now())->size(), 1);
  QVERIFY(fixture.box->verifyJournal());
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto lines = database->prepare("SELECT entry FROM journal ORDER BY line DESC LIMIT 1").value();
  QVERIFY(lines.step());
  QVERIFY(lines.bytes(0).contains("RELEASED") && lines.bytes(0).contains("wang.li"));
}

void TestOutboxSteps::knowsNothingOfStrangers() {
  OutboxFixture fixture;
  const QByteArray stranger = mintIdentifier(fixture.clock);
  QCOMPARE(fixture.box->find(stranger).error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->settle(stranger, "x").error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->hold(stranger, "x").error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->askEffect(stranger, "print").error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->partBytes(stranger, "x").error().kind, Failure::NotFound);
}

QTEST_GUILESS_MAIN(TestOutboxSteps)
#include "tst_outbox_steps.moc"

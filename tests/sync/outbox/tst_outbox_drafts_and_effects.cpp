// Drafts are found by the person's keyed hash and by nobody else's; effects are asked, then confirmed or failed, once.
#include <QtTest>

#include "sync/store/database.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using outbox::EffectState;
using test::OutboxFixture;

class TestOutboxDraftsAndEffects : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsADraftAgain();
  void keepsOneDraftPerCase();
  void forgetsOldDrafts();
  void opensNoDraftOfAnotherTerminal();
  void countsReprints();
  void answersAnEffectOnce();
  void leavesAnEffectAskedOverARestart();
  void tellsWhatACrashLeftUnfinished();
};

namespace {
const QByteArray kNumber = "11010519491231002X";
}

void TestOutboxDraftsAndEffects::findsADraftAgain() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  const QJsonObject content{{QStringLiteral("name"), QStringLiteral("嬴政")}};
  QVERIFY(fixture.box->saveDraft(caseId, "residence-permit", person, content));
  QVERIFY(fixture.reopen());
  const auto draft = fixture.box->findDraft("residence-permit", person);
  QVERIFY(draft);
  QCOMPARE(draft->caseId, caseId);
  QCOMPARE(draft->content, content);
  QCOMPARE(fixture.box->findDraft("other-service", person).error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->findDraft("residence-permit", fixture.key.subjectKey("other")).error().kind, Failure::NotFound);
  QVERIFY(fixture.box->dropDraft(caseId));
  QVERIFY(fixture.box->dropDraft(caseId));  // there is none: also fine
  QCOMPARE(fixture.box->findDraft("residence-permit", person).error().kind, Failure::NotFound);
}

void TestOutboxDraftsAndEffects::keepsOneDraftPerCase() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  for (int i = 0; i < 10; ++i) {
    fixture.clock.advance(std::chrono::seconds(1));
    QVERIFY(fixture.box->saveDraft(caseId, "s", person, {{QStringLiteral("field"), i}}));
  }
  QCOMPARE(fixture.box->findDraft("s", person)->content.value(QStringLiteral("field")).toInt(), 9);
  QVERIFY(fixture.box->dropDraft(caseId));
  QCOMPARE(fixture.box->findDraft("s", person).error().kind, Failure::NotFound);
  QCOMPARE(fixture.box->saveDraft("not-an-id", "s", person, {}).error().kind, Failure::Invalid);
}

void TestOutboxDraftsAndEffects::forgetsOldDrafts() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  QVERIFY(fixture.box->saveDraft(mintIdentifier(fixture.clock), "old", person, {{QStringLiteral("a"), 1}}));
  fixture.clock.advance(std::chrono::hours(48));
  QVERIFY(fixture.box->saveDraft(mintIdentifier(fixture.clock), "new", person, {{QStringLiteral("a"), 2}}));
  fixture.clock.advance(std::chrono::hours(25));
  QVERIFY(fixture.box->dropDraftsOlderThan(std::chrono::hours(72)));
  QCOMPARE(fixture.box->findDraft("old", person).error().kind, Failure::NotFound);
  QVERIFY(fixture.box->findDraft("new", person));
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxDraftsAndEffects::opensNoDraftOfAnotherTerminal() {
  OutboxFixture fixture;
  const auto other =
      seal::TerminalKey::openOrCreate(fixture.temporary.path() + QStringLiteral("/other"), fixture.clock).value();
  QVERIFY(other.subjectKey(kNumber) != fixture.key.subjectKey(kNumber));
  const auto sealedDraft = fixture.key.sealToSelf("secret");
  QVERIFY(sealedDraft);
  QVERIFY(!other.openOwn(*sealedDraft));
  QCOMPARE(fixture.key.openOwn(*sealedDraft).value(), QByteArray("secret"));
}

void TestOutboxDraftsAndEffects::countsReprints() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const auto first = fixture.box->askEffect(s.submissionId, "print.local-receipt");
  QVERIFY(first);
  QVERIFY(fixture.box->failEffect(*first, "printer.paper-out"));
  const auto second = fixture.box->askEffect(s.submissionId, "print.local-receipt");
  QVERIFY(second);
  QVERIFY(fixture.box->confirmEffect(*second));
  QVERIFY(fixture.box->askEffect(s.submissionId, "stamp"));
  const auto effects = fixture.box->effects(s.submissionId).value();
  QCOMPARE(effects.size(), 3);
  QCOMPARE(effects[0].number, 1);
  QCOMPARE(effects[0].state, EffectState::Failed);
  QCOMPARE(effects[0].code, QByteArray("printer.paper-out"));
  QCOMPARE(effects[1].number, 2);
  QCOMPARE(effects[1].state, EffectState::Confirmed);
  QCOMPARE(effects[2].number, 1);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxDraftsAndEffects::answersAnEffectOnce() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const QByteArray effect = fixture.box->askEffect(s.submissionId, "print").value();
  QVERIFY(fixture.box->confirmEffect(effect));
  QCOMPARE(fixture.box->failEffect(effect, "late").error().code, QByteArray("outbox.effect"));
  QCOMPARE(fixture.box->confirmEffect(effect).error().code, QByteArray("outbox.effect"));
  QCOMPARE(fixture.box->effects(s.submissionId)->at(0).state, EffectState::Confirmed);
}

void TestOutboxDraftsAndEffects::leavesAnEffectAskedOverARestart() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const QByteArray effect = fixture.box->askEffect(s.submissionId, "print").value();
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->effects(s.submissionId)->at(0).state, EffectState::Asked);
  QVERIFY(fixture.box->confirmEffect(effect));
}

void TestOutboxDraftsAndEffects::tellsWhatACrashLeftUnfinished() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  const QByteArray open = fixture.box->askEffect(s.submissionId, "print").value();
  QVERIFY(fixture.box->confirmEffect(fixture.box->askEffect(s.submissionId, "stamp").value()));
  for (int start = 0; start < 2; ++start) {
    QVERIFY(fixture.reopen());
    const auto unfinished = fixture.box->unfinishedEffects().value();
    QCOMPARE(unfinished.size(), 1);
    QCOMPARE(unfinished[0].effectId, open);
    QCOMPARE(unfinished[0].submissionId, s.submissionId);
    QCOMPARE(unfinished[0].state, EffectState::Asked);
    QCOMPARE(unfinished[0].code, QByteArray("unfinished"));
  }
  QVERIFY(fixture.box->failEffect(open, "no paper"));
  QVERIFY(fixture.reopen());
  QVERIFY(fixture.box->unfinishedEffects()->isEmpty());
  QVERIFY(fixture.box->verifyJournal());
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto lines = database->prepare("SELECT count(*) FROM journal WHERE instr(entry, 'effect.unfinished') > 0").value();
  QVERIFY(lines.step());
  QCOMPARE(lines.integer(0), 1);  // found by two starts, told once
}

QTEST_GUILESS_MAIN(TestOutboxDraftsAndEffects)
#include "tst_outbox_drafts_and_effects.moc"

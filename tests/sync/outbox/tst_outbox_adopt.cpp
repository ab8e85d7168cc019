// What terminals below have sealed goes on as it is: its id, its digest, its terminal and its number there.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;
using enum model::SubmissionState;

namespace {

outbox::Adoption adoption(const OutboxFixture& fixture, qint64 seq = 7) {
  outbox::Adoption made;
  made.submissionId = mintIdentifier(fixture.clock);
  made.caseId = mintIdentifier(fixture.clock);
  made.origin = {mintIdentifier(fixture.clock), seq};
  made.parts = {"the envelope", QByteArray(70'000, 'p'), "another page"};
  QList<model::Part> attachments;
  for (const QByteArray& bytes : made.parts.mid(1)) attachments.append({model::contentDigest(bytes), bytes.size()});
  made.digest = model::submissionDigest(made.parts.first(), attachments);
  return made;
}

}  // namespace

class TestOutboxAdopt : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void keepsItAsItIs();
  void isThereAfterARestart();
  void takesItOnce();
  void refusesAnotherDigest();
  void refusesWhatIsNotWhole();
  void oneBadDoesNotHoldUpTheOthers();
  void keepsItsOwnCount();
  void isSettledLikeAnyOther();
};

void TestOutboxAdopt::keepsItAsItIs() {
  OutboxFixture fixture;
  const auto wish = adoption(fixture);
  const auto outcome = fixture.box->adopt({wish});
  QVERIFY(outcome);
  QCOMPARE(outcome->taken.size(), 1);
  const auto kept = fixture.box->find(wish.submissionId).value();
  QCOMPARE(kept.digest, wish.digest);
  QCOMPARE(kept.caseId, wish.caseId);
  QVERIFY(kept.origin == wish.origin);
  QCOMPARE(kept.state, Sealed);
  for (qsizetype i = 0; i < wish.parts.size(); ++i) {
    QCOMPARE(fixture.box->partBytes(wish.submissionId, kept.parts[i].digest).value(), wish.parts[i]);
  }
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxAdopt::isThereAfterARestart() {
  OutboxFixture fixture;
  const auto wish = adoption(fixture);
  QVERIFY(fixture.box->adopt({wish}));
  QVERIFY(fixture.reopen());
  const auto kept = fixture.box->find(wish.submissionId).value();
  QCOMPARE(kept.state, Sealed);
  QVERIFY(kept.origin == wish.origin);
  QCOMPARE(fixture.box->due(fixture.clock.now())->size(), 1);
}

void TestOutboxAdopt::takesItOnce() {
  OutboxFixture fixture;
  const auto wish = adoption(fixture);
  QVERIFY(fixture.box->adopt({wish}));
  QVERIFY(fixture.box->beginCommits({wish.submissionId}));
  const auto again = fixture.box->adopt({wish});
  QVERIFY(again);
  QCOMPARE(again->taken.first().state, Committing);  // nothing about it has changed
  QCOMPARE(fixture.box->all()->size(), 1);
}

void TestOutboxAdopt::refusesAnotherDigest() {
  OutboxFixture fixture;
  const auto wish = adoption(fixture);
  QVERIFY(fixture.box->adopt({wish}));
  auto other = adoption(fixture);
  other.submissionId = wish.submissionId;
  other.parts[0] = "another envelope";
  other.digest = model::submissionDigest(other.parts[0], fixture.box->find(wish.submissionId)->parts.mid(1));
  const auto outcome = fixture.box->adopt({other});
  QVERIFY(outcome);
  QCOMPARE(outcome->refused.first().error.code, QByteArray("outbox.digest-conflict"));
  QCOMPARE(fixture.box->find(wish.submissionId)->digest, wish.digest);
}

void TestOutboxAdopt::refusesWhatIsNotWhole() {
  OutboxFixture fixture;
  auto wish = adoption(fixture);
  wish.parts[1].chop(1);
  QCOMPARE(fixture.box->adopt({wish})->refused.first().error.code, QByteArray("outbox.request"));
  wish.parts.clear();
  QCOMPARE(fixture.box->adopt({wish})->refused.first().error.code, QByteArray("outbox.request"));
  QVERIFY(fixture.box->all()->isEmpty());
}

void TestOutboxAdopt::oneBadDoesNotHoldUpTheOthers() {
  OutboxFixture fixture;
  auto bad = adoption(fixture);
  bad.digest = model::contentDigest("other");
  const auto good = adoption(fixture);
  const auto outcome = fixture.box->adopt({bad, good});
  QVERIFY(outcome);
  QCOMPARE(outcome->refused.size(), 1);
  QCOMPARE(outcome->taken.size(), 1);
  QCOMPARE(outcome->taken.first().submissionId, good.submissionId);
}

void TestOutboxAdopt::keepsItsOwnCount() {
  OutboxFixture fixture;
  QVERIFY(fixture.box->adopt({adoption(fixture, 900), adoption(fixture, 5)}));
  const auto all = fixture.box->all().value();
  QCOMPARE(all[0].terminalSeq, 1);
  QCOMPARE(all[0].origin->terminalSeq, 900);
  QCOMPARE(all[1].terminalSeq, 2);
  QCOMPARE(all[1].origin->terminalSeq, 5);
  QCOMPARE(fixture.sealed().terminalSeq, 3);
  QVERIFY(!fixture.box->all()->last().origin);
}

void TestOutboxAdopt::isSettledLikeAnyOther() {
  OutboxFixture fixture;
  const auto wish = adoption(fixture);
  const auto taken = fixture.box->adopt({wish})->taken.first();
  QCOMPARE(fixture.received(taken).state, Received);
}

QTEST_GUILESS_MAIN(TestOutboxAdopt)
#include "tst_outbox_adopt.moc"

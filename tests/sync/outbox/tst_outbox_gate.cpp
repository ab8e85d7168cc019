// When new cases are refused for being offline too long: by the platform's silence, not by one item that it never
// takes.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using enum model::SubmissionState;
using test::OutboxFixture;

class TestOutboxGate : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void onePoisonedItemClosesNothing();
  void closesInSilence();
  void opensWithAnySignedWord();
  void aClerkSetsAside();
  void setsAsideOnlyWhatWaits();
};

namespace {
QByteArray gate(const OutboxFixture& fixture) {
  const auto closed = fixture.box->gate();
  return closed ? closed->code : QByteArray();
}
}  // namespace

// The platform answers 503 to this one for ever, and everything else flows.
void TestOutboxGate::onePoisonedItemClosesNothing() {
  OutboxFixture fixture;
  const auto poison = fixture.sealed();
  for (int day = 0; day < 20; ++day) {
    fixture.clock.advance(24h);
    QVERIFY(fixture.box->retryLater(poison.submissionId, "http.503", fixture.clock.now()));
    (void)fixture.received(fixture.sealed());
    QCOMPARE(gate(fixture), QByteArray());
  }
  QVERIFY(fixture.reopen());
  QCOMPARE(gate(fixture), QByteArray());
}

void TestOutboxGate::closesInSilence() {
  OutboxFixture fixture;
  (void)fixture.received(fixture.sealed());
  fixture.clock.advance(24h * 14);
  (void)fixture.sealed();
  QCOMPARE(gate(fixture), QByteArray());
  fixture.clock.advance(24h + 1h);
  QCOMPARE(gate(fixture), QByteArray("outbox.too-old"));
  QVERIFY(fixture.reopen());
  QCOMPARE(gate(fixture), QByteArray("outbox.too-old"));
  // Months without a word, and the first case since: it is taken, and no other before the platform is heard.
  OutboxFixture quiet;
  (void)quiet.received(quiet.sealed());
  quiet.clock.advance(24h * 60);
  QCOMPARE(gate(quiet), QByteArray());
  (void)quiet.sealed();
  QCOMPARE(gate(quiet), QByteArray("outbox.too-old"));
}

void TestOutboxGate::opensWithAnySignedWord() {
  OutboxFixture fixture;
  (void)fixture.sealed();
  fixture.clock.advance(24h * 16);
  QCOMPARE(gate(fixture), QByteArray("outbox.too-old"));
  const auto asked = fixture.box->inventory(1).value();
  QVERIFY(!fixture.box->noteInventory(asked, "not signed"));
  QCOMPARE(gate(fixture), QByteArray("outbox.too-old"));
  QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "missing")));
  QCOMPARE(gate(fixture), QByteArray());
}

void TestOutboxGate::aClerkSetsAside() {
  OutboxFixture fixture;
  const auto poison = fixture.sealed();
  for (const char* clerk : {"", "wang li", "a\nb"}) {
    QCOMPARE(fixture.box->setAside(poison.submissionId, clerk).error().code, QByteArray("outbox.clerk"));
  }
  QCOMPARE(fixture.box->setAside(poison.submissionId, "wang.li")->state, Held);
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->find(poison.submissionId)->heldCode, QByteArray("outbox.set-aside"));
  QCOMPARE(fixture.events(poison.submissionId), (QList<QByteArray>{"SEALED", "SET_ASIDE"}));
  QVERIFY(fixture.box->due(fixture.clock.now())->isEmpty());
  fixture.clock.advance(24h * 16);
  QCOMPARE(gate(fixture), QByteArray());  // nothing waits
  QCOMPARE(fixture.box->release(poison.submissionId, "wang.li")->state, Sealed);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxGate::setsAsideOnlyWhatWaits() {
  OutboxFixture fixture;
  const auto done = fixture.received(fixture.sealed());
  QCOMPARE(fixture.box->setAside(done.submissionId, "wang.li").error().code, QByteArray("outbox.state"));
  // A commit is on the line: its answer is about to come.
  const auto sent = fixture.sealed();
  QVERIFY(fixture.box->beginCommits({sent.submissionId}));
  QCOMPARE(fixture.box->setAside(sent.submissionId, "wang.li").error().code, QByteArray("outbox.state"));
  QVERIFY(fixture.box->doubt(sent.submissionId, "line.timeout"));
  QCOMPARE(fixture.box->setAside(sent.submissionId, "wang.li")->state, Held);
  QCOMPARE(fixture.box->release(sent.submissionId, "wang.li")->state, InDoubt);  // it may have arrived
}

QTEST_GUILESS_MAIN(TestOutboxGate)
#include "tst_outbox_gate.moc"

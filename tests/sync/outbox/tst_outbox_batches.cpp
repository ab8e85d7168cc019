// Many take a step together: in one transaction, each with its own line, and one that may not does not stop the others.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;
namespace broken_disk = hall::test::broken_disk;

class TestOutboxBatches : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesThroughTogether();
  void refusesByName();
  void settlesEachForItself();
  void putsOneOfEachCaseIntoABatch();
  void leavesLargeOnesOut();
  void isInDoubtAfterACrash();
  void takesReceiptsFromAMedium();
  void retriesTogether();
  void staysWholeWhenKilled();
};

namespace {
QList<QByteArray> idsOf(const QList<model::Submission>& submissions) {
  QList<QByteArray> ids;
  for (const auto& s : submissions) ids.append(s.submissionId);
  return ids;
}

QList<model::Submission> sealSome(const OutboxFixture& fixture, int count) {
  QList<model::Submission> sealed;
  for (int i = 0; i < count; ++i) sealed.append(fixture.sealed());
  return sealed;
}
}  // namespace

void TestOutboxBatches::goesThroughTogether() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 5);
  QVERIFY(fixture.box->announced(sealed[2].submissionId));  // one was on its way alone already
  const auto begun = fixture.box->beginCommits(idsOf(sealed)).value();
  QCOMPARE(idsOf(begun.taken), idsOf(sealed));
  QVERIFY(begun.refused.isEmpty());
  const auto doubted = fixture.box->doubtAll(idsOf(sealed), "line.timeout").value();
  QCOMPARE(doubted.taken.size(), 5);
  QCOMPARE(fixture.box->doubtfulDue(fixture.clock.now(), 10)->size(), 5);
  QList<outbox::ReceiptMessage> receipts;
  for (const auto& s : sealed) receipts.append({s.submissionId, fixture.keys.receipt(s.submissionId, s.digest)});
  const auto settled = fixture.box->settleAll(receipts).value();
  QCOMPARE(idsOf(settled.taken), idsOf(sealed));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->countsByState()->value(Received), 5);
  QVERIFY(fixture.box->verifyJournal());
  QCOMPARE(fixture.events(sealed[0].submissionId), (QList<QByteArray>{"SEALED", "COMMITTING", "IN_DOUBT", "RECEIVED"}));
}

void TestOutboxBatches::refusesByName() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 3);
  const QByteArray stranger = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->hold(sealed[1].submissionId, "x"));
  const auto begun = fixture.box->beginCommits(
      {sealed[0].submissionId, sealed[1].submissionId, stranger, sealed[2].submissionId, sealed[0].submissionId});
  QVERIFY(begun);
  QCOMPARE(idsOf(begun->taken), (QList{sealed[0].submissionId, sealed[2].submissionId}));
  QCOMPARE(begun->refused.size(), 3);
  QCOMPARE(begun->refused[0].submissionId, sealed[1].submissionId);
  QCOMPARE(begun->refused[0].error.code, QByteArray("outbox.state"));
  QCOMPARE(begun->refused[1].error.code, QByteArray("outbox.unknown"));
  QCOMPARE(begun->refused[2].submissionId, sealed[0].submissionId);  // named twice, committed once
  QCOMPARE(fixture.box->find(sealed[1].submissionId)->state, Held);
  const auto back = fixture.box->backToPartsAll(idsOf(begun->taken)).value();
  QCOMPARE(back.taken.size(), 2);
  QCOMPARE(back.taken[0].state, SendingParts);
}

void TestOutboxBatches::settlesEachForItself() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 4);
  QVERIFY(fixture.box->beginCommits(idsOf(sealed).mid(0, 3)));
  const auto settled = fixture.box->settleAll(
      {{sealed[0].submissionId, fixture.keys.receipt(sealed[0].submissionId, sealed[0].digest)},
       {sealed[1].submissionId, fixture.keys.receipt(sealed[0].submissionId, sealed[0].digest)},
       {sealed[2].submissionId, test::PlatformKeys().receipt(sealed[2].submissionId, sealed[2].digest)},
       {sealed[3].submissionId, fixture.keys.receipt(sealed[3].submissionId, sealed[3].digest)}});
  QVERIFY(settled);
  QCOMPARE(settled->taken.size(), 3);
  QCOMPARE(settled->taken[0].state, Received);
  QCOMPARE(settled->taken[1].heldCode, QByteArray("receipt.id"));
  QCOMPARE(settled->taken[2].heldCode, QByteArray("receipt.signature"));
  QCOMPARE(settled->refused.size(), 1);  // nobody has asked for it yet
  QCOMPARE(fixture.box->find(sealed[3].submissionId)->state, Sealed);
}

void TestOutboxBatches::putsOneOfEachCaseIntoABatch() {
  OutboxFixture fixture;
  const auto wish = fixture.request();
  const auto first = fixture.box->seal(wish).value();
  const auto second = fixture.box->seal(wish).value();
  const auto other = fixture.sealed();
  QCOMPARE(idsOf(fixture.box->smallDue(fixture.clock.now(), 256, 1 << 20).value()),
           (QList{first.submissionId, other.submissionId}));
  QCOMPARE(fixture.box->smallDue(fixture.clock.now(), 1, 1 << 20)->size(), 1);
  QVERIFY(fixture.box->beginCommits({first.submissionId}));
  QCOMPARE(idsOf(fixture.box->smallDue(fixture.clock.now(), 256, 1 << 20).value()), QList{other.submissionId});
  QVERIFY(fixture.box->settle(first.submissionId, fixture.keys.receipt(first.submissionId, first.digest)));
  QCOMPARE(idsOf(fixture.box->smallDue(fixture.clock.now(), 256, 1 << 20).value()),
           (QList{second.submissionId, other.submissionId}));
}

void TestOutboxBatches::leavesLargeOnesOut() {
  OutboxFixture fixture;
  const auto small = fixture.sealed();
  const auto large = fixture.sealedWithPhoto(QByteArray(100000, 'p'));
  QCOMPARE(idsOf(fixture.box->smallDue(fixture.clock.now(), 256, 64 * 1024).value()), QList{small.submissionId});
  QCOMPARE(fixture.box->smallDue(fixture.clock.now(), 256, 200000)->size(), 2);
  QCOMPARE(large.parts.size(), 2);
}

void TestOutboxBatches::isInDoubtAfterACrash() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 3);
  QVERIFY(fixture.box->beginCommits(idsOf(sealed)));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->countsByState()->value(InDoubt), 3);
  QCOMPARE(idsOf(fixture.box->doubtfulDue(fixture.clock.now(), 2).value()), idsOf(sealed).mid(0, 2));
  QVERIFY(fixture.box->smallDue(fixture.clock.now(), 256, 1 << 20)->isEmpty());
}

void TestOutboxBatches::takesReceiptsFromAMedium() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 3);
  for (const auto& s : sealed) QCOMPARE(fixture.box->noteExport(s.submissionId, "stick-7")->state, Sealed);
  QCOMPARE(fixture.box->noteExport(sealed[0].submissionId, "no good").error().code, QByteArray("outbox.request"));
  QVERIFY(fixture.box->hold(sealed[1].submissionId, "http.403"));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->find(sealed[0].submissionId)->exported->mediaId, QByteArray("stick-7"));
  const auto taken = fixture.box->acknowledge(
      {{sealed[0].submissionId, fixture.keys.receipt(sealed[0].submissionId, sealed[0].digest)},
       {sealed[1].submissionId, fixture.keys.receipt(sealed[1].submissionId, sealed[1].digest)},
       {sealed[2].submissionId, fixture.keys.receipt(sealed[2].submissionId, sealed[0].digest)}});
  QVERIFY(taken);
  QCOMPARE(taken->taken.size(), 2);
  QCOMPARE(taken->refused.size(), 1);  // somebody's rubbish on a stick harms nobody
  QCOMPARE(taken->refused[0].error.code, QByteArray("receipt.digest"));
  const auto received = fixture.box->find(sealed[1].submissionId).value();
  QCOMPARE(received.state, Received);
  QVERIFY(received.heldCode.isEmpty() && !received.exported);
  const auto untouched = fixture.box->find(sealed[2].submissionId).value();
  QCOMPARE(untouched.state, Sealed);
  QVERIFY(untouched.exported);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxBatches::retriesTogether() {
  OutboxFixture fixture;
  const auto sealed = sealSome(fixture, 3);
  const auto later = fixture.box->retryAllLater(idsOf(sealed), "line.timeout", fixture.clock.now().addSecs(60)).value();
  QCOMPARE(later.taken.size(), 3);
  QCOMPARE(later.taken[0].attempts, 1);
  QVERIFY(fixture.box->due(fixture.clock.now())->isEmpty());
  QVERIFY(fixture.box->retryAllLater(idsOf(sealed), "line.timeout", fixture.clock.now().addSecs(60)));
  QCOMPARE(fixture.events(sealed[0].submissionId), (QList<QByteArray>{"SEALED", "retry"}));
}

void TestOutboxBatches::staysWholeWhenKilled() {
  long operation = 0;
  bool killed = true;
  for (; killed; ++operation) {
    OutboxFixture fixture;
    const auto sealed = sealSome(fixture, 3);
    fixture.box.reset();
    const pid_t child = ::fork();
    if (child == 0) {
      if (!fixture.open()) ::_exit(2);
      broken_disk::breakDisk(fixture.folder().toStdString(), broken_disk::Misfortune::Kill, operation);
      QList<outbox::ReceiptMessage> receipts;
      for (const auto& s : sealed) receipts.append({s.submissionId, fixture.keys.receipt(s.submissionId, s.digest)});
      const bool done = fixture.box->beginCommits(idsOf(sealed)) && fixture.box->settleAll(receipts);
      ::_exit(done ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    killed = WIFSIGNALED(status);
    QVERIFY(killed || WEXITSTATUS(status) == 0);
    QVERIFY(fixture.open());
    // All of them took each step, or none.
    const auto counts = fixture.box->countsByState().value();
    QCOMPARE(counts.size(), 1);
    QVERIFY(counts.value(Sealed) == 3 || counts.value(InDoubt) == 3 || counts.value(Received) == 3);
    QVERIFY(killed || counts.value(Received) == 3);
    QVERIFY(fixture.box->verifyJournal());
  }
  QVERIFY(operation > 3);
}

QTEST_GUILESS_MAIN(TestOutboxBatches)
#include "tst_outbox_batches.moc"

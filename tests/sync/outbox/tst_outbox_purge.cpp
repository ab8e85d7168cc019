// What was handed over leaves this disk only when the platform has it, has proven it, and the retention is over; a kill
// at any point in between leaves either the whole or the tombstone, never a hole.
#include <sys/wait.h>
#include <unistd.h>

#include <QtTest>

#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using enum model::SubmissionState;
using test::OutboxFixture;
namespace broken_disk = hall::test::broken_disk;

class TestOutboxPurge : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void needsReceiptProofAndTime();
  void leavesATombstone();
  void survivesAKillAtEveryStep();
  void tellsWhenThePlatformLostIt();
};

namespace {
void prove(const OutboxFixture& fixture, const char* holding = "present") {
  const auto asked = fixture.box->inventory(1).value();
  QVERIFY(fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, holding)));
}

qsizetype purge(const OutboxFixture& fixture) {
  return fixture.box->purge().value().size();
}
}  // namespace

void TestOutboxPurge::needsReceiptProofAndTime() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealedWithPhoto());
  const auto waiting = fixture.sealed();
  fixture.clock.advance(24h * 31);
  QCOMPARE(purge(fixture), 0);  // no proof
  prove(fixture, "missing");
  QCOMPARE(purge(fixture), 0);
  QVERIFY(fixture.box->release(s.submissionId, "wang.li"));
  QVERIFY(fixture.box->settle(s.submissionId, fixture.keys.receipt(s.submissionId, s.digest)));
  prove(fixture);
  fixture.clock.advance(24h * 29);
  QCOMPARE(purge(fixture), 0);  // too early: its receipt is 29 days old
  fixture.clock.advance(24h * 2);
  QCOMPARE(purge(fixture), 0);  // a word of 31 days ago: who knows what became of it since
  prove(fixture);
  QCOMPARE(purge(fixture), 1);
  QCOMPARE(fixture.box->find(waiting.submissionId)->state, Sealed);  // proven to be there, and yet not received
}

void TestOutboxPurge::leavesATombstone() {
  OutboxFixture fixture;
  auto wish = fixture.request();
  wish.subjectKey = fixture.key.subjectKey("somebody");
  wish.attachments = {{QByteArray(5000, 'p'), "image/jpeg"}};
  const auto s = fixture.received(fixture.box->seal(wish).value());
  QVERIFY(fixture.box->conclude(s.submissionId, fixture.keys.statement(s.submissionId, s.digest, "accepted")));
  fixture.clock.advance(24h * 31);
  prove(fixture);
  QCOMPARE(purge(fixture), 1);
  QVERIFY(fixture.reopen());
  const auto left = fixture.box->find(s.submissionId).value();
  QCOMPARE(left.state, Purged);
  QCOMPARE(left.digest, s.digest);
  QCOMPARE(*left.receipt, *s.receipt);
  QVERIFY(left.parts.isEmpty());
  QVERIFY(!QFile::exists(fixture.attachmentPath(s)));
  QVERIFY(fixture.box->submittedBy(wish.serviceId, wish.subjectKey, {})->isEmpty());
  QVERIFY(fixture.box->statements(s.submissionId)->isEmpty());
  QCOMPARE(fixture.box->partBytes(s.submissionId, s.parts[0].digest).error().kind, Failure::NotFound);
  QCOMPARE(fixture.events(s.submissionId).mid(3), (QList<QByteArray>{"ACCEPTED", "PURGEABLE", "PURGED"}));
  QVERIFY(fixture.box->verifyJournal());
  QCOMPARE(fixture.box->inventory(1)->inventory.entries.size(), 1);  // listed for ever
  QCOMPARE(purge(fixture), 0);
}

void TestOutboxPurge::survivesAKillAtEveryStep() {
  int kills = 0;
  for (long operation = 0;; ++operation) {
    OutboxFixture fixture;
    const auto s = fixture.received(fixture.sealedWithPhoto());
    fixture.clock.advance(24h * 31);
    prove(fixture);
    fixture.box.reset();
    const pid_t child = ::fork();
    if (child == 0) {
      if (!fixture.open()) ::_exit(2);
      broken_disk::breakDisk(fixture.folder().toStdString(), broken_disk::Misfortune::Kill, operation);
      ::_exit(purge(fixture) == 1 ? 0 : 1);
    }
    int status = 0;
    QCOMPARE(::waitpid(child, &status, 0), child);
    const bool killed = WIFSIGNALED(status);
    QVERIFY(killed || WEXITSTATUS(status) == 0);
    kills += killed ? 1 : 0;
    QVERIFY(fixture.open());
    const auto left = fixture.box->find(s.submissionId).value();
    if (left.state == Received) {
      for (const auto& part : s.parts) QVERIFY(fixture.box->partBytes(s.submissionId, part.digest));
    } else if (left.state != Purged) {
      QCOMPARE(left.state, Purgeable);
    }
    QCOMPARE(purge(fixture), left.state == Purged ? 0 : 1);
    QCOMPARE(fixture.box->find(s.submissionId)->state, Purged);
    QVERIFY(!QFile::exists(fixture.attachmentPath(s)));
    QVERIFY(fixture.box->verifyJournal());
    if (!killed) break;
  }
  QVERIFY(kills >= 4);
}

void TestOutboxPurge::tellsWhenThePlatformLostIt() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  fixture.clock.advance(24h * 31);
  prove(fixture);
  QCOMPARE(purge(fixture), 1);
  const auto asked = fixture.box->inventory(1).value();
  const auto found = fixture.box->noteInventory(asked, fixture.inventoryAnswer(asked, "missing")).value();
  QCOMPARE(found.lost, QList{s.submissionId});
  QCOMPARE(fixture.box->find(s.submissionId)->state, Purged);
  QCOMPARE(fixture.events(s.submissionId).last(), QByteArray("inventory.lost"));
  QVERIFY(fixture.lines.last().contains("inventory.disagrees"));
}

QTEST_GUILESS_MAIN(TestOutboxPurge)
#include "tst_outbox_purge.moc"

// The disk refuses at every single operation of a seal: nothing half kept, nothing lost that was promised, the number
// stays gapless, and it goes on as soon as the disk does.
#include <QProcess>
#include <QtTest>

#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;
using test::broken_disk::Misfortune;
namespace broken_disk = hall::test::broken_disk;

Q_DECLARE_METATYPE(Misfortune)

class TestOutboxDisk : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void sealFailsCleanlyAtEveryOperation_data();
  void sealFailsCleanlyAtEveryOperation();
  void neverKeepsWhatItRefused_data();
  void neverKeepsWhatItRefused();
  void settleFailsCleanlyAtEveryOperation();
  void makesNoKeyOnAFullDisk();
};

void TestOutboxDisk::sealFailsCleanlyAtEveryOperation_data() {
  QTest::addColumn<Misfortune>("misfortune");
  QTest::addColumn<Failure>("kind");
  QTest::newRow("full") << Misfortune::Full << Failure::Full;
  QTest::newRow("half written, then full") << Misfortune::ShortWrite << Failure::Full;
  QTest::newRow("input/output error") << Misfortune::Broken << Failure::Corrupt;
}

void TestOutboxDisk::sealFailsCleanlyAtEveryOperation() {
  QFETCH(Misfortune, misfortune);
  QFETCH(Failure, kind);
  OutboxFixture fixture;
  const std::string folder = fixture.folder().toStdString();
  QList<QByteArray> promised{fixture.sealedWithPhoto().submissionId};
  auto request = fixture.request();
  request.attachments = {{QByteArray(5000, 'p'), "image/jpeg"}, {QByteArray(3000, 'q'), "image/png"}};
  int failures = 0;
  for (long operation = 0;; ++operation) {
    broken_disk::breakDisk(folder, misfortune, operation);
    const auto kept = fixture.box->seal(request);
    const bool reached = broken_disk::operations() > operation;
    broken_disk::mend();
    if (kept) {
      promised.append(kept->submissionId);
      if (!reached) break;  // every operation of a seal has had its turn
      continue;
    }
    ++failures;
    QCOMPARE(kept.error().kind, kind);
    QVERIFY(fixture.reopen());
    QCOMPARE(fixture.box->all()->size(), promised.size());
  }
  QVERIFY(failures >= 5);
  promised.append(fixture.box->seal(request)->submissionId);
  QVERIFY(fixture.reopen());
  const auto all = fixture.box->all().value();
  QCOMPARE(all.size(), promised.size());
  for (int i = 0; i < all.size(); ++i) {
    QCOMPARE(all[i].terminalSeq, i + 1);
    QCOMPARE(all[i].submissionId, promised[i]);
    QCOMPARE(all[i].state, model::SubmissionState::Sealed);
  }
  QCOMPARE(QDir(fixture.folder() + QStringLiteral("/attachments")).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size(),
           promised.size());
  QVERIFY(fixture.box->verifyJournal());
  QVERIFY(!fixture.box->gate());
}

void TestOutboxDisk::neverKeepsWhatItRefused_data() {
  QTest::addColumn<Misfortune>("misfortune");
  QTest::newRow("one error") << Misfortune::BrokenOnce;
  QTest::newRow("errors from then on") << Misfortune::Broken;
  QTest::newRow("full from then on") << Misfortune::Full;
}

// Power fails right after the refusal: what a start finds in the files as they are then must agree with what was said.
void TestOutboxDisk::neverKeepsWhatItRefused() {
  QFETCH(Misfortune, misfortune);
  for (long operation = 0;; ++operation) {
    OutboxFixture fixture;
    (void)fixture.sealed();
    broken_disk::breakDisk(fixture.folder().toStdString(), misfortune, operation);
    const auto kept = fixture.box->seal(fixture.request());
    const bool reached = broken_disk::operations() > operation;
    const auto gate = fixture.box->gate();
    broken_disk::mend();
    QTemporaryDir after;
    const QString copy = after.path() + QStringLiteral("/outbox");
    QCOMPARE(QProcess::execute(QStringLiteral("cp"), {QStringLiteral("-r"), fixture.folder(), copy}), 0);
    const auto restarted =
        outbox::Outbox::open(copy, fixture.key, fixture.keys.certificates(), fixture.clock, fixture.log);
    QVERIFY(restarted);
    const auto found = (*restarted)->all()->size();
    if (!kept && kept.error().code == "outbox.seal-uncertain") {
      QVERIFY(misfortune != Misfortune::BrokenOnce);
      QVERIFY(gate);
    } else {
      QVERIFY2(found == (kept ? 2 : 1), qPrintable(QStringLiteral("operation %1: %2").arg(operation).arg(found)));
    }
    if (!reached) break;
  }
}

void TestOutboxDisk::settleFailsCleanlyAtEveryOperation() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  QVERIFY(fixture.box->announced(s.submissionId));
  QVERIFY(fixture.box->beginCommit(s.submissionId));
  const QByteArray receipt = fixture.keys.receipt(s.submissionId, s.digest);
  for (long operation = 0;; ++operation) {
    broken_disk::breakDisk(fixture.folder().toStdString(), Misfortune::Full, operation);
    const auto settled = fixture.box->settle(s.submissionId, receipt);
    broken_disk::mend();
    if (settled) break;
    QCOMPARE(settled.error().kind, Failure::Full);
    QCOMPARE(fixture.box->find(s.submissionId)->state, model::SubmissionState::Committing);
  }
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->find(s.submissionId)->state, model::SubmissionState::Received);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxDisk::makesNoKeyOnAFullDisk() {
  const test::FakeClock clock;
  QTemporaryDir folder;
  broken_disk::breakDisk(folder.path().toStdString(), Misfortune::ShortWrite);
  const auto key = seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/key"), clock);
  broken_disk::mend();
  QCOMPARE(key.error().kind, Failure::Full);
  QVERIFY(seal::TerminalKey::openOrCreate(folder.path() + QStringLiteral("/key"), clock));  // nothing half was left
}

QTEST_GUILESS_MAIN(TestOutboxDisk)
#include "tst_outbox_disk.moc"

// A save or a seal that the disk refuses leaves no trace in what the outbox believes of its own disk.
#include <QtTest>

#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;
using test::broken_disk::Misfortune;
namespace broken_disk = hall::test::broken_disk;

class TestOutboxDraftUndone : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void namesThePersonAgain();
  void beginsAgain();
  void isNoUncertainSealThatNeverHadARow();
};

namespace {
const QByteArray kNumber = "11010519491231002X";
const QJsonObject kContent{{QStringLiteral("a"), 1}};
}  // namespace

// The card was shown while the disk was full; later it must open the draft all the same.
void TestOutboxDraftUndone::namesThePersonAgain() {
  int failures = 0;
  for (long operation = 0;; ++operation) {
    OutboxFixture fixture;
    const QByteArray person = fixture.key.subjectKey(kNumber);
    const QByteArray caseId = mintIdentifier(fixture.clock);
    QVERIFY(fixture.box->saveDraft(caseId, "permit", {}, kContent));
    broken_disk::breakDisk(fixture.folder().toStdString(), Misfortune::Full, operation);
    const auto saved = fixture.box->saveDraft(caseId, "permit", person, kContent);
    broken_disk::mend();
    failures += saved ? 0 : 1;
    QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
    QVERIFY(fixture.reopen());
    QCOMPARE(fixture.box->findDraft("permit", person)->caseId, caseId);
    if (saved) break;
  }
  QVERIFY(failures > 0);
}

void TestOutboxDraftUndone::beginsAgain() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  broken_disk::breakDisk(fixture.folder().toStdString(), Misfortune::Full);
  QVERIFY(!fixture.box->saveDraft(caseId, "permit", person, kContent));
  broken_disk::mend();
  QCOMPARE(fixture.box->addDraftAttachment(caseId, "photo", "x", "image/jpeg").error().code,
           QByteArray("outbox.no-draft"));
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  QVERIFY(fixture.box->addDraftAttachment(caseId, "photo", "x", "image/jpeg"));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->findDraft("permit", person)->content, kContent);
}

// Its attachments were never written, so nothing can come back: the citizen is told that it is not kept.
void TestOutboxDraftUndone::isNoUncertainSealThatNeverHadARow() {
  OutboxFixture fixture;
  auto wish = fixture.request();
  wish.attachments = {{QByteArray(5000, 'p'), "image/jpeg"}};
  broken_disk::breakDisk(fixture.folder().toStdString(), Misfortune::Full);
  QVERIFY(!fixture.box->saveDraft(mintIdentifier(fixture.clock), "permit", {}, kContent));
  QCOMPARE(fixture.box->seal(wish).error().code, QByteArray("disk.full"));
  broken_disk::mend();
  QVERIFY(!fixture.box->gate());
  QVERIFY(fixture.box->all()->isEmpty());
  QVERIFY(fixture.box->seal(wish));
}

QTEST_GUILESS_MAIN(TestOutboxDraftUndone)
#include "tst_outbox_draft_undone.moc"

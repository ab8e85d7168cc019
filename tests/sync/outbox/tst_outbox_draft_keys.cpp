// A draft opens with its citizen's card or code, or for a clerk who leaves a trace; once dropped, with nothing.
#include <QDirIterator>
#include <QtTest>

#include "sync/seal/case_key.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;

class TestOutboxDraftKeys : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensForItsPersonOnly();
  void opensForAClerkWhoLeavesATrace();
  void takesAPersonLater();
  void closesWhenTheCitizenGoes();
  void destroysTheKeyWithTheDraft();
  void keepsNothingThatOpensOnTheDisk();
};

namespace {
const QByteArray kNumber = "11010519491231002X";
const QJsonObject kContent{{QStringLiteral("name"), QStringLiteral("QIN-SHIHUANG")}};

QByteArray wholeDisk(const OutboxFixture& fixture) {
  QByteArray all;
  QDirIterator files(fixture.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    if (file.open(QIODevice::ReadOnly)) all += file.readAll();
  }
  return all;
}

// What the database says of the draft, past the outbox.
QByteArray column(const OutboxFixture& fixture, const char* sql) {
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto asked = database->prepare(sql).value();
  return asked.step().value() ? asked.bytes(0) : QByteArray();
}
}  // namespace

void TestOutboxDraftKeys::opensForItsPersonOnly() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  QVERIFY(fixture.reopen());
  const QByteArray stranger = fixture.key.subjectKey("other");
  QCOMPARE(fixture.box->findDraft("permit", stranger).error().kind, Failure::NotFound);
  // Somebody else cannot write over it either, nor add a page.
  QCOMPARE(fixture.box->saveDraft(caseId, "permit", stranger, {}).error().code, QByteArray("outbox.draft-closed"));
  QCOMPARE(fixture.box->addDraftAttachment(caseId, "photo", "x", "image/jpeg").error().code,
           QByteArray("outbox.draft-closed"));
  QCOMPARE(fixture.box->findDraft("permit", person)->content, kContent);
  QVERIFY(fixture.reopen());
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, {{QStringLiteral("a"), 1}}));  // with the card in hand
  QCOMPARE(fixture.box->findDraft("permit", person)->content.size(), 1);
}

void TestOutboxDraftKeys::opensForAClerkWhoLeavesATrace() {
  OutboxFixture fixture;
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", fixture.key.subjectKey(kNumber), kContent));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->drafts()->size(), 1);
  QVERIFY(fixture.box->drafts()->first().content.isEmpty());
  for (const char* wrong : {"", "two words", "\xe7\x8e\x8b"}) {
    QCOMPARE(fixture.box->openDraftAsClerk(caseId, "wang.li", wrong).error().code, QByteArray("outbox.clerk"));
    QCOMPARE(fixture.box->openDraftAsClerk(caseId, wrong, "card-lost").error().code, QByteArray("outbox.clerk"));
  }
  QCOMPARE(fixture.box->openDraftAsClerk(caseId, "wang.li", "card-lost")->content, kContent);
  QCOMPARE(fixture.events(caseId), (QList<QByteArray>{"draft.begun", "draft.opened-by-clerk"}));
  QVERIFY(column(fixture, "SELECT entry FROM journal ORDER BY line DESC").contains("wang.li card-lost"));
  QVERIFY(fixture.box->verifyJournal());
  const QByteArray stranger = mintIdentifier(fixture.clock);
  QCOMPARE(fixture.box->openDraftAsClerk(stranger, "wang.li", "x").error().kind, Failure::NotFound);
}

void TestOutboxDraftKeys::takesAPersonLater() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", {}, kContent));  // from the first keystroke on
  QCOMPARE(fixture.box->findDraft("permit", {}).error().kind, Failure::NotFound);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->findDraft("permit", person)->caseId, caseId);
}

void TestOutboxDraftKeys::closesWhenTheCitizenGoes() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  QVERIFY(fixture.box->saveDraft(caseId, "permit", {}, kContent));  // open: the card need not be shown again
  fixture.box->closeDraft(caseId);
  QCOMPARE(fixture.box->saveDraft(caseId, "permit", {}, kContent).error().code, QByteArray("outbox.draft-closed"));
  QVERIFY(fixture.box->findDraft("permit", person));
  QVERIFY(fixture.box->saveDraft(caseId, "permit", {}, kContent));
}

void TestOutboxDraftKeys::destroysTheKeyWithTheDraft() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  const QByteArray owner = column(fixture, "SELECT owner_slot FROM draft");
  const QByteArray clerk = column(fixture, "SELECT clerk_slot FROM draft");
  QVERIFY(wholeDisk(fixture).contains(owner) && wholeDisk(fixture).contains(clerk));
  QVERIFY(fixture.box->dropDraft(caseId));
  QVERIFY2(!wholeDisk(fixture).contains(owner), "the citizen's copy of the key is still there");
  QVERIFY2(!wholeDisk(fixture).contains(clerk), "the clerk's copy of the key is still there");
  QCOMPARE(fixture.box->openDraftAsClerk(caseId, "wang.li", "x").error().kind, Failure::NotFound);
}

void TestOutboxDraftKeys::keepsNothingThatOpensOnTheDisk() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey(kNumber);
  const QByteArray caseId = mintIdentifier(fixture.clock);
  QVERIFY(fixture.box->saveDraft(caseId, "permit", person, kContent));
  QVERIFY(fixture.box->addDraftAttachment(caseId, "photo", QByteArray("QIN-SHIHUANG").repeated(500), "image/jpeg"));
  auto wish = fixture.request();
  wish.subjectKey = person;
  QVERIFY(fixture.box->seal(wish));
  const QByteArray disk = wholeDisk(fixture);
  QVERIFY(!disk.contains("SHIHUANG") && !disk.contains(kNumber));
  QVERIFY2(!disk.contains(person), "what the card gives stands on the disk");
  const auto key = seal::CaseKey::unwrap(column(fixture, "SELECT owner_slot FROM draft"), person, caseId);
  QVERIFY(key);
  QVERIFY2(!disk.contains(key->bytes()), "the case's key stands on the disk");
}

QTEST_GUILESS_MAIN(TestOutboxDraftKeys)
#include "tst_outbox_draft_keys.moc"

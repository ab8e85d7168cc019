// A draft opens with the code that its citizen took along as well, as long as there is a draft; the disk holds neither.
#include <QDirIterator>
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using test::OutboxFixture;

class TestOutboxDraftCode : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensAfterARestart();
  void opensForACitizenWhoShowedNothing();
  void aNewCodeEndsTheOneBefore();
  void diesWithTheDraft_data();
  void diesWithTheDraft();
  void needsAnOpenDraft();
  void theDiskHoldsNeither();
};

namespace {
const QJsonObject kContent{{QStringLiteral("name"), QStringLiteral("QIN-SHIHUANG")}};

struct Begun : OutboxFixture {
  Begun() {
    if (!box->saveDraft(caseId, "permit", card, kContent)) qFatal("draft");
  }
  [[nodiscard]] QByteArray codeOpens(const QByteArray& codeKey) const {
    const auto draft = box->openDraftByCode(codeKey);
    return draft ? draft->caseId : draft.error().code;
  }
  const QByteArray caseId = mintIdentifier(clock);
  const QByteArray card = key.subjectKey("11010519491231002X");
  const QByteArray code = key.subjectKey("code:123456789012345");
};
}  // namespace

void TestOutboxDraftCode::opensAfterARestart() {
  Begun begun;
  QVERIFY(begun.box->addDraftAttachment(begun.caseId, "photo", "a sheet", "image/jpeg"));
  QVERIFY(begun.box->giveDraftCode(begun.caseId, begun.code));
  QVERIFY(begun.reopen());
  QCOMPARE(begun.codeOpens(begun.key.subjectKey("code:other")), QByteArray("outbox.no-draft"));
  QCOMPARE(begun.codeOpens({}), QByteArray("outbox.no-draft"));
  const auto draft = begun.box->openDraftByCode(begun.code);
  QCOMPARE(draft->content, kContent);
  QCOMPARE(draft->serviceId, QByteArray("permit"));
  const auto page = begun.box->draftAttachments(begun.caseId)->first();
  QCOMPARE(begun.box->draftAttachmentBytes(begun.caseId, page.attachmentId).value(), QByteArray("a sheet"));
  // Whoever came with the code goes on without a card, and the card opens it as before.
  QVERIFY(begun.box->saveDraft(begun.caseId, "permit", {}, {{QStringLiteral("more"), 1}}));
  begun.box->closeDraft(begun.caseId);
  QCOMPARE(begun.box->findDraft("permit", begun.card)->content.size(), 1);
  QCOMPARE(begun.events(begun.caseId).last(), QByteArray("draft.opened-by-code"));
}

void TestOutboxDraftCode::opensForACitizenWhoShowedNothing() {
  OutboxFixture fixture;
  const QByteArray caseId = mintIdentifier(fixture.clock);
  const QByteArray code = fixture.key.subjectKey("code:1");
  QVERIFY(fixture.box->saveDraft(caseId, "permit", {}, kContent));
  QVERIFY(fixture.box->giveDraftCode(caseId, code));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->openDraftByCode(code)->content, kContent);
}

void TestOutboxDraftCode::aNewCodeEndsTheOneBefore() {
  Begun begun;
  const QByteArray second = begun.key.subjectKey("code:2");
  QVERIFY(begun.box->giveDraftCode(begun.caseId, begun.code));
  QVERIFY(begun.box->giveDraftCode(begun.caseId, second));
  QVERIFY(begun.reopen());
  QCOMPARE(begun.codeOpens(begun.code), QByteArray("outbox.no-draft"));
  QCOMPARE(begun.codeOpens(second), begun.caseId);
}

void TestOutboxDraftCode::diesWithTheDraft_data() {
  QTest::addColumn<int>("end");
  QTest::newRow("dropped") << 0;
  QTest::newRow("grown old") << 1;
  QTest::newRow("handed in") << 2;
}

void TestOutboxDraftCode::diesWithTheDraft() {
  QFETCH(const int, end);
  Begun begun;
  QVERIFY(begun.box->giveDraftCode(begun.caseId, begun.code));
  if (end == 0) QVERIFY(begun.box->dropDraft(begun.caseId));
  if (end == 1) {
    begun.clock.advance(73h);
    QVERIFY(begun.box->dropDraftsOlderThan(72h));
  }
  if (end == 2) {
    auto request = begun.request();
    request.caseId = begun.caseId;
    QVERIFY(begun.box->seal(request));
  }
  QCOMPARE(begun.codeOpens(begun.code), QByteArray("outbox.no-draft"));
  QVERIFY(begun.reopen());
  QCOMPARE(begun.codeOpens(begun.code), QByteArray("outbox.no-draft"));
}

void TestOutboxDraftCode::needsAnOpenDraft() {
  Begun begun;
  QVERIFY(begun.reopen());  // closed: neither card nor clerk was there
  QCOMPARE(begun.box->giveDraftCode(begun.caseId, begun.code).error().code, QByteArray("outbox.draft-closed"));
  QCOMPARE(begun.box->giveDraftCode(mintIdentifier(begun.clock), begun.code).error().code,
           QByteArray("outbox.no-draft"));
  QCOMPARE(begun.codeOpens(begun.code), QByteArray("outbox.no-draft"));
}

void TestOutboxDraftCode::theDiskHoldsNeither() {
  Begun begun;
  QVERIFY(begun.box->giveDraftCode(begun.caseId, begun.code));
  QByteArray all;
  QDirIterator files(begun.folder(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    QVERIFY(file.open(QIODevice::ReadOnly));
    all += file.readAll();
  }
  QVERIFY(all.contains("draft.code-given"));
  for (const QByteArray& secret : {begun.code, begun.code.toHex(), begun.code.toBase64(), begun.card,
                                   QByteArray("QIN-SHIHUANG"), QByteArray("123456789012345")}) {
    QVERIFY(!all.contains(secret));
  }
}

QTEST_GUILESS_MAIN(TestOutboxDraftCode)
#include "tst_outbox_draft_code.moc"

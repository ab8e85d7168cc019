// A draft opens with its citizen's card or code, or for a clerk who leaves a trace; once dropped, with nothing.
#include <QDirIterator>
#include <QProcess>
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
  void destroysTheKeyWithTheSeal_data();
  void destroysTheKeyWithTheSeal();
};

namespace {
const QByteArray kNumber = "11010519491231002X";
const QJsonObject kContent{{QStringLiteral("name"), QStringLiteral("QIN-SHIHUANG")}};

QByteArray wholeDisk(const QString& folder) {
  QByteArray all;
  QDirIterator files(folder, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
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
// A draft with a page, what opens it, and what it is on the disk.
struct Begun {
  explicit Begun(const OutboxFixture& fixture, int more = 0)
      : caseId(mintIdentifier(fixture.clock)), person(fixture.key.subjectKey(kNumber + QByteArray::number(more))) {
    QJsonObject content = kContent;
    const QByteArray place = "case_id = '" + caseId + "'";
    if (!fixture.box->saveDraft(caseId, "permit", person, content)) qFatal("draft");
    const auto page = QByteArray("QIN-SHIHUANG").repeated(50);
    if (!fixture.box->addDraftAttachment(caseId, "photo", page, "image/jpeg")) qFatal("page");
    content[QLatin1String("more")] = QString(more, u'm');
    if (!fixture.box->saveDraft(caseId, "permit", person, content)) qFatal("draft");
    owner = column(fixture, ("SELECT owner_slot FROM draft WHERE " + place).constData());
    clerk = column(fixture, ("SELECT clerk_slot FROM draft WHERE " + place).constData());
    sealed = column(fixture, ("SELECT sealed FROM draft WHERE " + place).constData());
  }
  [[nodiscard]] bool isOn(const QString& folder) const {
    const QByteArray disk = wholeDisk(folder);
    // A part of each will do: a row may be split over pages.
    return disk.contains(owner.left(24)) || disk.contains(owner.right(24)) ||
           disk.contains(clerk.left(200).right(40)) || disk.contains(clerk.right(40)) ||
           disk.contains(sealed.left(40)) || disk.contains(sealed.right(24));
  }
  QByteArray caseId;
  QByteArray person;
  QByteArray owner;
  QByteArray clerk;
  QByteArray sealed;
};
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
  QVERIFY(wholeDisk(fixture.folder()).contains(owner) && wholeDisk(fixture.folder()).contains(clerk));
  QVERIFY(fixture.box->dropDraft(caseId));
  QVERIFY2(!wholeDisk(fixture.folder()).contains(owner), "the citizen's copy of the key is still there");
  QVERIFY2(!wholeDisk(fixture.folder()).contains(clerk), "the clerk's copy of the key is still there");
  QCOMPARE(fixture.box->openDraftAsClerk(caseId, "wang.li", "x").error().kind, Failure::NotFound);
}

void TestOutboxDraftKeys::keepsNothingThatOpensOnTheDisk() {
  OutboxFixture fixture;
  const Begun begun(fixture);
  auto other = fixture.request();
  other.subjectKey = begun.person;
  QVERIFY(fixture.box->seal(other));
  const QByteArray disk = wholeDisk(fixture.folder());
  QVERIFY(!disk.contains("SHIHUANG") && !disk.contains(kNumber));
  QVERIFY2(!disk.contains(begun.person), "what the card gives stands on the disk");
  const auto key = seal::CaseKey::unwrap(begun.owner, begun.person, begun.caseId);
  QVERIFY(key);
  QVERIFY2(!disk.contains(key->bytes()), "the case's key stands on the disk");
}

void TestOutboxDraftKeys::destroysTheKeyWithTheSeal_data() {
  QTest::addColumn<int>("ending");
  QTest::newRow("the visit ends") << 0;
  QTest::newRow("old drafts are looked for") << 1;
  QTest::newRow("the power fails, and it starts again") << 2;
}

// Sealed, the case is the platform's to open. Among others, so that pages are split, filled and freed.
void TestOutboxDraftKeys::destroysTheKeyWithTheSeal() {
  QFETCH(int, ending);
  OutboxFixture fixture;
  std::vector<std::unique_ptr<Begun>> all;
  for (int i = 0; i < 12; ++i) all.push_back(std::make_unique<Begun>(fixture, i * 300));
  QString folder = fixture.folder();
  QTemporaryDir after;
  for (const auto& begun : all) {
    QVERIFY(begun->isOn(folder));
    auto wish = fixture.request();
    wish.caseId = begun->caseId;
    wish.subjectKey = begun->person;
    QVERIFY(fixture.box->seal(wish));
    if (ending == 0) fixture.box->closeDraft(begun->caseId);
  }
  if (ending == 1) QVERIFY(fixture.box->dropDraftsOlderThan(std::chrono::hours(72)));
  std::unique_ptr<outbox::Outbox> restarted;
  if (ending == 2) {
    folder = after.path() + QStringLiteral("/outbox");
    QCOMPARE(QProcess::execute(QStringLiteral("cp"), {QStringLiteral("-r"), fixture.folder(), folder}), 0);
    QVERIFY(all.back()->isOn(folder));
    restarted =
        outbox::Outbox::open(folder, fixture.key, fixture.keys.certificates(), fixture.clock, fixture.log).value();
  }
  for (const auto& begun : all) QVERIFY2(!begun->isOn(folder), "what opens the draft is still there");
}

QTEST_GUILESS_MAIN(TestOutboxDraftKeys)
#include "tst_outbox_draft_keys.moc"

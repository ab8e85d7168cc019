// What a start finds after something happened to the disk: held with the reason, never edited, never deleted.
#include <QtTest>

#include "sync/store/database.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

class TestOutboxRestart : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void holdsWhatDoesNotFitItsFiles_data();
  void holdsWhatDoesNotFitItsFiles();
  void putsACommitInDoubt();
  void removesFilesNobodyWasPromised();
  void noticesAChangedJournal_data();
  void noticesAChangedJournal();
  void refusesADamagedDatabase();
  void refusesANewerSchema();
};

namespace {
void change(const OutboxFixture& fixture, const char* sql) {
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  QVERIFY(database->execute(sql));
}
void damage(const QString& path, const std::function<void(QFile&)>& how) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite));
  how(file);
}
}  // namespace

void TestOutboxRestart::holdsWhatDoesNotFitItsFiles_data() {
  QTest::addColumn<QByteArray>("code");
  for (const char* code : {"attachment.missing", "attachment.short", "attachment.differs", "envelope.differs"}) {
    QTest::newRow(code) << QByteArray(code);
  }
  QTest::newRow("attachment longer") << QByteArray("attachment.differs");
}

void TestOutboxRestart::holdsWhatDoesNotFitItsFiles() {
  QFETCH(QByteArray, code);
  OutboxFixture fixture;
  const auto broken = fixture.sealedWithPhoto();
  const auto whole = fixture.sealedWithPhoto();
  const QString path = fixture.attachmentPath(broken);
  fixture.box.reset();
  if (qstrcmp(QTest::currentDataTag(), "attachment longer") == 0) {
    damage(path, [](QFile& file) { file.resize(file.size() + 1); });
  } else if (code == "attachment.missing") {
    QVERIFY(QFile::remove(path));
  } else if (code == "attachment.short") {
    damage(path, [](QFile& file) { file.resize(file.size() - 1); });
  } else if (code == "attachment.differs") {
    damage(path, [](QFile& file) {
      file.seek(100);
      const char old = file.peek(1).at(0);
      file.putChar(static_cast<char>(old ^ 1));
    });
  } else {
    change(fixture, "UPDATE submission SET envelope = zeroblob(length(envelope)) WHERE terminal_seq = 1");
  }
  QVERIFY(fixture.open());
  const auto held = fixture.box->find(broken.submissionId);
  QCOMPARE(held->state, Held);
  QCOMPARE(held->heldCode, code);
  QCOMPARE(fixture.box->find(whole.submissionId)->state, Sealed);
  QCOMPARE(fixture.box->all()->size(), 2);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxRestart::putsACommitInDoubt() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  QVERIFY(fixture.box->announced(s.submissionId));
  QVERIFY(fixture.box->beginCommit(s.submissionId));
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->find(s.submissionId)->state, InDoubt);
  QCOMPARE(fixture.box->due(fixture.clock.now())->size(), 1);
}

void TestOutboxRestart::removesFilesNobodyWasPromised() {
  OutboxFixture fixture;
  const auto kept = fixture.sealedWithPhoto();
  const QString orphan =
      fixture.folder() + QStringLiteral("/attachments/") + QString::fromLatin1(mintIdentifier(fixture.clock));
  QVERIFY(QDir().mkpath(orphan));
  QVERIFY(fixture.reopen());
  QVERIFY(!QFile::exists(orphan));
  QVERIFY(QFile::exists(fixture.attachmentPath(kept)));
}

void TestOutboxRestart::noticesAChangedJournal_data() {
  QTest::addColumn<QByteArray>("sql");
  QTest::newRow("a line changed") << QByteArray(
      "UPDATE journal SET entry = replace(entry, 'SEALED', 'SOLD') WHERE line = 2");
  QTest::newRow("a line gone") << QByteArray("DELETE FROM journal WHERE line = 2");
  QTest::newRow("the end gone") << QByteArray("DELETE FROM journal WHERE line = (SELECT max(line) FROM journal)");
  QTest::newRow("a line added") << QByteArray("INSERT INTO journal VALUES (99, '{}', x'00')");
  QTest::newRow("a hash changed") << QByteArray("UPDATE journal SET hash = zeroblob(32) WHERE line = 3");
}

void TestOutboxRestart::noticesAChangedJournal() {
  QFETCH(QByteArray, sql);
  OutboxFixture fixture;
  for (int i = 0; i < 3; ++i) (void)fixture.sealed();
  QVERIFY(fixture.box->verifyJournal());
  fixture.box.reset();
  change(fixture, sql.constData());
  QVERIFY(fixture.open());  // what waits is still sent
  QCOMPARE(fixture.box->verifyJournal().error().code, QByteArray("journal.broken"));
  QCOMPARE(fixture.box->gate()->code, QByteArray("journal.broken"));
  QCOMPARE(fixture.box->due(fixture.clock.now())->size(), 3);
}

void TestOutboxRestart::refusesADamagedDatabase() {
  OutboxFixture fixture;
  for (int i = 0; i < 50; ++i) (void)fixture.sealed();
  fixture.box.reset();
  const QString path = fixture.folder() + QStringLiteral("/outbox.sqlite");
  damage(path, [](QFile& file) {
    file.seek(file.size() / 2);
    file.write(QByteArray(8192, '\xA5'));
  });
  const QByteArray before = [&] {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }();
  QCOMPARE(fixture.open().error().kind, Failure::Corrupt);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  QVERIFY(file.readAll() == before);  // left for whoever repairs it
}

void TestOutboxRestart::refusesANewerSchema() {
  OutboxFixture fixture;
  fixture.box.reset();
  change(fixture, "PRAGMA user_version = 99");
  QCOMPARE(fixture.open().error().code, QByteArray("store.newer"));
}

QTEST_GUILESS_MAIN(TestOutboxRestart)
#include "tst_outbox_restart.moc"

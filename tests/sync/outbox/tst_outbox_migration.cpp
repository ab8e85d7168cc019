// An outbox that an older release left behind opens whole: everything in it is found, and goes on.
#include <QFile>
#include <QtTest>

#include "sync/store/database.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

class TestOutboxMigration : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesOverSchemaOne();
};

namespace {
// The fixture's keys are gone: it is given to the terminal of this test.
void restore(OutboxFixture& fixture, const QString& name) {
  fixture.box.reset();
  QVERIFY(QDir(fixture.folder()).removeRecursively());
  QVERIFY(QDir().mkpath(fixture.folder()));
  QFile sql(QStringLiteral(HALL_FIXTURES "/outbox/") + name);
  QVERIFY(sql.open(QIODevice::ReadOnly));
  auto database = store::Database::open(fixture.folder() + QStringLiteral("/outbox.sqlite")).value();
  QVERIFY(database->execute(sql.readAll().constData()));
  QVERIFY(database->run("UPDATE terminal SET terminal_id = ?", fixture.key.terminalId()));
}
}  // namespace

void TestOutboxMigration::takesOverSchemaOne() {
  OutboxFixture fixture;
  restore(fixture, QStringLiteral("schema-1.sql"));
  QVERIFY(fixture.open());
  const auto all = fixture.box->all().value();
  QCOMPARE(all.size(), 3);
  QCOMPARE(all[0].state, Received);
  QCOMPARE(all[1].state, Sealed);
  QCOMPARE(all[2].state, Held);
  QVERIFY(fixture.box->verifyJournal());
  QVERIFY(!fixture.box->gate());
  QCOMPARE(fixture.box->unfinishedEffects()->size(), 1);
  // Rows from before belong to nobody; new ones to whom they are given.
  QVERIFY(fixture.box->submittedBy(all[1].serviceId, {}, {})->isEmpty());
  auto request = fixture.request();
  request.subjectKey = fixture.key.subjectKey("somebody");
  QCOMPARE(fixture.box->seal(request)->terminalSeq, 4);
  QCOMPARE(fixture.box->submittedBy(request.serviceId, request.subjectKey, {})->size(), 1);
}

QTEST_GUILESS_MAIN(TestOutboxMigration)
#include "tst_outbox_migration.moc"

// The port over both engines: the same SQL gives the same rows, and every trouble of a database has one name.
#include <QtTest>

#include "sync/gateway/sql/source.h"
#include "tests/sync/gateway/storage_engines.h"

using namespace hall;
using gateway::sql::Bytes;
using gateway::sql::Source;

namespace {
const gateway::sql::SchemaStep kStep{"CREATE TABLE thing (id INTEGER PRIMARY KEY, words TEXT UNIQUE, data BLOB)",
                                     "CREATE TABLE thing (id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,"
                                     " words TEXT UNIQUE, data BYTEA)"};

struct Database {
  Database() {
    if (!source.migrate({&kStep, 1})) qFatal("migrate");
    session = open();
  }
  [[nodiscard]] std::unique_ptr<gateway::sql::SqlSession> open() const { return std::move(*source.open()); }
  [[nodiscard]] qint64 count() const { return open()->query("SELECT count(*) FROM thing")->integer(0, 0); }

  QTemporaryDir folder;
  Source source = test::Engine::make(folder.path());
  std::unique_ptr<gateway::sql::SqlSession> session;
};
}  // namespace

class TestSqlSession : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void givesBackWhatItWasGiven_data() { test::bothEngines(); }
  void givesBackWhatItWasGiven();
  void countsPlaceholders_data() { test::bothEngines(); }
  void countsPlaceholders();
  void pipelinesInOrder_data() { test::bothEngines(); }
  void pipelinesInOrder();
  void pipelineIsAllOrNothing_data() { test::bothEngines(); }
  void pipelineIsAllOrNothing();
  void pipelinesMuch_data() { test::bothEngines(); }
  void pipelinesMuch();
  void goesOnAfterAMistake_data() { test::bothEngines(); }
  void goesOnAfterAMistake();
  void migratesOnce_data() { test::bothEngines(); }
  void migratesOnce();
  void refusesANewerShape_data() { test::bothEngines(); }
  void refusesANewerShape();
  void refusesAPassword();
  void refusesAServerThatDoesNotWait();
  void findsItsWayBack();
  void tellsALossInATransaction();
  void looksForTheHostThatTakesWrites();
  void namesADeadlock();
  void namesAnAbsentServer();
};

void TestSqlSession::givesBackWhatItWasGiven() {
  const Database database;
  const QByteArray bytes("\0\1\xFF\xFE$1", 6);
  const auto added = database.session->query("INSERT INTO thing (words, data) VALUES ($1, $2) RETURNING id",
                                             QByteArray("一二三"), Bytes{bytes});
  QVERIFY(added);
  QCOMPARE(added->integer(0, 0), 1);
  QCOMPARE(added->touched(), 1);
  QVERIFY(database.session->query("INSERT INTO thing (words, data) VALUES ($1, $2)", nullptr, Bytes{}));
  const auto rows = database.session->query("SELECT id, words, data FROM thing ORDER BY id");
  QVERIFY(rows);
  QCOMPARE(rows->size(), 2);
  QCOMPARE(rows->bytes(0, 1), QByteArray("一二三"));
  QCOMPARE(rows->bytes(0, 2), bytes);
  QVERIFY(rows->isNull(1, 1));
  QVERIFY(!rows->isNull(1, 2));
  QVERIFY(rows->bytes(1, 2).isEmpty());
  QVERIFY(database.session->query("SELECT id FROM thing WHERE id > $1", 5)->isEmpty());
  QCOMPARE(database.session->query("UPDATE thing SET words = $1 WHERE id > $2", QByteArray(), 5)->touched(), 0);
}

void TestSqlSession::countsPlaceholders() {
  const Database database;
  QVERIFY(database.session->query("INSERT INTO thing (data, words) VALUES ($2, $1)", QByteArray("one"), Bytes{"two"}));
  const auto rows =
      database.session->query("SELECT words, data FROM thing WHERE words = $1 OR words = $1", QByteArray("one"));
  QCOMPARE(rows->bytes(0, 0), QByteArray("one"));
  QCOMPARE(rows->bytes(0, 1), QByteArray("two"));
}

void TestSqlSession::pipelinesInOrder() {
  const Database database;
  QList<gateway::sql::Statement> all;
  for (int i = 1; i <= 50; ++i) {
    all.push_back({"INSERT INTO thing (words) VALUES ($1) RETURNING id", {QByteArray::number(i)}});
  }
  all.push_back({"SELECT count(*) FROM thing", {}});
  QVERIFY(database.session->begin());
  const auto rows = database.session->pipeline(all);
  QVERIFY(rows);
  QCOMPARE(rows->size(), 51);
  QCOMPARE(rows->at(49).integer(0, 0), 50);
  QCOMPARE(rows->at(50).integer(0, 0), 50);
  QCOMPARE(database.count(), 0);
  QVERIFY(database.session->commit());
  QCOMPARE(database.count(), 50);
  QVERIFY(database.session->pipeline({})->isEmpty());
}

void TestSqlSession::pipelineIsAllOrNothing() {
  const Database database;
  const char* insert = "INSERT INTO thing (words) VALUES ($1)";
  const auto refused = database.session->pipeline({{insert, {"a"}}, {insert, {"a"}}, {insert, {"b"}}});
  QCOMPARE(refused.error().kind, Failure::Conflict);
  QVERIFY(!refused.error().detail.contains(QLatin1Char('a') + QStringLiteral(")")));
  QCOMPARE(database.count(), 0);
  QVERIFY(database.session->pipeline({{insert, {"a"}}, {insert, {"b"}}}));
  QCOMPARE(database.count(), 2);
}

// More than the sockets hold in either direction: neither side may wait for the other for ever.
void TestSqlSession::pipelinesMuch() {
  const Database database;
  QList<gateway::sql::Statement> all;
  const Bytes large{QByteArray(300000, 'x')};
  for (int i = 0; i < 40; ++i) all.push_back({"INSERT INTO thing (data) VALUES ($1) RETURNING data", {large}});
  const auto rows = database.session->pipeline(all);
  QVERIFY(rows);
  for (const auto& one : *rows) QCOMPARE(one.bytes(0, 0).size(), large.bytes.size());
}

void TestSqlSession::goesOnAfterAMistake() {
  const Database database;
  QCOMPARE(database.session->query("SELECT nothing FROM nowhere").error().kind, Failure::Internal);
  QVERIFY(database.session->query("SELECT 1"));
  QVERIFY(database.session->begin());
  QVERIFY(database.session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("a")));
  QCOMPARE(database.session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("a")).error().kind,
           Failure::Conflict);
  database.session->rollback();
  QCOMPARE(database.count(), 0);
  QVERIFY(database.session->begin());
  QVERIFY(database.session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("a")));
  QVERIFY(database.session->commit());
  QVERIFY(database.session->begin());
  QVERIFY(database.session->commit());  // nothing in it
  QCOMPARE(database.count(), 1);
}

void TestSqlSession::migratesOnce() {
  const Database database;
  QVERIFY(database.session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("kept")));
  const std::array<gateway::sql::SchemaStep, 2> steps{
      kStep, {"ALTER TABLE thing ADD COLUMN more INTEGER", "ALTER TABLE thing ADD COLUMN more BIGINT"}};
  QVERIFY(database.source.migrate(steps));
  QVERIFY(database.source.migrate(steps));
  QVERIFY(database.open()->query("SELECT more FROM thing WHERE words = $1", QByteArray("kept"))->isNull(0, 0));
}

void TestSqlSession::refusesANewerShape() {
  const Database database;
  QCOMPARE(database.source.migrate({}).error().code, QByteArray("store.newer"));
}

void TestSqlSession::refusesAPassword() {
  for (const char* conninfo : {"postgres://hall:secret@localhost/hall", "host=localhost password=secret"}) {
    const auto refused = Source::server(conninfo).open();
    QCOMPARE(refused.error().code, QByteArray("sql.password"));
    QVERIFY(!refused.error().detail.contains(QStringLiteral("secret")));
  }
}

void TestSqlSession::refusesAServerThatDoesNotWait() {
  const QByteArray conninfo = test::postgres().makeDatabase() + " options='-c synchronous_commit=off'";
  QCOMPARE(Source::server(conninfo).open().error().code, QByteArray("sql.not-durable"));
}

void TestSqlSession::findsItsWayBack() {
  const auto source = Source::server(test::postgres().makeDatabase());
  const auto session = std::move(*source.open());
  QVERIFY(session->query("SELECT 1"));
  test::postgres().stop();
  QCOMPARE(session->query("SELECT 1").error().kind, Failure::Disconnected);
  QCOMPARE(session->query("SELECT 1").error().kind, Failure::Disconnected);
  test::postgres().start();
  QVERIFY(session->query("SELECT 1"));  // prepared anew
}

void TestSqlSession::tellsALossInATransaction() {
  const auto source = Source::server(test::postgres().makeDatabase());
  if (!source.migrate({&kStep, 1})) QFAIL("migrate");
  const auto session = std::move(*source.open());
  QVERIFY(session->begin());
  QVERIFY(session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("lost")));
  test::postgres().stop();
  test::postgres().start();
  QCOMPARE(session->query("INSERT INTO thing (words) VALUES ($1)", QByteArray("x")).error().kind,
           Failure::Disconnected);
  QVERIFY(!session->query("SELECT 1"));  // never half a transaction on a new connection
  QVERIFY(!session->commit());
  session->rollback();
  QCOMPARE(session->query("SELECT count(*) FROM thing")->integer(0, 0), 0);
}

// The first host is not there; later the one in use becomes a standby, and then takes writes again.
void TestSqlSession::looksForTheHostThatTakesWrites() {
  const QByteArray conninfo = test::postgres().makeDatabase().replace("host=", "host=/nowhere,");
  const auto source = Source::server(conninfo);
  if (!source.migrate({&kStep, 1})) QFAIL("migrate");
  const auto session = std::move(*source.open());
  const QString name = QString::fromLatin1(session->query("SELECT CAST(current_database() AS TEXT)")->bytes(0, 0));
  const char* insert = "INSERT INTO thing (words) VALUES ($1)";
  QVERIFY(session->query(insert, QByteArray("a")));
  test::postgres().psql(QStringLiteral("ALTER DATABASE %1 SET default_transaction_read_only = on").arg(name));
  QVERIFY(session->query("SET default_transaction_read_only = on"));
  QCOMPARE(session->query(insert, QByteArray("b")).error().kind, Failure::Disconnected);
  QCOMPARE(session->query(insert, QByteArray("b")).error().kind, Failure::Disconnected);  // nobody takes writes
  test::postgres().psql(QStringLiteral("ALTER DATABASE %1 RESET default_transaction_read_only").arg(name),
                        QStringLiteral("postgres"));
  QVERIFY(session->query(insert, QByteArray("b")));
  QCOMPARE(session->query("SELECT count(*) FROM thing")->integer(0, 0), 2);
}

void TestSqlSession::namesADeadlock() {
  const auto source = Source::server(test::postgres().makeDatabase());
  if (!source.migrate({&kStep, 1})) QFAIL("migrate");
  const auto one = std::move(*source.open());
  const auto other = std::move(*source.open());
  const char* insert = "INSERT INTO thing (words) VALUES ($1)";
  QVERIFY(one->begin());
  QVERIFY(other->begin());
  QVERIFY(one->query(insert, QByteArray("a")));
  QVERIFY(other->query(insert, QByteArray("b")));
  Result<gateway::sql::Rows> theirs;
  std::thread waiting([&] {
    theirs = other->query(insert, QByteArray("a"));
    if (!theirs) other->rollback();
  });
  const auto ours = one->query(insert, QByteArray("b"));
  if (!ours) one->rollback();
  waiting.join();
  QVERIFY(!ours || !theirs);
  QCOMPARE((ours ? theirs : ours).error().code, QByteArray("sql.busy"));
}

void TestSqlSession::namesAnAbsentServer() {
  const auto refused = Source::server("host=/nowhere dbname=hall").open();
  QCOMPARE(refused.error().kind, Failure::Disconnected);
}

QTEST_GUILESS_MAIN(TestSqlSession)
#include "tst_sql_session.moc"

// A database keeps what it committed, takes back what it did not, and says what is wrong in our words.
#include <QTemporaryDir>
#include <QtTest>
#include <array>

#include "sync/store/migration.h"
#include "sync/store/transaction.h"

using namespace hall;
using store::Blob;
using store::Database;
using store::Transaction;

class TestDatabase : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isDurableBySetting();
  void keepsTypes();
  void takesBackWhatWasNotCommitted();
  void tellsAFullDisk();
  void tellsAConflictWithoutItsValue();
  void tellsAFileThatIsNoDatabase();
  void tellsABusyNeighbour();
  void migratesAllOrNothing();
  void lendsAStatementTwice();

 private:
  QTemporaryDir m_folder;
  [[nodiscard]] QString fresh() const {
    static int number = 0;
    return m_folder.path() + QStringLiteral("/%1.sqlite").arg(++number);
  }
  static qint64 number(Database& database, const char* sql) {
    auto statement = database.prepare(sql).value();
    return statement.step().value() ? statement.integer(0) : -1;
  }
};

void TestDatabase::isDurableBySetting() {
  const auto database = Database::open(fresh()).value();
  QCOMPARE(number(*database, "PRAGMA synchronous"), 2);
  QCOMPARE(number(*database, "PRAGMA foreign_keys"), 1);
  QCOMPARE(number(*database, "PRAGMA secure_delete"), 1);
  auto mode = database->prepare("PRAGMA journal_mode").value();
  QVERIFY(mode.step().value());
  QCOMPARE(mode.bytes(0), QByteArray("wal"));
}

void TestDatabase::keepsTypes() {
  const QString path = fresh();
  const QByteArray bytes("\0\xFF\0x", 4);
  {
    const auto database = Database::open(path).value();
    QVERIFY(database->execute("CREATE TABLE t (a INTEGER, b TEXT, c BLOB, d)"));
    QVERIFY(database->run("INSERT INTO t VALUES (?, ?, ?, ?)", qint64{-5}, QByteArray("words"), Blob{bytes}, nullptr));
    QCOMPARE(database->changes(), 1);
    QVERIFY(!database->run("INSERT INTO t VALUES (?)", 1, 2));  // more values than places
  }
  const auto database = Database::open(path).value();
  auto row = database->prepare("SELECT a, b, c, d, typeof(b), typeof(c) FROM t").value();
  QVERIFY(row.step().value());
  QCOMPARE(row.integer(0), -5);
  QCOMPARE(row.bytes(1), QByteArray("words"));
  QCOMPARE(row.bytes(2), bytes);
  QVERIFY(row.isNull(3));
  QCOMPARE(row.bytes(4), QByteArray("text"));
  QCOMPARE(row.bytes(5), QByteArray("blob"));
  QVERIFY(!row.step().value());
}

void TestDatabase::takesBackWhatWasNotCommitted() {
  const auto database = Database::open(fresh()).value();
  QVERIFY(database->execute("CREATE TABLE t (a)"));
  {
    auto transaction = Transaction::begin(*database).value();
    QVERIFY(database->run("INSERT INTO t VALUES (1)"));
  }
  QCOMPARE(number(*database, "SELECT count(*) FROM t"), 0);
  auto transaction = Transaction::begin(*database).value();
  QVERIFY(database->run("INSERT INTO t VALUES (1)"));
  QVERIFY(transaction.commit());
  QCOMPARE(number(*database, "SELECT count(*) FROM t"), 1);
}

void TestDatabase::tellsAFullDisk() {
  const auto database = Database::open(fresh()).value();
  QVERIFY(database->execute("CREATE TABLE t (a); PRAGMA max_page_count = 10"));
  const auto refused = database->run("INSERT INTO t VALUES (?)", Blob{QByteArray(100000, 'x')});
  QCOMPARE(refused.error().kind, Failure::Full);
  QCOMPARE(refused.error().code, QByteArray("disk.full"));
  QVERIFY(database->run("INSERT INTO t VALUES (1)"));  // a smaller one still fits
}

void TestDatabase::tellsAConflictWithoutItsValue() {
  const auto database = Database::open(fresh()).value();
  QVERIFY(database->execute("CREATE TABLE t (a TEXT UNIQUE)"));
  QVERIFY(database->run("INSERT INTO t VALUES (?)", QByteArray("a person")));
  const auto refused = database->run("INSERT INTO t VALUES (?)", QByteArray("a person"));
  QCOMPARE(refused.error().kind, Failure::Conflict);
  QVERIFY(!refused.error().detail.contains(QLatin1String("person")));
}

void TestDatabase::tellsAFileThatIsNoDatabase() {
  const QString path = fresh();
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray(8192, 'n'));
  file.close();
  QCOMPARE(Database::open(path).error().kind, Failure::Corrupt);
  QCOMPARE(Database::open(QStringLiteral("/nowhere/at/all.sqlite")).error().kind, Failure::NotFound);
}

void TestDatabase::tellsABusyNeighbour() {
  const QString path = fresh();
  const auto one = Database::open(path).value();
  const auto other = Database::open(path).value();
  QVERIFY(other->execute("PRAGMA busy_timeout = 20"));
  const auto held = Transaction::begin(*one).value();
  QCOMPARE(Transaction::begin(*other).error().kind, Failure::Busy);
}

void TestDatabase::migratesAllOrNothing() {
  const QString path = fresh();
  const auto database = Database::open(path).value();
  constexpr std::array<const char*, 2> kBroken{"CREATE TABLE a (x)", "CREATE TABEL b (x)"};
  QVERIFY(!store::migrate(*database, kBroken));
  QCOMPARE(number(*database, "SELECT count(*) FROM sqlite_schema"), 0);
  constexpr std::array<const char*, 2> kGood{"CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE c (x)"};
  QVERIFY(store::migrate(*database, kGood));
  QVERIFY(store::migrate(*database, kGood));
  QCOMPARE(number(*database, "SELECT count(*) FROM sqlite_schema"), 3);
  QCOMPARE(store::migrate(*database, std::span(kGood).first(1)).error().code, QByteArray("store.newer"));
}

void TestDatabase::lendsAStatementTwice() {
  const auto database = Database::open(fresh()).value();
  QVERIFY(database->execute("CREATE TABLE t (a); INSERT INTO t VALUES (1), (2)"));
  const char* sql = "SELECT a FROM t ORDER BY a";
  auto outer = database->prepare(sql).value();
  QVERIFY(outer.step().value());
  auto inner = database->prepare(sql).value();
  QVERIFY(inner.step().value());
  QVERIFY(outer.step().value());
  QCOMPARE(inner.integer(0), 1);
  QCOMPARE(outer.integer(0), 2);
}

QTEST_GUILESS_MAIN(TestDatabase)
#include "tst_database.moc"

// A log that was damaged, cut or removed while nobody looked is to SQLite only a shorter one: what was promised would
// be gone without a word. The start must refuse, leave the log as it is, and work again with a copy of the whole
// folder.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;

class TestOutboxRolledBack : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void refusesAShorterLog_data();
  void refusesAShorterLog();
  void refusesAnEmptyDatabase();
  void takesAWholeCopy();
  void believesADatabaseThatIsAhead();
  void ignoresAMarkThatIsDamaged();
};

namespace {

const QString kLog = QStringLiteral("/outbox.sqlite-wal");
const QString kMark = QStringLiteral("/outbox.mark");

// As a process that was killed leaves it: with its log.
void copyFolder(const QString& from, const QString& to) {
  QVERIFY(QDir().mkpath(to));
  for (const char* name : {"/outbox.sqlite", "/outbox.sqlite-wal", "/outbox.mark"}) {
    QFile::remove(to + QLatin1String(name));
    if (!QFile::exists(from + QLatin1String(name))) continue;
    QVERIFY(QFile::copy(from + QLatin1String(name), to + QLatin1String(name)));
  }
}

struct Killed {
  Killed() {
    (void)fixture.reopen();  // what came before is in the main file
    for (int i = 0; i < 3; ++i) kept.append(fixture.sealed().submissionId);
    copyFolder(fixture.folder(), copy());
    fixture.box.reset();
    restore();
  }
  [[nodiscard]] QString copy() const { return fixture.temporary.path() + QStringLiteral("/copy"); }
  void restore() const { copyFolder(copy(), fixture.folder()); }
  [[nodiscard]] QString file(const QString& name) const { return fixture.folder() + name; }
  [[nodiscard]] QByteArray content(const QString& name) const {
    QFile opened(file(name));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
  }

  OutboxFixture fixture;
  QList<QByteArray> kept;
};

void flip(const QString& path, qint64 at) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(at));
  const char other = static_cast<char>(file.peek(1).at(0) ^ 0x20);
  QVERIFY(file.write(&other, 1) == 1);
}

}  // namespace

void TestOutboxRolledBack::refusesAShorterLog_data() {
  QTest::addColumn<qint64>("flipAt");
  QTest::addColumn<double>("keep");
  QTest::newRow("header") << qint64{9} << 1.0;
  QTest::newRow("first frame") << qint64{200} << 1.0;
  QTest::newRow("cut in half") << qint64{-1} << 0.5;
  QTest::newRow("cut to nothing") << qint64{-1} << 0.0;
}

void TestOutboxRolledBack::refusesAShorterLog() {
  QFETCH(qint64, flipAt);
  QFETCH(double, keep);
  Killed killed;
  if (flipAt >= 0) flip(killed.file(kLog), flipAt);
  const auto size = static_cast<qint64>(static_cast<double>(QFileInfo(killed.file(kLog)).size()) * keep);
  QVERIFY(QFile::resize(killed.file(kLog), size));
  const QByteArray before = killed.content(kLog);
  for (int i = 0; i < 2; ++i) {
    const auto opened = killed.fixture.open();
    QVERIFY(!opened);
    QCOMPARE(opened.error().kind, Failure::Corrupt);
    QCOMPARE(opened.error().code, QByteArray("outbox.rolled-back"));
    QCOMPARE(killed.content(kLog), before);
  }
  killed.restore();
  QVERIFY(killed.fixture.open());
  for (const QByteArray& id : qAsConst(killed.kept)) QVERIFY(killed.fixture.box->find(id));
}

void TestOutboxRolledBack::refusesAnEmptyDatabase() {
  Killed killed;
  QVERIFY(QFile::remove(killed.file(kLog)) && QFile::resize(killed.file(QStringLiteral("/outbox.sqlite")), 0));
  const auto opened = killed.fixture.open();
  QVERIFY(!opened);
  QCOMPARE(opened.error().code, QByteArray("outbox.database-lost"));
}

void TestOutboxRolledBack::takesAWholeCopy() {
  Killed killed;
  QVERIFY(killed.fixture.open());
  QCOMPARE(killed.fixture.sealed().terminalSeq, 4);
  killed.fixture.box.reset();
  killed.restore();  // older, and of one piece
  QVERIFY(killed.fixture.open());
  QCOMPARE(killed.fixture.sealed().terminalSeq, 4);
}

void TestOutboxRolledBack::believesADatabaseThatIsAhead() {
  Killed killed;
  QFile mark(killed.file(kMark));
  QVERIFY(mark.open(QIODevice::ReadOnly));
  const QByteArray old = mark.readAll();
  mark.close();
  QVERIFY(killed.fixture.open());
  (void)killed.fixture.sealed();
  killed.fixture.box.reset();
  QVERIFY(mark.open(QIODevice::WriteOnly) && mark.write(old) == old.size());  // as after a power loss
  mark.close();
  QVERIFY(killed.fixture.open());
}

void TestOutboxRolledBack::ignoresAMarkThatIsDamaged() {
  Killed killed;
  flip(killed.file(kMark), 0);
  QVERIFY(killed.fixture.open());
  killed.fixture.box.reset();
  QVERIFY(QFile::remove(killed.file(kMark)));
  QVERIFY(killed.fixture.open());
}

QTEST_GUILESS_MAIN(TestOutboxRolledBack)
#include "tst_outbox_rolled_back.moc"

// A terminal is made once and stays the same; its secrets are for its owner's eyes; damage is told, not papered over.
#include <sys/stat.h>

#include <QTemporaryDir>
#include <QtTest>

#include "sync/base/identifier.h"
#include "sync/seal/terminal_key.h"
#include "tests/support/fake_clock.h"

using namespace hall;
using seal::TerminalKey;

class TestTerminalKey : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void staysTheSame();
  void keepsItsFilesToItself();
  void isNotReplacedWhenDamaged_data();
  void isNotReplacedWhenDamaged();
  void writesTheCopyOfItsCertificateAgain();
  void startsAfterAPowerCutInTheMiddle();
};

namespace {
mode_t permissions(const QString& path) {
  struct stat about {};
  return ::stat(QFile::encodeName(path).constData(), &about) == 0 ? about.st_mode & 0777U : 0;
}
}  // namespace

void TestTerminalKey::staysTheSame() {
  const test::FakeClock clock;
  QTemporaryDir folder;
  const auto first = TerminalKey::openOrCreate(folder.path(), clock).value();
  QVERIFY(isIdentifier(first.terminalId()));
  const auto second = TerminalKey::openOrCreate(folder.path(), clock).value();
  QCOMPARE(second.terminalId(), first.terminalId());
  QCOMPARE(second.certificatePem(), first.certificatePem());
  QCOMPARE(second.subjectKey("x"), first.subjectKey("x"));
  QCOMPARE(second.openOwn(first.sealToSelf("draft").value()).value(), QByteArray("draft"));
  QVERIFY(first.subjectKey("x") != first.subjectKey("y"));
  QCOMPARE(first.subjectKey("x").size(), 32);
  QCOMPARE(seal::Certificate::fromPem(first.certificatePem())->commonName(), first.terminalId());
}

void TestTerminalKey::keepsItsFilesToItself() {
  const test::FakeClock clock;
  QTemporaryDir folder;
  const QString path = folder.path() + QStringLiteral("/key");
  QVERIFY(TerminalKey::openOrCreate(path, clock));
  QCOMPARE(permissions(path), mode_t{0700});
  QCOMPARE(permissions(path + QStringLiteral("/identity.pem")), mode_t{0600});
  QCOMPARE(permissions(path + QStringLiteral("/subject.secret")), mode_t{0600});
  QFile copy(path + QStringLiteral("/terminal.pem"));
  QVERIFY(copy.open(QIODevice::ReadOnly));
  QVERIFY(!copy.readAll().contains("PRIVATE"));
}

void TestTerminalKey::isNotReplacedWhenDamaged_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("identity") << QStringLiteral("/identity.pem");
  QTest::newRow("secret") << QStringLiteral("/subject.secret");
}

void TestTerminalKey::isNotReplacedWhenDamaged() {
  QFETCH(QString, name);
  const test::FakeClock clock;
  QTemporaryDir folder;
  QVERIFY(TerminalKey::openOrCreate(folder.path(), clock));
  QVERIFY(QFile::resize(folder.path() + name, 20));
  QCOMPARE(TerminalKey::openOrCreate(folder.path(), clock).error().kind, Failure::Corrupt);
  QCOMPARE(QFile(folder.path() + name).size(), 20);
}

void TestTerminalKey::writesTheCopyOfItsCertificateAgain() {
  const test::FakeClock clock;
  QTemporaryDir folder;
  const auto key = TerminalKey::openOrCreate(folder.path(), clock).value();
  QVERIFY(QFile::remove(folder.path() + QStringLiteral("/terminal.pem")));
  QVERIFY(TerminalKey::openOrCreate(folder.path(), clock));
  QFile copy(folder.path() + QStringLiteral("/terminal.pem"));
  QVERIFY(copy.open(QIODevice::ReadOnly));
  QCOMPARE(copy.readAll(), key.certificatePem());
}

void TestTerminalKey::startsAfterAPowerCutInTheMiddle() {
  const test::FakeClock clock;
  QTemporaryDir folder;
  QFile half(folder.path() + QStringLiteral("/identity.pem.new"));
  QVERIFY(half.open(QIODevice::WriteOnly));
  half.write("-----BEGIN PRIV");
  half.close();
  QVERIFY(TerminalKey::openOrCreate(folder.path(), clock));
}

QTEST_GUILESS_MAIN(TestTerminalKey)
#include "tst_terminal_key.moc"

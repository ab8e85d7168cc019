// What is signed is what is read; a report that was changed, or signed by another, is none; nothing bad is left out.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/drill/drill.h"

using namespace hall;

class TestDrillReport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isReadAsItWasSigned();
  void showsAnyChange();
  void isNotCleanWithoutTheFault();
  void hidesNothing();
  void refusesAFolderThatIsNotItsOwn();
};

namespace {

drill::Report made() {
  drill::Report report;
  report.seed = 7;
  report.begun = report.ended = QDateTime::currentDateTimeUtc();
  drill::KindReport kind{
      QStringLiteral("net.cut"), QStringLiteral("网络中断"), QStringLiteral("line cut"), {}, {}, 1.5};
  kind.outcome.faults = 3;
  kind.outcome.exercised.insert("net.cut", 3);
  kind.outcome.reckoning.submitted = kind.outcome.reckoning.received = 10;
  report.kinds.append(kind);
  return report;
}

seal::KeyPair signer() {
  return seal::KeyPair::generate("Hall drill", seal::KeyUse::Sign).value();
}

}  // namespace

void TestDrillReport::isReadAsItWasSigned() {
  const QTemporaryDir folder;
  QVERIFY(drill::writeReport(folder.path(), made(), signer()));
  const auto read =
      drill::readReport(folder.path() + QStringLiteral("/report.cms"), folder.path() + QStringLiteral("/signer.pem"));
  QVERIFY(read);
  QCOMPARE(read->value(QLatin1String("figures"))[QLatin1String("submitted")].toInt(), 10);
  QVERIFY(read->value(QLatin1String("is_clean")).toBool());
  QVERIFY(drill::table(*read).contains("网络中断"));
}

void TestDrillReport::showsAnyChange() {
  const QTemporaryDir folder;
  const QString path = folder.path() + QStringLiteral("/report.cms");
  QVERIFY(drill::writeReport(folder.path(), made(), signer()));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite));
  QByteArray bytes = file.readAll();
  QVERIFY(bytes.contains("\"lost\": 0"));
  bytes.replace("\"submitted\": 10", "\"submitted\": 11");
  QVERIFY(file.seek(0) && file.write(bytes) == bytes.size());
  file.close();
  QVERIFY(!drill::readReport(path, folder.path() + QStringLiteral("/signer.pem")));

  QVERIFY(drill::writeReport(folder.path(), made(), signer()));
  QFile other(folder.path() + QStringLiteral("/other.pem"));
  QVERIFY(other.open(QIODevice::WriteOnly) && other.write(signer().certificate().pem()) > 0);
  other.close();
  QVERIFY(!drill::readReport(path, other.fileName()));
}

void TestDrillReport::isNotCleanWithoutTheFault() {
  drill::Report report = made();
  report.kinds[0].outcome.exercised.insert("never", 0);
  QVERIFY(!report.isClean());
  report.kinds[0].outcome.exercised.clear();
  QVERIFY(!report.isClean());
  QVERIFY(!drill::Report().isClean());
}

void TestDrillReport::hidesNothing() {
  drill::Report report = made();
  report.kinds[0].outcome.reckoning.lost = 1;
  report.kinds[0].outcome.reckoning.unexplained.append(QStringLiteral("lost: no row 42"));
  report.kinds[0].outcome.troubles.append(QStringLiteral("the gateway does not start"));
  QVERIFY(!report.isClean());
  const QByteArray text = drill::table(drill::toJson(report));
  QVERIFY(text.contains("NOT CLEAN") && text.contains("lost: no row 42"));
  QVERIFY(text.contains("the gateway does not start"));
}

void TestDrillReport::refusesAFolderThatIsNotItsOwn() {
  const SystemClock clock;
  drill::DrillOptions options;
  const QTemporaryDir real;
  options.data = real.path();
  QVERIFY(QDir(real.path()).mkdir(QStringLiteral("outbox")));
  QCOMPARE(drill::prepareFolder(options, clock).error().code, QByteArray("drill.real-data"));

  const QTemporaryDir foreign;
  options.data = foreign.path();
  QFile file(foreign.path() + QStringLiteral("/letter.txt"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(drill::prepareFolder(options, clock).error().code, QByteArray("drill.real-data"));

  const QTemporaryDir own;
  options.data = own.path();
  QVERIFY(drill::prepareFolder(options, clock));
  QVERIFY(drill::prepareFolder(options, clock));  // once more, beside the first
  QVERIFY(QDir(own.path()).mkdir(QStringLiteral("keys")));
  QVERIFY(!drill::prepareFolder(options, clock));
}

QTEST_GUILESS_MAIN(TestDrillReport)
#include "tst_drill_report.moc"

// What earlier releases of the gateway left in its embedded database opens with today's: every submission, part and
// receipt is there, what was announced goes on, and numbers go on where they were.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/gateway/storage.h"

using namespace hall;

class TestGatewayReleases : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void opensWhole_data();
  void opensWhole();
  void refusesWhatIsNewer();
};

namespace {
const QByteArray kReceived = "01a199e0-a9c0-7c06-9cd2-36119adce306";
const QByteArray kAnnounced = "01a199e0-a9c0-70f7-b2d3-764a245b581c";

QByteArray whole(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString copyOf(const QTemporaryDir& folder, int release) {
  const QString path = folder.path() + QStringLiteral("/gateway.sqlite");
  if (!QFile::copy(QStringLiteral(HALL_FIXTURES "/gateway/schema-%1.sqlite").arg(release), path)) qFatal("no fixture");
  QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner);
  return path;
}
}  // namespace

void TestGatewayReleases::opensWhole_data() {
  QTest::addColumn<int>("release");
  QTest::newRow("schema 1") << 1;
  QTest::newRow("schema 2") << 2;
}

void TestGatewayReleases::opensWhole() {
  QFETCH(int, release);
  const QTemporaryDir folder;
  auto storage = gateway::Storage::open(gateway::sql::Source::embedded(copyOf(folder, release)));
  QVERIFY2(storage, storage ? "" : storage.error().code.constData());
  QCOMPARE((*storage)->list()->size(), 2);
  const auto received = (*storage)->find(kReceived).value();
  QVERIFY(received.received());
  QCOMPARE(received.acceptanceNo, QByteArray("20261102-000001"));
  QCOMPARE(received.receipt, QByteArray("signed receipt"));
  for (const auto& part : received.announcement.parts) {
    const auto bytes = (*storage)->part(kReceived, part.digest).value();
    QCOMPARE(model::contentDigest(bytes), part.digest);
  }
  const auto announced = (*storage)->find(kAnnounced).value();
  QVERIFY(!announced.received());
  const auto missing = (*storage)->missing(kAnnounced).value();
  QCOMPARE(missing, QList{announced.announcement.parts.at(1).digest});
  QVERIFY((*storage)->terminalCertificate(announced.announcement.terminalId)->contains("made up"));
  // The part that is missing comes, and the next number of that day is given.
  const QByteArray photo = QByteArray("photo 1 ").repeated(80);
  QVERIFY((*storage)->begin());
  QVERIFY((*storage)->addPart(kAnnounced, missing.first(), photo));
  const auto receipt = (*storage)->receive(
      kAnnounced, announced.announcement.digest, QDateTime(QDate(2026, 11, 2), QTime(3, 0), Qt::UTC),
      QDate(2026, 11, 2), [](const QByteArray& number) { return Result<QByteArray>("for " + number); });
  QVERIFY2(receipt, receipt ? "" : receipt.error().code.constData());
  QVERIFY((*storage)->commit());
  QCOMPARE((*storage)->find(kAnnounced)->acceptanceNo, QByteArray("20261102-000002"));
  QVERIFY((*storage)->find(kReceived)->received());
}

void TestGatewayReleases::refusesWhatIsNewer() {
  const QTemporaryDir folder;
  const QString path = copyOf(folder, 2);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(60));
  file.write(QByteArray("\0\0\0\x63", 4));  // user_version 99, as SQLite's file format has it
  file.close();
  const QByteArray before = whole(path);
  const auto storage = gateway::Storage::open(gateway::sql::Source::embedded(path));
  QCOMPARE(storage.error().code, QByteArray("store.newer"));
  QCOMPARE(whole(path), before);
}

QTEST_GUILESS_MAIN(TestGatewayReleases)
#include "tst_gateway_releases.moc"

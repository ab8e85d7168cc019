// What was received as folders: whole or not there, signed, gone on with where the last run ended.
#include <QtTest>

#include "sync/gateway/agency/file_export.h"
#include "tests/sync/gateway/gateway_fixture.h"

using namespace hall;
using gateway::agency::Agency;
using gateway::agency::FileExport;
using test::GatewayFixture;

namespace {

struct Target {
  Result<int> run(Agency agency = {.services = {"*"}}) {
    return FileExport(*fixture.storage, fixture.keys, fixture.clock, fixture.log, std::move(agency), path()).run();
  }
  [[nodiscard]] QString path() const { return fixture.folder.path() + QStringLiteral("/out"); }
  [[nodiscard]] QStringList sets() const {
    return QDir(path()).entryList(QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
  }
  [[nodiscard]] QByteArray file(const QString& set, const QString& name) const {
    QFile one(path() + u'/' + set + u'/' + name);
    return one.open(QIODevice::ReadOnly) ? one.readAll() : QByteArray();
  }
  [[nodiscard]] QJsonObject manifest(const QString& set) const {
    const auto content =
        seal::verifyAttached(file(set, QStringLiteral("manifest.cms")), fixture.keys.signing().certificate());
    return content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
  }
  GatewayFixture fixture;
};

}  // namespace

class TestFileExport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesWholeSignedSets();
  void goesOnWhereItEnded();
  void survivesBeingBrokenOff();
  void sealsContentsToTheAgency();
  void passesOverOtherServices();
  void saysWhenTheDiskIsNotThere();
};

void TestFileExport::writesWholeSignedSets() {
  Target target;
  const auto wish = target.fixture.wish(1);
  const auto receipt = QJsonDocument::fromJson(target.fixture.handOver(wish).body)[QLatin1String("receipt")];
  QCOMPARE(target.run().value(), 1);
  QCOMPARE(target.sets(), QStringList{QStringLiteral("000000000001-") + QLatin1String(wish.announcement.submissionId)});
  const QString set = target.sets().first();
  QCOMPARE(target.file(set, QStringLiteral("part-00.cms")), wish.bytes[0]);
  QCOMPARE(target.file(set, QStringLiteral("part-01.cms")), wish.bytes[1]);
  QCOMPARE(target.file(set, QStringLiteral("receipt.cms")).toBase64(), receipt.toString().toLatin1());
  const auto manifest = target.manifest(set);
  QCOMPARE(manifest[QLatin1String("digest")].toString().toLatin1(), wish.announcement.digest);
  const auto files = manifest[QLatin1String("files")].toArray();
  QCOMPARE(files.size(), 3);
  for (const QJsonValue& one : files) {
    const QByteArray bytes = target.file(set, one[QLatin1String("name")].toString());
    QCOMPARE(one[QLatin1String("digest")].toString().toLatin1(), model::contentDigest(bytes));
  }
}

void TestFileExport::goesOnWhereItEnded() {
  Target target;
  for (int i = 1; i <= 3; ++i) (void)target.fixture.handOver(target.fixture.wish(i));
  QCOMPARE(target.run().value(), 3);
  QCOMPARE(target.run().value(), 0);
  (void)target.fixture.handOver(target.fixture.wish(4));
  // What the other side has taken away does not come again.
  QVERIFY(QDir(target.path() + u'/' + target.sets().first()).removeRecursively());
  QCOMPARE(target.run().value(), 1);
  QCOMPARE(target.sets().size(), 3);
}

void TestFileExport::survivesBeingBrokenOff() {
  Target target;
  for (int i = 1; i <= 2; ++i) (void)target.fixture.handOver(target.fixture.wish(i));
  QCOMPARE(target.run().value(), 2);
  // As power loss leaves it: a set that was begun, and a cursor that was not yet written.
  QVERIFY(QFile::remove(target.path() + QStringLiteral("/cursor")));
  QVERIFY(QDir().mkpath(target.path() + QStringLiteral("/.partial/half")));
  const QString second = target.sets().last();
  const QByteArray before = target.file(second, QStringLiteral("manifest.cms"));
  (void)target.fixture.handOver(target.fixture.wish(3));
  QVERIFY(target.run());
  QCOMPARE(target.sets().size(), 3);
  QVERIFY(!target.sets().contains(QStringLiteral(".partial")));
  QCOMPARE(target.file(second, QStringLiteral("manifest.cms")), before);
}

void TestFileExport::sealsContentsToTheAgency() {
  Target target;
  const auto wish = target.fixture.wish(1);
  (void)target.fixture.handOver(wish);
  const auto key = seal::KeyPair::generate("agency", seal::KeyUse::Agree).value();
  Agency agency{.agencyId = mintIdentifier(target.fixture.clock), .services = {"pension"}};
  agency.recipient = key.certificate();
  QCOMPARE(target.run(agency).value(), 1);
  const QString set = target.sets().first();
  const auto terminal = seal::Certificate::fromPem(target.fixture.terminal.certificatePem());
  QVERIFY(seal::openEnvelope(target.file(set, QStringLiteral("content-00.cms")), key, *terminal));
  QCOMPARE(seal::decrypt(target.file(set, QStringLiteral("content-01.cms")), key).value(), QByteArray(3000, 'p'));
  const auto session = target.fixture.storage->reading();
  QCOMPARE((*session)->query("SELECT event FROM access")->bytes(0, 0), "exported for agency " + agency.agencyId);
}

void TestFileExport::passesOverOtherServices() {
  Target target;
  (void)target.fixture.handOver(target.fixture.wish(1));
  QCOMPARE(target.run({.agencyId = mintIdentifier(target.fixture.clock), .services = {"rating"}}).value(), 0);
  QVERIFY(target.sets().isEmpty());
}

void TestFileExport::saysWhenTheDiskIsNotThere() {
  Target target;
  (void)target.fixture.handOver(target.fixture.wish(1));
  QFile file(target.path());  // a file where the folder should be
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.close();
  QVERIFY(!target.run());
  QVERIFY(file.remove());
  QCOMPARE(target.run().value(), 1);
}

QTEST_GUILESS_MAIN(TestFileExport)
#include "tst_file_export.moc"

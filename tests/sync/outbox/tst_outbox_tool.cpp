// hall-outbox as a technician runs it: it says plainly when the kiosk is running, tells nothing about a person, and
// what it exports is verified.
#include <QJsonArray>
#include <QJsonDocument>
#include <QProcess>
#include <QtTest>

#include "sync/store/database.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

class TestOutboxTool : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysWhenTheKioskRuns();
  void listsWithoutPersons();
  void releases();
  void exportsASealedCopy();
  void verifiesTheJournal();
  void makesNothing();
};

namespace {

struct Said {
  int status = -1;
  QByteArray output;
  QByteArray complaint;
};

// A kiosk's data folder around the fixture's outbox.
struct Kiosk : OutboxFixture {
  Kiosk() {
    QFile pem(temporary.path() + QStringLiteral("/platform.pem"));
    if (!pem.open(QIODevice::WriteOnly) ||
        !QFile::link(QStringLiteral("key"), temporary.path() + QStringLiteral("/keys"))) {
      qFatal("data folder");
    }
    pem.write(keys.signing.certificate().pem() + keys.encryption.certificate().pem());
  }
  [[nodiscard]] Said tool(QStringList words) const {
    QProcess process;
    words.insert(1, QStringLiteral("--data"));
    words.insert(2, temporary.path());
    process.start(QStringLiteral(HALL_OUTBOX), words);
    if (!process.waitForFinished(20000)) return {};
    return {process.exitCode(), process.readAllStandardOutput(), process.readAllStandardError()};
  }
};

}  // namespace

void TestOutboxTool::saysWhenTheKioskRuns() {
  const Kiosk kiosk;
  const Said said = kiosk.tool({QStringLiteral("list")});
  QCOMPARE(said.status, 3);
  QVERIFY(said.complaint.contains("Stop the kiosk first"));
}

void TestOutboxTool::listsWithoutPersons() {
  Kiosk kiosk;
  const auto s = kiosk.box->seal(kiosk.request(QStringLiteral("a secret wish"))).value();
  kiosk.box.reset();
  const Said plain = kiosk.tool({QStringLiteral("list")});
  QCOMPARE(plain.status, 0);
  QVERIFY(plain.output.startsWith(s.submissionId + " SEALED - "));
  const Said said = kiosk.tool({QStringLiteral("list"), QStringLiteral("--json")});
  const QJsonObject line = QJsonDocument::fromJson(said.output).array().at(0).toObject();
  QCOMPARE(line[QLatin1String("submission_id")].toString().toLatin1(), s.submissionId);
  QCOMPARE(line[QLatin1String("state")].toString(), QStringLiteral("SEALED"));
  QVERIFY(!said.output.contains("secret") && !said.output.contains("subject"));
}

void TestOutboxTool::releases() {
  Kiosk kiosk;
  const auto s = kiosk.sealed();
  QVERIFY(kiosk.box->hold(s.submissionId, "test"));
  kiosk.box.reset();
  const QString id = QString::fromLatin1(s.submissionId);
  QCOMPARE(kiosk.tool({QStringLiteral("release"), id}).status, 2);  // without a name
  const Said said = kiosk.tool({QStringLiteral("release"), QStringLiteral("--by"), QStringLiteral("wang.li"), id});
  QCOMPARE(said.status, 0);
  QCOMPARE(said.output, s.submissionId + " SEALED\n");
  const Said again = kiosk.tool({QStringLiteral("release"), QStringLiteral("--by"), QStringLiteral("wang.li"), id});
  QCOMPARE(again.status, 1);
  QVERIFY(again.complaint.contains("outbox.state"));
  QVERIFY(kiosk.open());
  QCOMPARE(kiosk.box->find(s.submissionId)->state, Sealed);
}

void TestOutboxTool::exportsASealedCopy() {
  Kiosk kiosk;
  const auto s = kiosk.sealedWithPhoto();
  const QByteArray envelope = kiosk.box->partBytes(s.submissionId, s.parts[0].digest).value();
  const QByteArray photo = kiosk.box->partBytes(s.submissionId, s.parts[1].digest).value();
  kiosk.box.reset();
  const QString path = kiosk.temporary.path() + QStringLiteral("/copy");
  const QStringList words{QStringLiteral("export"), QStringLiteral("--to"), path, QString::fromLatin1(s.submissionId)};
  QCOMPARE(kiosk.tool(words).status, 0);
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadOnly));
  const QJsonObject head = QJsonDocument::fromJson(file.readLine()).object();
  QCOMPARE(head[QLatin1String("digest")].toString().toLatin1(), s.digest);
  QCOMPARE(file.readAll(), envelope + photo);
  QVERIFY(kiosk.tool(words).complaint.contains("export.exists"));
  QVERIFY(kiosk.open());
  QCOMPARE(kiosk.box->find(s.submissionId)->state, Sealed);
}

void TestOutboxTool::verifiesTheJournal() {
  Kiosk kiosk;
  (void)kiosk.sealed();
  kiosk.box.reset();
  QCOMPARE(kiosk.tool({QStringLiteral("verify")}).status, 0);
  auto database = store::Database::open(kiosk.folder() + QStringLiteral("/outbox.sqlite")).value();
  QVERIFY(database->execute("UPDATE journal SET entry = '{}' WHERE line = 2"));
  database.reset();
  const Said said = kiosk.tool({QStringLiteral("verify")});
  QCOMPARE(said.status, 1);
  QVERIFY(said.complaint.contains("journal.broken"));
}

void TestOutboxTool::makesNothing() {
  const QTemporaryDir empty;
  QProcess process;
  process.start(QStringLiteral(HALL_OUTBOX), {QStringLiteral("list"), QStringLiteral("--data"), empty.path()});
  QVERIFY(process.waitForFinished(20000));
  QCOMPARE(process.exitCode(), 1);
  QVERIFY(QDir(empty.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestOutboxTool)
#include "tst_outbox_tool.moc"

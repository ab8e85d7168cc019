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
  void setsAside();
  void countsDeadlinesAsTheKioskDoes();
  void exportsASealedCopy();
  void verifiesTheJournal();
  void tellsWhatStaffMustKnow();
  void opensADraftForAClerk();
  void opensNothingWithoutNameAndReason();
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

void TestOutboxTool::setsAside() {
  Kiosk kiosk;
  const auto s = kiosk.sealed();
  kiosk.box.reset();
  const QString id = QString::fromLatin1(s.submissionId);
  QCOMPARE(kiosk.tool({QStringLiteral("hold"), id}).status, 2);  // without a name
  const Said said = kiosk.tool({QStringLiteral("hold"), QStringLiteral("--by"), QStringLiteral("wang.li"), id});
  QCOMPARE(said.status, 0);
  QCOMPARE(said.output, s.submissionId + " HELD\n");
  QVERIFY(kiosk.tool({QStringLiteral("list")}).output.contains("HELD outbox.set-aside"));
  QCOMPARE(kiosk.tool({QStringLiteral("release"), QStringLiteral("--by"), QStringLiteral("wang.li"), id}).status, 0);
  QVERIFY(kiosk.open());
  QCOMPARE(kiosk.events(s.submissionId).mid(1), (QList<QByteArray>{"SET_ASIDE", "RELEASED"}));
}

void TestOutboxTool::countsDeadlinesAsTheKioskDoes() {
  Kiosk kiosk;  // Monday 2 November 2026
  const auto s = kiosk.sealed();
  kiosk.box.reset();
  const QDir home(kiosk.temporary.path());
  QVERIFY(home.mkpath(QStringLiteral("calendar")));
  QFile table(home.filePath(QStringLiteral("calendar/holidays.json")));
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write(R"({"rest": ["2026-11-05"], "work": ["2026-11-08"]})");
  table.close();
  const auto deadline = [&](const QString& assets) {
    const Said said = kiosk.tool({QStringLiteral("list"), QStringLiteral("--assets"), assets});
    return said.output.simplified().split(' ').last();
  };
  QCOMPARE(deadline(kiosk.temporary.path()), QByteArray("2026-11-09"));  // one day off, one Sunday worked
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write(R"({"rest": ["2026-11-05"], "work": []})");
  table.close();
  QCOMPARE(deadline(kiosk.temporary.path()), QByteArray("2026-11-10"));
  QVERIFY(kiosk.tool({QStringLiteral("list"), QStringLiteral("--assets"), home.filePath(QStringLiteral("none"))})
              .complaint.contains("holidays"));
  QVERIFY(table.open(QIODevice::WriteOnly));
  table.write("{");
  table.close();
  const Said damaged = kiosk.tool({QStringLiteral("list"), QStringLiteral("--assets"), kiosk.temporary.path()});
  QCOMPARE(damaged.status, 1);
  QVERIFY(damaged.complaint.contains("calendar.invalid"));
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

void TestOutboxTool::tellsWhatStaffMustKnow() {
  Kiosk kiosk;
  const auto held = kiosk.box->seal(kiosk.request(QStringLiteral("a secret wish"))).value();
  QVERIFY(kiosk.box->hold(held.submissionId, "urn:hall:problem:not-yours"));
  const auto waits = kiosk.sealed();
  kiosk.box.reset();
  const Said plain = kiosk.tool({QStringLiteral("warnings")});
  QCOMPARE(plain.status, 0);
  QVERIFY(plain.output.contains("held " + held.submissionId + " urn:hall:problem:not-yours "));
  QVERIFY(plain.output.contains("\nwaiting 1 since 2026-11-02T01:30:00"));
  QVERIFY(!plain.output.contains("secret"));
  const Said said = kiosk.tool({QStringLiteral("warnings"), QStringLiteral("--json")});
  const QJsonObject all = QJsonDocument::fromJson(said.output).object();
  QCOMPARE(all[QLatin1String("waiting")].toObject()[QLatin1String("count")].toInt(), 1);
  const QJsonObject first = all[QLatin1String("warnings")].toArray().at(0).toObject();
  QCOMPARE(first[QLatin1String("kind")].toString(), QStringLiteral("held"));
  QCOMPARE(first[QLatin1String("deadline")].toString(), QStringLiteral("2026-11-09"));
}

void TestOutboxTool::opensADraftForAClerk() {
  Kiosk kiosk;
  const QByteArray caseId = mintIdentifier(kiosk.clock);
  const QJsonObject phone{{QStringLiteral("value"), QStringLiteral("13900001234")}};
  const QJsonObject content{{QStringLiteral("answers"), QJsonObject{{QStringLiteral("phone"), phone}}}};
  QVERIFY(kiosk.box->saveDraft(caseId, "permit", kiosk.key.subjectKey("11010519491231002X"), content));
  QVERIFY(kiosk.box->addDraftAttachment(caseId, "photo", "sheet", "image/jpeg"));
  kiosk.box.reset();
  const Said listed = kiosk.tool({QStringLiteral("drafts")});
  QCOMPARE(listed.output, caseId + " permit 2026-11-02T01:30:00.000Z\n");
  const QStringList words{QStringLiteral("open-draft"), QStringLiteral("--by"),          QStringLiteral("wang.li"),
                          QStringLiteral("--reason"),   QStringLiteral("citizen-asked"), QString::fromLatin1(caseId)};
  const Said plain = kiosk.tool(words);
  QCOMPARE(plain.status, 0);
  QVERIFY(plain.output.contains("phone = 13900001234\n"));
  QVERIFY(plain.output.contains("1 photographed"));
  const Said said = kiosk.tool(words + QStringList{QStringLiteral("--json")});
  QCOMPARE(QJsonDocument::fromJson(said.output).object()[QLatin1String("content")].toObject(), content);
  QVERIFY(!said.complaint.contains("13900001234"));
  const QList<QByteArray> opened{"draft.opened-by-clerk", "draft.opened-by-clerk"};
  QCOMPARE(kiosk.events(caseId).mid(2), opened);
  auto database = store::Database::open(kiosk.folder() + QStringLiteral("/outbox.sqlite")).value();
  auto last = database->prepare("SELECT entry FROM journal ORDER BY line DESC").value();
  QVERIFY(last.step().value() && last.bytes(0).contains("wang.li citizen-asked"));
}

void TestOutboxTool::opensNothingWithoutNameAndReason() {
  Kiosk kiosk;
  const QByteArray caseId = mintIdentifier(kiosk.clock);
  QVERIFY(kiosk.box->saveDraft(caseId, "permit", {}, {{QStringLiteral("name"), QStringLiteral("QIN")}}));
  kiosk.box.reset();
  const QString id = QString::fromLatin1(caseId);
  const auto open = [&kiosk](const QString& by, const QString& reason, const QString& draft) {
    return kiosk.tool(
        {QStringLiteral("open-draft"), QStringLiteral("--by"), by, QStringLiteral("--reason"), reason, draft});
  };
  QCOMPARE(kiosk.tool({QStringLiteral("open-draft"), QStringLiteral("--by"), QStringLiteral("wang.li"), id}).status, 2);
  QCOMPARE(kiosk.tool({QStringLiteral("open-draft"), QStringLiteral("--reason"), QStringLiteral("asked"), id}).status,
           2);
  const Said spoken = open(QStringLiteral("wang.li"), QStringLiteral("the citizen asked"), id);
  QCOMPARE(spoken.status, 2);
  QVERIFY(spoken.complaint.contains("plain names") && spoken.complaint.contains("Nothing was opened"));
  QVERIFY(!spoken.output.contains("QIN"));
  QCOMPARE(kiosk.events(caseId).size(), 1);
  const Said other =
      open(QStringLiteral("wang.li"), QStringLiteral("asked"), QStringLiteral("01900000-0000-7000-8000-000000000001"));
  QCOMPARE(other.status, 4);
  QVERIFY(other.complaint.contains("no draft has this case id"));
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

// What is sealed is kept: it survives a restart, carries a gapless number, opens at the platform and only there,
// and takes the draft of its case with it.
#include <QDirIterator>
#include <QJsonArray>
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using hall::Failure;
using hall::test::OutboxFixture;

class TestOutboxSeal : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void survivesARestart();
  void numbersWithoutGaps();
  void opensAtThePlatformWithItsHeader();
  void dropsTheDraftOfItsCase();
  void findsWhatAPersonHandedIn();
  void leavesNoPlaintextOnTheDisk();
  void refusesWhatIsNotARequest();
  void letsOneProcessIn();
  void belongsToOneTerminal();
  void doesNotMistakeALostDatabaseForAnEmptyOne();
};

void TestOutboxSeal::survivesARestart() {
  OutboxFixture fixture;
  const auto kept = fixture.sealedWithPhoto();
  QVERIFY(fixture.reopen());
  const auto found = fixture.box->find(kept.submissionId);
  QVERIFY(found);
  QCOMPARE(found->digest, kept.digest);
  QCOMPARE(found->parts, kept.parts);
  QCOMPARE(found->state, hall::model::SubmissionState::Sealed);
  QCOMPARE(fixture.box->due(fixture.clock.now())->size(), 1);
}

void TestOutboxSeal::numbersWithoutGaps() {
  OutboxFixture fixture;
  for (int i = 1; i <= 20; ++i) {
    QCOMPARE(fixture.sealed().terminalSeq, i);
    auto broken = fixture.request();
    broken.kind = "other";
    QVERIFY(!fixture.box->seal(broken));
    if (i % 7 == 0) QVERIFY(fixture.reopen());
  }
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxSeal::opensAtThePlatformWithItsHeader() {
  OutboxFixture fixture;
  const QByteArray photo(7000, 'p');
  const auto kept = fixture.sealedWithPhoto(photo);
  const auto envelope = fixture.box->partBytes(kept.submissionId, kept.parts[0].digest);
  QVERIFY(envelope);
  const auto opened = hall::seal::openEnvelope(*envelope, fixture.keys.encryption, fixture.key.pair().certificate());
  QVERIFY(opened);
  const QJsonObject payload = QJsonDocument::fromJson(*opened).object();
  const QJsonObject header = payload[QLatin1String("header")].toObject();
  QCOMPARE(header[QLatin1String("protocol")].toInt(), 1);
  QCOMPARE(header[QLatin1String("submission_id")].toString().toLatin1(), kept.submissionId);
  QCOMPARE(header[QLatin1String("case_id")].toString().toLatin1(), kept.caseId);
  QCOMPARE(header[QLatin1String("terminal_id")].toString().toLatin1(), fixture.key.terminalId());
  QCOMPARE(header[QLatin1String("terminal_seq")].toInteger(), kept.terminalSeq);
  const QJsonObject attachment = header[QLatin1String("attachments")].toArray().at(0).toObject();
  QCOMPARE(attachment[QLatin1String("digest")].toString().toLatin1(), kept.parts[1].digest);
  QCOMPARE(attachment[QLatin1String("media_type")].toString(), QStringLiteral("image/jpeg"));
  const auto sealedPhoto = fixture.box->partBytes(kept.submissionId, kept.parts[1].digest);
  QVERIFY(sealedPhoto);
  QCOMPARE(hall::seal::decrypt(*sealedPhoto, fixture.keys.encryption).value(), photo);
}

void TestOutboxSeal::dropsTheDraftOfItsCase() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey("11010519491231002X");
  const auto request = fixture.request();
  QVERIFY(fixture.box->saveDraft(request.caseId, request.serviceId, person, request.content));
  QCOMPARE(fixture.box->findDraft(request.serviceId, person)->content, request.content);
  QVERIFY(fixture.box->seal(request));
  QCOMPARE(fixture.box->findDraft(request.serviceId, person).error().kind, Failure::NotFound);
}

void TestOutboxSeal::findsWhatAPersonHandedIn() {
  OutboxFixture fixture;
  const QByteArray person = fixture.key.subjectKey("11010519491231002X");
  const QDateTime start = fixture.clock.now();
  const auto handIn = [&](const char* service, const char* kind, const QByteArray& key) {
    fixture.clock.advance(std::chrono::minutes(1));
    auto request = fixture.request();
    request.serviceId = service;
    request.kind = kind;
    request.subjectKey = key;
    return fixture.box->seal(request)->submissionId;
  };
  const QByteArray first = handIn("permit", "service", person);
  (void)handIn("permit", "service", fixture.key.subjectKey("other"));
  (void)handIn("other", "service", person);
  (void)handIn("permit", "rating", person);
  (void)handIn("permit", "service", {});
  const QByteArray last = handIn("permit", "service", person);
  QVERIFY(fixture.reopen());
  const auto found = fixture.box->submittedBy("permit", person, start).value();
  QCOMPARE(found.size(), 2);
  QCOMPARE(found[0].submissionId, last);
  QCOMPARE(found[1].submissionId, first);
  QCOMPARE(fixture.box->submittedBy("permit", person, fixture.clock.now())->size(), 1);
  QVERIFY(fixture.box->submittedBy("permit", {}, start)->isEmpty());
}

void TestOutboxSeal::leavesNoPlaintextOnTheDisk() {
  OutboxFixture fixture;
  const QByteArray marker = "QIN-SHIHUANG-11010519491231002X";
  auto request = fixture.request(QString::fromLatin1(marker));
  QVERIFY(fixture.box->saveDraft(hall::mintIdentifier(fixture.clock), request.serviceId,
                                 fixture.key.subjectKey("11010519491231002X"), request.content));
  request.attachments = {{marker.repeated(200), "text/plain"}};
  QVERIFY(fixture.box->seal(request));
  int files = 0;
  QDirIterator all(fixture.temporary.path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
  while (all.hasNext()) {
    QFile file(all.next());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray bytes = file.readAll();
    QVERIFY2(!bytes.contains("11010519491231002X") && !bytes.contains("SHIHUANG"), qPrintable(file.fileName()));
    QVERIFY(!file.fileName().contains(QLatin1String("11010519491231002X")));
    ++files;
  }
  QVERIFY(files >= 6);  // database, its log, lock, attachment, keys: they were all looked at
}

void TestOutboxSeal::refusesWhatIsNotARequest() {
  OutboxFixture fixture;
  auto request = fixture.request();
  request.caseId = "../../etc/passwd";
  QCOMPARE(fixture.box->seal(request).error().kind, Failure::Invalid);
  request = fixture.request();
  request.serviceId.clear();
  QCOMPARE(fixture.box->seal(request).error().kind, Failure::Invalid);
  request = fixture.request();
  request.attachments = QList<hall::outbox::AttachmentBytes>(65, {"x", "text/plain"});
  QCOMPARE(fixture.box->seal(request).error().kind, Failure::Invalid);
  QVERIFY(fixture.box->all()->isEmpty());
}

void TestOutboxSeal::letsOneProcessIn() {
  OutboxFixture fixture;
  const auto second = hall::outbox::Outbox::open(fixture.folder(), fixture.key, fixture.keys.certificates(),
                                                 fixture.clock, fixture.log);
  QCOMPARE(second.error().code, QByteArray("outbox.in-use"));
}

void TestOutboxSeal::belongsToOneTerminal() {
  OutboxFixture fixture;
  fixture.box.reset();
  fixture.key =
      hall::seal::TerminalKey::openOrCreate(fixture.temporary.path() + QStringLiteral("/other"), fixture.clock).value();
  QCOMPARE(fixture.open().error().code, QByteArray("outbox.other-terminal"));
}

void TestOutboxSeal::doesNotMistakeALostDatabaseForAnEmptyOne() {
  OutboxFixture fixture;
  const auto kept = fixture.sealedWithPhoto();
  fixture.box.reset();
  for (const char* end : {"", "-wal", "-shm"}) {
    QFile::remove(fixture.folder() + QStringLiteral("/outbox.sqlite") + QLatin1String(end));
  }
  QCOMPARE(fixture.open().error().code, QByteArray("outbox.database-lost"));
  QVERIFY(QFile::exists(fixture.attachmentPath(kept)));
}

QTEST_GUILESS_MAIN(TestOutboxSeal)
#include "tst_outbox_seal.moc"

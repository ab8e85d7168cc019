// A page that was photographed is on the disk before the next question; pages and submission are one unit, at whatever
// point the machine dies.
#include <sys/wait.h>
#include <unistd.h>

#include <QDirIterator>
#include <QtTest>

#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using test::OutboxFixture;
namespace broken_disk = hall::test::broken_disk;

class TestOutboxDraftPages : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void survivesARestart();
  void travelsWithTheSubmission();
  void dropsAPage();
  void leavesRatingsAlone();
  void tellsADamagedPage();
  void staysWholeWhenKilledWhileAdding();
  void staysWholeWhenKilledWhileSealing();
};

namespace {
const QByteArray kPage(5000, 'p');

struct Begun {
  QByteArray person;
  outbox::SealRequest wish;
};

Begun begin(const OutboxFixture& fixture, int pages) {
  Begun begun{fixture.key.subjectKey("11010519491231002X"), fixture.request()};
  begun.wish.subjectKey = begun.person;
  if (!fixture.box->saveDraft(begun.wish.caseId, begun.wish.serviceId, begun.person, begun.wish.content))
    qFatal("draft");
  for (int i = 0; i < pages; ++i) {
    (void)fixture.box->addDraftAttachment(begun.wish.caseId, "photo", kPage, "image/jpeg").value();
  }
  return begun;
}

// What is left when a child process did `work` and died at the n-th operation of the disk; false: it lived.
bool killedAt(OutboxFixture& fixture, long operation, const std::function<bool()>& work) {
  fixture.box.reset();
  const pid_t child = ::fork();
  if (child == 0) {
    if (!fixture.open()) ::_exit(2);
    if (!fixture.box->findDraft("residence-permit", fixture.key.subjectKey("11010519491231002X"))) ::_exit(3);
    broken_disk::breakDisk(fixture.folder().toStdString(), broken_disk::Misfortune::Kill, operation);
    ::_exit(work() ? 0 : 1);
  }
  int status = 0;
  if (::waitpid(child, &status, 0) != child) qFatal("no child");
  if (!fixture.open()) qFatal("it does not open again");
  if (!WIFSIGNALED(status) && WEXITSTATUS(status) != 0) qFatal("the child failed");
  return WIFSIGNALED(status);
}

int filesBelow(const QString& folder) {
  int count = 0;
  QDirIterator files(folder, QDir::Files, QDirIterator::Subdirectories);
  for (; files.hasNext(); files.next()) ++count;
  return count;
}
}  // namespace

void TestOutboxDraftPages::survivesARestart() {
  OutboxFixture fixture;
  const QByteArray nobody = mintIdentifier(fixture.clock);
  QCOMPARE(fixture.box->addDraftAttachment(nobody, "photo", kPage, "image/jpeg").error().code,
           QByteArray("outbox.no-draft"));
  const auto begun = begin(fixture, 1);
  const QByteArray second =
      fixture.box->addDraftAttachment(begun.wish.caseId, "form", QByteArray(300, 'q'), "image/png").value();
  QVERIFY(fixture.reopen());
  const auto pages = fixture.box->draftAttachments(begun.wish.caseId).value();
  QCOMPARE(pages.size(), 2);
  QCOMPARE(pages[1].attachmentId, second);
  QCOMPARE(pages[1].field, QByteArray("form"));
  QCOMPARE(pages[1].mediaType, QByteArray("image/png"));
  QCOMPARE(pages[1].size, 300);
  // Shown again only to whom it belongs.
  QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, second).error().code,
           QByteArray("outbox.draft-closed"));
  QVERIFY(fixture.box->findDraft(begun.wish.serviceId, begun.person));
  QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, second).value(), QByteArray(300, 'q'));
}

void TestOutboxDraftPages::travelsWithTheSubmission() {
  OutboxFixture fixture;
  auto begun = begin(fixture, 2);
  begun.wish.attachments = {{"signature", "image/svg+xml", "signature"}};
  QVERIFY(fixture.reopen());  // the card in the request opens the case again
  const auto kept = fixture.box->seal(begun.wish).value();
  QCOMPARE(kept.parts.size(), 4);
  const auto open = [&](int part) {
    return seal::decrypt(fixture.box->partBytes(kept.submissionId, kept.parts[part].digest).value(),
                         fixture.keys.encryption)
        .value();
  };
  QCOMPARE(open(1), QByteArray("signature"));
  QCOMPARE(open(3), kPage);
  const QByteArray payload = seal::openEnvelope(fixture.box->partBytes(kept.submissionId, kept.parts[0].digest).value(),
                                                fixture.keys.encryption, fixture.key.pair().certificate())
                                 .value();
  const QJsonObject header = QJsonDocument::fromJson(payload)[QLatin1String("header")].toObject();
  QCOMPARE(header[QLatin1String("attachments")][2][QLatin1String("field")].toString(), QStringLiteral("photo"));
  QVERIFY(fixture.box->draftAttachments(begun.wish.caseId)->isEmpty());
  QCOMPARE(fixture.box->findDraft(begun.wish.serviceId, begun.person).error().kind, Failure::NotFound);
  QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/drafts")), 0);
}

void TestOutboxDraftPages::dropsAPage() {
  OutboxFixture fixture;
  const auto begun = begin(fixture, 2);
  const auto pages = fixture.box->draftAttachments(begun.wish.caseId).value();
  QVERIFY(fixture.box->dropDraftAttachment(begun.wish.caseId, pages[0].attachmentId));
  QVERIFY(fixture.box->dropDraftAttachment(begun.wish.caseId, pages[0].attachmentId));  // gone: also fine
  QCOMPARE(fixture.box->draftAttachments(begun.wish.caseId)->first().attachmentId, pages[1].attachmentId);
  QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/drafts")), 1);
  QVERIFY(fixture.box->dropDraft(begun.wish.caseId));
  QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/drafts")), 0);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxDraftPages::leavesRatingsAlone() {
  OutboxFixture fixture;
  auto begun = begin(fixture, 1);
  begun.wish.kind = "rating";
  QCOMPARE(fixture.box->seal(begun.wish)->parts.size(), 1);
  QCOMPARE(fixture.box->draftAttachments(begun.wish.caseId)->size(), 1);
}

void TestOutboxDraftPages::tellsADamagedPage() {
  OutboxFixture fixture;
  const auto begun = begin(fixture, 1);
  const auto page = fixture.box->draftAttachments(begun.wish.caseId)->first();
  const QString path =
      fixture.folder() + QStringLiteral("/drafts/%1/%2")
                             .arg(QString::fromLatin1(begun.wish.caseId), QString::fromLatin1(page.attachmentId));
  QFile file(path);
  QVERIFY(file.open(QIODevice::ReadWrite));
  QVERIFY(file.seek(100) && file.putChar('!'));
  file.close();
  QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, page.attachmentId).error().code,
           QByteArray("attachment.differs"));
  QCOMPARE(fixture.box->seal(begun.wish).error().kind, Failure::Corrupt);
  QCOMPARE(fixture.box->draftAttachments(begun.wish.caseId)->size(), 1);  // nothing is thrown away because of it
  QVERIFY(file.resize(50));
  QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, page.attachmentId).error().code,
           QByteArray("attachment.short"));
  QVERIFY(file.remove());
  QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, page.attachmentId).error().code,
           QByteArray("attachment.missing"));
}

void TestOutboxDraftPages::staysWholeWhenKilledWhileAdding() {
  OutboxFixture fixture;
  const auto begun = begin(fixture, 1);
  qsizetype pages = 1;
  long operation = 0;
  bool killed = true;
  for (; killed; ++operation) {
    killed = killedAt(fixture, operation, [&] {
      return fixture.box->addDraftAttachment(begun.wish.caseId, "photo", kPage, "image/jpeg").has_value();
    });
    const auto left = fixture.box->draftAttachments(begun.wish.caseId).value();
    QVERIFY(left.size() == pages || left.size() == pages + 1);
    QVERIFY(killed || left.size() == pages + 1);
    pages = left.size();
    QVERIFY(fixture.box->findDraft(begun.wish.serviceId, begun.person));
    for (const auto& page : left) {
      QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, page.attachmentId).value(), kPage);
    }
    QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/drafts")), static_cast<int>(pages));
  }
  QVERIFY(operation > 5);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxDraftPages::staysWholeWhenKilledWhileSealing() {
  long operation = 0;
  bool killed = true;
  for (; killed; ++operation) {
    OutboxFixture fixture;
    const auto begun = begin(fixture, 2);
    killed = killedAt(fixture, operation, [&] { return fixture.box->seal(begun.wish).has_value(); });
    const auto submissions = fixture.box->all().value();
    const bool isDraft = fixture.box->findDraft(begun.wish.serviceId, begun.person).has_value();
    QCOMPARE(submissions.size() + (isDraft ? 1 : 0), 1);  // the one or the other, never both, never none
    QVERIFY(killed || !isDraft);
    if (isDraft) {
      const auto pages = fixture.box->draftAttachments(begun.wish.caseId).value();
      QCOMPARE(pages.size(), 2);
      for (const auto& page : pages) {
        QCOMPARE(fixture.box->draftAttachmentBytes(begun.wish.caseId, page.attachmentId).value(), kPage);
      }
      QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/attachments")), 0);
    } else {
      QCOMPARE(submissions[0].parts.size(), 3);
      for (const auto& part : submissions[0].parts) {
        QVERIFY(fixture.box->partBytes(submissions[0].submissionId, part.digest));
      }
      QCOMPARE(filesBelow(fixture.folder() + QStringLiteral("/drafts")), 0);
    }
    QVERIFY(fixture.box->verifyJournal());
  }
  QVERIFY(operation > 8);
}

QTEST_GUILESS_MAIN(TestOutboxDraftPages)
#include "tst_outbox_draft_pages.moc"

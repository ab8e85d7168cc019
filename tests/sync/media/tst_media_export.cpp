// The terminal's side: what is written to the stick, what is marked and when, and what an answer may change.
#include <QtTest>

#include "sync/media/ack.h"
#include "sync/media/ack_import.h"
#include "sync/media/bundle_export.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/bundle_reader.h"
#include "tests/support/broken_disk.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using model::ListedRefusal;
using model::ReceiptList;
using model::Submission;
using test::broken_disk::Misfortune;
namespace broken_disk = hall::test::broken_disk;

Q_DECLARE_METATYPE(Misfortune)

namespace {

const QByteArray kProblem = "urn:hall:problem:sequence-conflict";

struct Terminal : test::OutboxFixture {
  Terminal() { (void)QDir().mkdir(stick()); }
  [[nodiscard]] QString stick() const { return temporary.path() + QStringLiteral("/stick"); }
  media::ExportReport exported(const media::ExportLimits& limits2 = {}) {
    return media::exportAll(*box, key, clock, stick(), limits2);
  }
  [[nodiscard]] QStringList files() const { return QDir(stick()).entryList(QDir::Files); }
  [[nodiscard]] Submission now(const Submission& s) const { return box->find(s.submissionId).value(); }

  // What a platform would answer.
  [[nodiscard]] ReceiptList answer(const QList<Submission>& received) const {
    ReceiptList list{key.terminalId(), mintIdentifier(clock), mintIdentifier(clock), clock.now(), 1, 1, {}, {}, {}};
    for (const Submission& s : received) {
      list.receipts.append({s.submissionId, s.digest, clock.now(), "20261102-000001", "received"});
    }
    return list;
  }
  [[nodiscard]] QByteArray ack(const ReceiptList& list) const {
    return media::toCbor(media::signAck(list, keys.signing).value());
  }
};

}  // namespace

class TestMediaExport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void exportsWhatWaits();
  void cutsLargeExports();
  void marksNothingWhenTheStickFails_data();
  void marksNothingWhenTheStickFails();
  void namesWhatIsDamaged();
  void stopsWhenAsked();
  void settlesFromEveryState();
  void refusalsAreHeld();
  void aDamagedCopyIsStillWanted();
  void theLineWasFaster();
  void anAnswerIsHeardOnce();
  void refusedByName_data();
  void refusedByName();
  void otherContentChangesNothing();
};

void TestMediaExport::exportsWhatWaits() {
  Terminal t;
  const Submission sealed = t.sealedWithPhoto();
  const Submission sending = t.sealed();
  const Submission doubtful = t.sealed();
  const Submission committing = t.sealed();
  const Submission held = t.sealed();
  QVERIFY(t.box->announced(sending.submissionId));
  for (const Submission& s : {doubtful, committing}) {
    QVERIFY(t.box->announced(s.submissionId) && t.box->beginCommit(s.submissionId));
  }
  QVERIFY(t.box->doubt(doubtful.submissionId, "test") && t.box->hold(held.submissionId, "test"));
  const auto report = t.exported();
  QVERIFY(!report.trouble);
  QCOMPARE(report.bundles.size(), 1);
  const QList<QByteArray> wanted{sealed.submissionId, sending.submissionId, doubtful.submissionId};
  QCOMPARE(report.bundles[0].submissions, wanted);
  QCOMPARE(report.left.size(), 1);
  QCOMPARE(report.left[0].submissionId, committing.submissionId);
  QCOMPARE(t.files(), QStringList{report.bundles[0].fileName});
  // States stay; only a mark is there.
  QCOMPARE(t.now(sealed).state, Sealed);
  QCOMPARE(t.now(doubtful).state, InDoubt);
  QCOMPARE(t.now(sealed).exported->mediaId, report.bundles[0].bundleId);
  QVERIFY(!t.now(committing).exported && !t.now(held).exported);
  // The bytes on the stick are the bytes that would travel.
  const auto reader = media::BundleReader::open(t.stick() + u'/' + report.bundles[0].fileName).value();
  QVERIFY(reader->verify(t.key.pair().certificate()));
  QCOMPARE(reader->manifest().items[0].parts, sealed.parts);
  QCOMPARE(reader->part(0, 1).value(), t.box->partBytes(sealed.submissionId, sealed.parts[1].digest).value());
  QVERIFY(QFileInfo(t.stick() + u'/' + report.bundles[0].fileName).size() == report.bundles[0].bytes);
  // Once more is harmless: another bundle, the same content, the newer mark.
  const auto again = t.exported();
  QCOMPARE(again.bundles[0].submissions, wanted);
  QCOMPARE(t.now(sealed).exported->mediaId, again.bundles[0].bundleId);
  QVERIFY(t.box->verifyJournal());
}

void TestMediaExport::cutsLargeExports() {
  Terminal t;
  for (int i = 0; i < 7; ++i) (void)t.sealedWithPhoto(QByteArray(20000, 'p'));
  const auto byCount = t.exported({.bundleItems = 3});
  QCOMPARE(byCount.bundles.size(), 3);
  const auto byBytes = t.exported({.bundleBytes = 50000});
  QCOMPARE(byBytes.bundles.size(), 4);
  for (const auto& bundle : byBytes.bundles) QVERIFY(bundle.bytes < 50000 + 5000);
  const auto alone = t.exported({.bundleBytes = 100});  // each is larger than that alone
  QCOMPARE(alone.bundles.size(), 7);
  QCOMPARE(t.files().size(), 14);
  QVERIFY(media::ExportLimits().bundleBytes + 66 * media::kMaximumPartBytes < (qint64{1} << 32) - 1);  // FAT32
}

void TestMediaExport::marksNothingWhenTheStickFails_data() {
  QTest::addColumn<Misfortune>("misfortune");
  QTest::newRow("full") << Misfortune::Full;
  QTest::newRow("errors") << Misfortune::Broken;
  QTest::newRow("pulled") << Misfortune::Gone;
  QTest::newRow("read-only") << Misfortune::ReadOnly;
  QTest::newRow("gives nothing back") << Misfortune::Unreadable;
  QTest::newRow("gives something else back") << Misfortune::Lies;
}

void TestMediaExport::marksNothingWhenTheStickFails() {
  QFETCH(Misfortune, misfortune);
  Terminal t;
  const Submission s = t.sealedWithPhoto();
  int failures = 0;
  for (long operation = 0;; ++operation) {
    broken_disk::breakDisk(t.stick().toStdString(), misfortune, operation);
    const auto report = t.exported();
    const bool reached = broken_disk::operations() > operation;
    broken_disk::mend();
    if (!report.trouble && !reached) break;
    if (!report.trouble) continue;
    ++failures;
    QVERIFY2(report.trouble->code.startsWith("stick."), report.trouble->code.constData());
    QVERIFY(report.bundles.isEmpty());
    if (!t.now(s).exported) QVERIFY(t.files().isEmpty());
    if (operation == 0) QVERIFY(!t.now(s).exported);
    for (const QString& file : t.files()) QFile::remove(t.stick() + u'/' + file);
  }
  QVERIFY(failures > 0);
  QVERIFY(t.now(s).exported);
  QCOMPARE(t.now(s).state, Sealed);
}

void TestMediaExport::namesWhatIsDamaged() {
  Terminal t;
  const Submission damaged = t.sealedWithPhoto();
  const Submission fine = t.sealedWithPhoto();
  QVERIFY(QFile::remove(t.attachmentPath(damaged)));
  const auto report = t.exported();
  QVERIFY(!report.trouble);
  QCOMPARE(report.left.size(), 1);
  QCOMPARE(report.left[0].submissionId, damaged.submissionId);
  QCOMPARE(report.left[0].code, QByteArray("attachment.missing"));
  QCOMPARE(report.bundles[0].submissions, QList<QByteArray>{fine.submissionId});
}

void TestMediaExport::stopsWhenAsked() {
  Terminal t;
  (void)t.sealed();
  std::stop_source stop;
  stop.request_stop();
  const auto report = media::exportAll(*t.box, t.key, t.clock, t.stick(), {}, stop.get_token());
  QCOMPARE(report.trouble->code, QByteArray("stick.cancelled"));
  QVERIFY(t.files().isEmpty());
}

void TestMediaExport::settlesFromEveryState() {
  Terminal t;
  QList<Submission> all;
  for (int i = 0; i < 5; ++i) all.append(t.sealed());
  for (int i = 1; i < 4; ++i) QVERIFY(t.box->announced(all[i].submissionId));
  for (int i = 2; i < 4; ++i) QVERIFY(t.box->beginCommit(all[i].submissionId));
  QVERIFY(t.box->doubt(all[3].submissionId, "test") && t.box->hold(all[4].submissionId, "test"));
  QVERIFY(!t.exported().trouble);
  const QByteArray ack = t.ack(t.answer(all));
  const auto heeded = media::importAck(*t.box, ack).value();
  QCOMPARE(heeded.received.size(), 5);
  QVERIFY(t.reopen());
  for (const Submission& s : std::as_const(all)) {
    QCOMPARE(t.now(s).state, Received);
    QCOMPARE(t.now(s).receipt->acceptanceNo, QByteArray("20261102-000001"));
    QVERIFY(!t.now(s).exported && t.now(s).heldCode.isEmpty());
  }
  QVERIFY(!t.box->nextDue().value().has_value());
  QVERIFY(t.box->verifyJournal());
}

void TestMediaExport::refusalsAreHeld() {
  Terminal t;
  const Submission refused = t.sealed();
  const Submission committing = t.sealed();
  QVERIFY(t.box->announced(committing.submissionId) && t.box->beginCommit(committing.submissionId));
  QVERIFY(!t.exported().trouble);
  auto list = t.answer({});
  for (const Submission& s : {refused, committing}) list.refusals.append({s.submissionId, s.digest, kProblem});
  const auto heeded = media::importAck(*t.box, t.ack(list)).value();
  QCOMPARE(heeded.held, QList<QByteArray>{refused.submissionId});
  QCOMPARE(heeded.known, QList<QByteArray>{committing.submissionId});
  QCOMPARE(t.now(refused).state, Held);
  QCOMPARE(t.now(refused).heldCode, kProblem);
  QVERIFY(!t.now(refused).exported);
  QCOMPARE(t.now(committing).state, Committing);
}

void TestMediaExport::aDamagedCopyIsStillWanted() {
  Terminal t;
  const Submission s = t.sealed();
  QVERIFY(!t.exported().trouble);
  auto list = t.answer({});
  list.damaged.append(s.submissionId);
  QCOMPARE(media::importAck(*t.box, t.ack(list))->wanted, QList<QByteArray>{s.submissionId});
  QCOMPARE(t.now(s).state, Sealed);
  QVERIFY(!t.now(s).exported);
  QCOMPARE(t.exported().bundles[0].submissions, QList<QByteArray>{s.submissionId});
}

// Sent while the copy was on its way: one receipt, whichever comes first.
void TestMediaExport::theLineWasFaster() {
  Terminal t;
  const Submission s = t.sealed();
  QVERIFY(!t.exported().trouble);
  QVERIFY(t.box->announced(s.submissionId) && t.box->beginCommit(s.submissionId));
  QVERIFY(t.box->settle(s.submissionId, t.keys.receipt(s.submissionId, s.digest)));
  QVERIFY(!t.now(s).exported);
  const auto receipt = t.now(s).receipt;
  const auto heeded = media::importAck(*t.box, t.ack(t.answer({s}))).value();
  QCOMPARE(heeded.known, QList<QByteArray>{s.submissionId});
  QCOMPARE(t.now(s).receipt, receipt);
  auto late = t.answer({});
  late.refusals.append({s.submissionId, s.digest, kProblem});
  QCOMPARE(media::importAck(*t.box, t.ack(late))->known, QList<QByteArray>{s.submissionId});
  QCOMPARE(t.now(s).state, Received);
}

void TestMediaExport::anAnswerIsHeardOnce() {
  Terminal t;
  const Submission s = t.sealed();
  QVERIFY(!t.exported().trouble);
  auto list = t.answer({});
  list.refusals.append({s.submissionId, s.digest, kProblem});
  const QByteArray ack = t.ack(list);
  QVERIFY(media::importAck(*t.box, ack));
  QVERIFY(t.box->release(s.submissionId, "wang.li"));
  QVERIFY(t.reopen());
  QCOMPARE(media::importAck(*t.box, ack).error().code, QByteArray("ack.replayed"));
  QCOMPARE(t.now(s).state, Sealed);
}

void TestMediaExport::refusedByName_data() {
  QTest::addColumn<QByteArray>("code");
  for (const char* code :
       {"ack.garbled", "receipt.terminal", "receipt.signature", "ack.incomplete", "receipt-list.field"}) {
    QTest::newRow(code) << QByteArray(code);
  }
}

void TestMediaExport::refusedByName() {
  QFETCH(QByteArray, code);
  Terminal t;
  QList<Submission> all;
  for (int i = 0; i < 40; ++i) all.append(t.sealed());
  QVERIFY(!t.exported().trouble);
  const ReceiptList list = t.answer(all);
  media::Ack ack = media::signAck(list, t.keys.signing).value();
  QCOMPARE(ack.signedLists.size(), 2);
  QByteArray bytes;
  if (code == "ack.garbled") bytes = media::toCbor(ack).chopped(1);
  if (code == "receipt.terminal") {
    ReceiptList others = list;
    others.terminalId = mintIdentifier(t.clock);
    bytes = t.ack(others);
    // Nor with our own name in front of it.
    ack = media::signAck(others, t.keys.signing).value();
    ack.terminalId = t.key.terminalId();
    QCOMPARE(media::importAck(*t.box, media::toCbor(ack)).error().code, code);
  }
  if (code == "receipt.signature") bytes = media::toCbor(media::signAck(list, t.key.pair()).value());
  if (code == "ack.incomplete") bytes = media::toCbor(media::Ack{ack.terminalId, {ack.signedLists[1]}});
  if (code == "receipt-list.field") {
    ack.signedLists[1] = t.keys.receipt(all[0].submissionId, all[0].digest);  // signed, and something else
    bytes = media::toCbor(ack);
  }
  QCOMPARE(media::importAck(*t.box, bytes).error().code, code);
  // A byte changed anywhere.
  const QByteArray whole = t.ack(list);
  for (qsizetype at = 0; at < whole.size(); at += 97) {
    QByteArray changed = whole;
    changed[at] = static_cast<char>(changed.at(at) ^ 1);
    QVERIFY(!media::importAck(*t.box, changed));
  }
  for (const Submission& s : std::as_const(all)) {
    QCOMPARE(t.now(s).state, Sealed);
    QVERIFY(t.now(s).exported);
  }
  QCOMPARE(media::importAck(*t.box, whole)->received.size(), 40);
}

// One entry that is about something else does not keep the others from being heard.
void TestMediaExport::otherContentChangesNothing() {
  Terminal t;
  const Submission fine = t.sealed();
  Submission other = t.sealed();
  Submission unknown = fine;
  QVERIFY(!t.exported().trouble);
  const QByteArray digest = other.digest;
  other.digest = fine.digest;
  unknown.submissionId = mintIdentifier(t.clock);
  const auto heeded = media::importAck(*t.box, t.ack(t.answer({other, unknown, fine}))).value();
  QCOMPARE(heeded.received, QList<QByteArray>{fine.submissionId});
  QCOMPARE(heeded.refused.size(), 2);
  QCOMPARE(heeded.refused[0].error.code, QByteArray("receipt.digest"));
  QCOMPARE(heeded.refused[1].error.code, QByteArray("outbox.unknown"));
  QCOMPARE(t.now(other).state, Sealed);
  QCOMPARE(t.now(other).digest, digest);
}

QTEST_GUILESS_MAIN(TestMediaExport)
#include "tst_media_export.moc"

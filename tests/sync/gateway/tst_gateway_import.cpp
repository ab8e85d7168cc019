// What comes on a stick meets the same checks as what comes over the line and ends in the same receipt: twice, half and
// then whole, over the line and on the stick, damaged, from a stranger, with trouble of our own in between.
#include <QTemporaryDir>
#include <QtTest>

#include "sync/gateway/bundle_import.h"
#include "sync/media/bundle_layout.h"
#include "sync/media/bundle_writer.h"
#include "tests/support/broken_disk.h"
#include "tests/sync/gateway/gateway_fixture.h"

using namespace hall;
using gateway::Taken;
using test::Wish;
namespace broken_disk = test::broken_disk;

namespace {

struct Stick : test::GatewayFixture {
  media::Item item(const Wish& w) {
    for (const QByteArray& bytes : w.bytes) parts.insert(model::contentDigest(bytes), bytes);
    return {w.announcement.submissionId, w.announcement.caseId, w.announcement.terminalSeq, w.announcement.digest,
            w.announcement.parts};
  }
  // As a terminal writes it; `key` may be another than the one that is admitted.
  QByteArray bundle(const QList<media::Item>& items, const seal::TerminalKey& key) {
    const auto writer =
        media::BundleWriter::create({key.terminalId(), mintIdentifier(clock), clock.now(), items}, key.pair()).value();
    QByteArray all;
    const auto written = writer.write(
        [this](const media::Item&, const model::Part& part) -> Result<QByteArray> { return parts.value(part.digest); },
        [&all](const QByteArray& some) -> Result<void> {
          all += some;
          return {};
        });
    if (!written) qFatal("bundle");
    return all;
  }
  QByteArray bundle(const QList<media::Item>& items) { return bundle(items, terminal); }
  Result<Taken> import(const QByteArray& bytes) {
    QFile file(folder.filePath(QStringLiteral("bundle")));
    file.remove();
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("stick");
    file.close();
    const auto reader = media::BundleReader::open(file.fileName());
    if (!reader) return failure(reader.error());
    return gateway::BundleImport(*storage, keys, *api, clock).take(**reader);
  }
  // What the gateway's own receipt says.
  model::Receipt receiptOf(const QByteArray& submissionId) {
    const QByteArray message = storage->find(submissionId).value().receipt;
    const auto content = seal::verifyAttached(message, keys.signing().certificate()).value();
    return model::receiptFromJson(QJsonDocument::fromJson(content).object()).value();
  }

  QMap<QByteArray, QByteArray> parts;
};

}  // namespace

class TestGatewayImport : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesABundle();
  void takesItTwice();
  void overTheLineAndOnTheStick();
  void keepsTheOrderOfACase();
  void refusesWhatTheLineWouldRefuse();
  void takesWhatIsWhole();
  void knowsItsTerminals();
  void itsOwnTroubleIsNoRefusal();
};

void TestGatewayImport::takesABundle() {
  Stick stick;
  QList<media::Item> items;
  for (int i = 1; i <= 30; ++i) items.append(stick.item(stick.wish(i)));
  const auto taken = stick.import(stick.bundle(items)).value();
  QCOMPARE(taken.answer.terminalId, stick.terminal.terminalId());
  QCOMPARE(taken.answer.receipts.size(), 30);
  QVERIFY(taken.answer.refusals.isEmpty() && taken.answer.damaged.isEmpty() && taken.notNow.isEmpty());
  for (qsizetype i = 0; i < items.size(); ++i) {
    QCOMPARE(taken.answer.receipts[i].submissionId, items[i].submissionId);
    QCOMPARE(taken.answer.receipts[i], stick.receiptOf(items[i].submissionId));
  }
}

void TestGatewayImport::takesItTwice() {
  Stick stick;
  const auto first = stick.item(stick.wish(1));
  const auto second = stick.item(stick.wish(2));
  const QByteArray half = stick.bundle({first});
  const QByteArray whole = stick.bundle({first, second});
  const auto one = stick.import(half).value();
  const auto two = stick.import(whole).value();
  const auto three = stick.import(whole).value();
  QCOMPARE(two.answer.receipts.size(), 2);
  QCOMPARE(two.answer.receipts[0], one.answer.receipts[0]);
  QCOMPARE(three.answer.receipts, two.answer.receipts);
  QVERIFY(three.answer.answerId != two.answer.answerId);  // each answer is known by itself
  QCOMPARE(stick.storage->list()->size(), 2);
}

void TestGatewayImport::overTheLineAndOnTheStick() {
  Stick stick;
  const Wish sent = stick.wish(1);
  const Wish announced = stick.wish(2);
  QCOMPARE(stick.handOver(sent).status, 200);
  QCOMPARE(stick.announce(announced).status, 200);
  QCOMPARE(stick.addPart(announced, 1).status, 204);
  const auto taken = stick.import(stick.bundle({stick.item(sent), stick.item(announced)})).value();
  QCOMPARE(taken.answer.receipts.size(), 2);
  QCOMPARE(taken.answer.receipts[0], stick.receiptOf(sent.announcement.submissionId));
  // The line comes back: the same receipt once more.
  const QByteArray message = stick.storage->find(announced.announcement.submissionId)->receipt;
  QVERIFY(stick.handOver(announced).body.contains(message.toBase64()));
  QCOMPARE(stick.storage->list()->size(), 2);
}

void TestGatewayImport::keepsTheOrderOfACase() {
  Stick stick;
  QList<media::Item> items;
  const QByteArray cases[] = {mintIdentifier(stick.clock), mintIdentifier(stick.clock)};
  for (int i = 12; i >= 1; --i) items.append(stick.item(stick.wish(i, nullptr, cases[i % 2])));
  const auto taken = stick.import(stick.bundle(items)).value();
  QCOMPARE(taken.answer.receipts.size(), 12);
  QMap<QByteArray, QMap<qint64, QByteArray>> numbers;
  for (const media::Item& item : std::as_const(items)) {
    numbers[item.caseId].insert(item.terminalSeq, stick.receiptOf(item.submissionId).acceptanceNo);
  }
  QCOMPARE(numbers.size(), 2);
  for (const auto& ofCase : std::as_const(numbers)) {
    QVERIFY(std::is_sorted(ofCase.begin(), ofCase.end()));
    QCOMPARE(ofCase.size(), 6);
  }
}

void TestGatewayImport::refusesWhatTheLineWouldRefuse() {
  Stick stick;
  const auto stranger =
      seal::TerminalKey::openOrCreate(stick.folder.path() + QStringLiteral("/stranger"), stick.clock).value();
  const Wish fine = stick.wish(1);
  const Wish cloned = stick.wish(1);
  const Wish forged = stick.wish(2, &stranger);
  Wish contradicting = stick.wish(3);
  contradicting.announcement.terminalSeq = 4;
  Wish other = fine;  // the same id, other content
  other.announcement.digest = model::contentDigest("other");
  QCOMPARE(stick.handOver(fine).status, 200);
  const auto taken = stick.import(stick.bundle({stick.item(forged), stick.item(contradicting)})).value();
  QCOMPARE(taken.answer.receipts.size(), 0);
  QCOMPARE(taken.answer.refusals.size(), 2);
  QCOMPARE(taken.answer.refusals[0].problem, QByteArray("urn:hall:problem:envelope-refused"));
  QCOMPARE(taken.answer.refusals[1].problem, QByteArray("urn:hall:problem:header-differs"));
  const auto second = stick.import(stick.bundle({stick.item(cloned)})).value();
  QCOMPARE(second.answer.refusals[0].problem, QByteArray("urn:hall:problem:sequence-conflict"));
  const auto third = stick.import(stick.bundle({stick.item(other)})).value();
  QCOMPARE(third.answer.refusals[0].problem, QByteArray("urn:hall:problem:digest-conflict"));
  QCOMPARE(stick.receiptOf(fine.announcement.submissionId).digest, fine.announcement.digest);
}

void TestGatewayImport::takesWhatIsWhole() {
  Stick stick;
  const auto first = stick.item(stick.wish(1));
  const auto second = stick.item(stick.wish(2));
  const auto third = stick.item(stick.wish(3));
  QByteArray bytes = stick.bundle({first, second, third});
  const QByteArray photo = stick.parts.value(second.parts[1].digest);
  const auto at = bytes.indexOf(photo.left(64)) + 1500;
  bytes.replace(at, 512, QByteArray(512, '\0'));  // a sector that the stick has forgotten
  const auto taken = stick.import(bytes).value();
  QCOMPARE(taken.answer.receipts.size(), 2);
  QCOMPARE(taken.answer.damaged, QList<QByteArray>{second.submissionId});
  QVERIFY(!stick.storage->find(second.submissionId)->received());
  // Pulled too early: what is behind is damaged, nothing is made up.
  const auto fourth = stick.item(stick.wish(4));
  const auto fifth = stick.item(stick.wish(5));
  const QByteArray whole = stick.bundle({fourth, fifth});
  const auto cut = stick.import(whole.left(whole.size() - 2000)).value();
  QCOMPARE(cut.answer.receipts.size(), 1);
  QCOMPARE(cut.answer.damaged, QList<QByteArray>{fifth.submissionId});
  // The next export carries it again.
  QCOMPARE(stick.import(stick.bundle({second, fifth}))->answer.receipts.size(), 2);
}

void TestGatewayImport::knowsItsTerminals() {
  Stick stick;
  const auto stranger =
      seal::TerminalKey::openOrCreate(stick.folder.path() + QStringLiteral("/stranger"), stick.clock).value();
  const QList<media::Item> items{stick.item(stick.wish(1))};
  QCOMPARE(stick.import(stick.bundle(items, stranger)).error().code, QByteArray("bundle.not-admitted"));
  // A stranger who claims to be ours.
  QByteArray claiming = stick.bundle(items, stranger);
  claiming.replace(claiming.indexOf(stranger.terminalId()), 36, stick.terminal.terminalId());
  QCOMPARE(stick.import(claiming).error().code, QByteArray("bundle.signature"));
  QVERIFY(stick.storage->list()->isEmpty());
}

// Our disk fails in the middle: those are not answered, and the next import answers them.
void TestGatewayImport::itsOwnTroubleIsNoRefusal() {
  Stick stick;
  QList<media::Item> items;
  for (int i = 1; i <= 20; ++i) items.append(stick.item(stick.wish(i)));
  const QByteArray bytes = stick.bundle(items);
  broken_disk::breakDisk((stick.folder.path() + QStringLiteral("/gateway.sqlite")).toStdString(),
                         broken_disk::Misfortune::Full, 25);
  const auto taken = stick.import(bytes);
  broken_disk::mend();
  QVERIFY(taken);
  QVERIFY(!taken->notNow.isEmpty());
  QVERIFY(taken->answer.refusals.isEmpty() && taken->answer.damaged.isEmpty());
  QCOMPARE(taken->answer.receipts.size() + taken->notNow.size(), 20);
  stick.restart();
  const auto again = stick.import(bytes).value();
  QCOMPARE(again.answer.receipts.size(), 20);
  for (const auto& receipt : taken->answer.receipts) QVERIFY(again.answer.receipts.contains(receipt));
}

QTEST_GUILESS_MAIN(TestGatewayImport)
#include "tst_gateway_import.moc"

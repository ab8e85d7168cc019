// Bundles and answers as bytes: any CBOR reader sees what we meant, what is damaged fails alone and by name, what was
// changed is not believed, and no beginning or ending of a file is taken for the whole.
#include <QCborArray>
#include <QCborMap>
#include <QCborValue>
#include <QTemporaryDir>
#include <QtTest>

#include "sync/media/ack.h"
#include "sync/media/bundle_reader.h"
#include "sync/seal/cms.h"
#include "tests/sync/media/made_bundle.h"

using namespace hall;
using test::MadeBundle;

class TestMediaFormats : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void anotherReaderUnderstands();
  void understandsAnotherWriter();
  void aDamagedStretchHidesNothing();
  void aBundleThatEndsEarly();
  void believesOnlyItsTerminal();
  void noManifestButTheWholeOne();
  void namesSuitFat();
  void answersAreCutAndSigned();
  void noAnswerButTheWholeOne();

 private:
  Result<std::unique_ptr<media::BundleReader>> reader(const QByteArray& bytes) {
    QFile file(m_folder.filePath(QStringLiteral("bundle")));
    file.remove();  // to write over a file would wait for the disk
    if (!file.open(QIODevice::WriteOnly | QIODevice::Truncate) || file.write(bytes) != bytes.size()) qFatal("bundle");
    file.close();
    return media::BundleReader::open(file.fileName());
  }
  QTemporaryDir m_folder;
};

void TestMediaFormats::anotherReaderUnderstands() {
  MadeBundle made;
  const QByteArray large(3 * 1024 * 1024 + 17, 'l');
  const auto writer = made.writer({made.item({"envelope", large, {}}), made.item({QByteArray(300, 'e')})});
  const QByteArray bytes = made.whole(writer);
  QCOMPARE(bytes.size(), writer.size());
  const QCborValue value = QCborValue::fromCbor(bytes);
  QVERIFY(value.isTag() && value.tag() == QCborTag(QCborKnownTags::Signature));
  const QCborArray all = value.taggedValue().toArray();
  QCOMPARE(all.at(0).toString(), QStringLiteral("hall-bundle"));
  QCOMPARE(all.at(1).toInteger(), 1);
  QCOMPARE(all.at(2).toString().toLatin1(), made.terminalId);
  QCOMPARE(all.at(5).toByteArray(),
           QCryptographicHash::hash(bytes.chopped(media::kTrailerBytes), QCryptographicHash::Sha256));
  QCOMPARE(all.at(4).toArray().size(), 2);
  const QCborMap first = all.at(4).toArray().at(0).toMap();
  QCOMPARE(first.value(QStringLiteral("terminal_seq")).toInteger(), 1);
  QCOMPARE(first.value(QStringLiteral("terminal_id")).toString().toLatin1(), made.terminalId);
  QByteArray joined;
  const QCborArray chunks = first.value(QStringLiteral("parts")).toArray().at(1).toArray();
  for (const QCborValue chunk : chunks) joined += chunk.toByteArray();
  QCOMPARE(chunks.size(), 4);
  QCOMPARE(joined, large);

  const auto read = reader(bytes);
  QVERIFY(read && (*read)->verify(made.key.certificate()));
  QCOMPARE((*read)->manifest(), writer.manifest());
  QCOMPARE((*read)->part(0, 1).value(), large);
  QCOMPARE((*read)->part(0, 2).value(), QByteArray());
  QCOMPARE((*read)->part(1, 0).value(), QByteArray(300, 'e'));
}

// Written by other code (cbor2), which is also where the fuzzer starts; the first byte is the fuzzer's.
void TestMediaFormats::understandsAnotherWriter() {
  const auto seed = [](const char* name) {
    QFile file(QStringLiteral(HALL_FIXTURES "/media/%1.bin").arg(QLatin1String(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll().mid(1) : QByteArray();
  };
  const auto manifest = media::manifestFromCbor(seed("manifest"));
  QVERIFY(manifest);
  QCOMPARE(media::toCbor(*manifest), seed("manifest"));
  const auto list = model::receiptListFromCbor(seed("list"));
  QVERIFY(list);
  QCOMPARE(model::toCbor(*list), seed("list"));
  const auto ack = media::ackFromCbor(seed("ack"));
  QVERIFY(ack);
  QCOMPARE(media::toCbor(*ack), seed("ack"));
  QCOMPARE(ack->signedLists, QList<QByteArray>{seed("list")});
}

// Every byte behind the manifest in turn: exactly the part that it belongs to is lost, or none.
void TestMediaFormats::aDamagedStretchHidesNothing() {
  MadeBundle made;
  const auto writer = made.writer({made.item({"first", "photo"}), made.item({"second"}), made.item({"third"})});
  const QByteArray bytes = made.whole(writer);
  qsizetype start = bytes.size();
  for (qsizetype at = 0; at < bytes.size(); ++at) {
    QByteArray damaged = bytes;
    damaged[at] = static_cast<char>(~damaged.at(at));
    const auto read = reader(damaged);
    if (!read || !(*read)->verify(made.key.certificate())) continue;
    start = std::min(start, at);
    const bool whole[] = {(*read)->part(0, 0).has_value(), (*read)->part(0, 1).has_value(),
                          (*read)->part(1, 0).has_value(), (*read)->part(2, 0).has_value()};
    QVERIFY2(std::count(std::begin(whole), std::end(whole), false) <= 1, qPrintable(QString::number(at)));
  }
  // Only the manifest's own bytes may cost the bundle.
  QVERIFY(start < media::bundleHead(made.terminalId, QByteArray(6000, 'm'), 3).size());
  QByteArray torn = bytes;
  torn.replace(bytes.indexOf("second"), 6, "seconD");
  const auto read = reader(torn);
  QVERIFY(read && (*read)->verify(made.key.certificate()));
  QCOMPARE((*read)->part(1, 0).error().code, QByteArray("bundle.damaged"));
  QCOMPARE((*read)->part(2, 0).value(), QByteArray("third"));
}

void TestMediaFormats::aBundleThatEndsEarly() {
  MadeBundle made;
  const auto writer = made.writer({made.item({"first"}), made.item({"second"})});
  const QByteArray bytes = made.whole(writer);
  for (qsizetype size = 0; size < bytes.size(); ++size) {
    const auto read = reader(bytes.left(size));
    if (!read || !(*read)->verify(made.key.certificate())) {
      QVERIFY(size < bytes.indexOf("first"));
      continue;
    }
    QCOMPARE((*read)->part(0, 0).has_value(), size >= bytes.indexOf("first") + 5);
    QCOMPARE((*read)->part(1, 0).has_value(), size >= bytes.indexOf("second") + 6);
  }
}

void TestMediaFormats::believesOnlyItsTerminal() {
  MadeBundle made;
  const MadeBundle other;
  const QByteArray bytes = made.whole(made.writer({made.item({"first"})}));
  const auto read = reader(bytes);
  QVERIFY(read);
  QCOMPARE((*read)->verify(other.key.certificate()).error().code, QByteArray("bundle.signature"));
  // Another terminal's name in front of a manifest that is well signed.
  QByteArray renamed = bytes;
  renamed.replace(bytes.indexOf(made.terminalId), 36, other.terminalId);
  const auto second = reader(renamed);
  QVERIFY(second);
  QCOMPARE((*second)->verify(made.key.certificate()).error().code, QByteArray("bundle.terminal"));
  QByteArray later = bytes;
  later[later.indexOf("hall-bundle") + 11] = 2;
  QCOMPARE(reader(later).error().code, QByteArray("bundle.version"));
  QCOMPARE(reader("something else").error().code, QByteArray("bundle.garbled"));
  QCOMPARE(media::BundleReader::open(m_folder.filePath(QStringLiteral("none"))).error().code,
           QByteArray("stick.missing"));
}

void TestMediaFormats::noManifestButTheWholeOne() {
  MadeBundle made;
  const media::Manifest manifest{
      made.terminalId, made.bundleId, made.clock.now(), {made.item({"first", "photo"}), made.item({"second"})}};
  const QByteArray bytes = media::toCbor(manifest);
  QCOMPARE(media::manifestFromCbor(bytes).value(), manifest);
  for (qsizetype size = 0; size < bytes.size(); ++size) QVERIFY(!media::manifestFromCbor(bytes.left(size)));
  QVERIFY(!media::manifestFromCbor(bytes + 'x'));
  media::Manifest twice = manifest;
  twice.items[1].submissionId = twice.items[0].submissionId;
  QVERIFY(!media::manifestFromCbor(media::toCbor(twice)));
  media::Manifest sameNumber = manifest;
  sameNumber.items[1].terminalSeq = 1;
  QVERIFY(!media::manifestFromCbor(media::toCbor(sameNumber)));
  media::Manifest huge = manifest;
  huge.items[0].parts[0].size = media::kMaximumPartBytes + 1;
  QVERIFY(!media::manifestFromCbor(media::toCbor(huge)));
  media::Manifest nothing = manifest;
  nothing.items[0].parts.clear();
  QVERIFY(!media::manifestFromCbor(media::toCbor(nothing)));
}

void TestMediaFormats::namesSuitFat() {
  const MadeBundle made;
  for (const QString& name :
       {media::bundleName(made.terminalId, made.bundleId), media::ackName(made.terminalId, made.bundleId)}) {
    static const QRegularExpression plain(QStringLiteral("\\Ahall-[0-9a-f]{12}-[0-9a-f-]{36}\\.hall(bundle|ack)\\z"));
    QVERIFY(plain.match(name).hasMatch());
  }
}

void TestMediaFormats::answersAreCutAndSigned() {
  const MadeBundle made;
  const auto platform = seal::KeyPair::generate("platform", seal::KeyUse::Sign).value();
  model::ReceiptList everything{
      made.terminalId, made.bundleId, mintIdentifier(made.clock), made.clock.now(), 1, 1, {}, {}, {}};
  const auto digest = model::contentDigest("x");
  for (int i = 0; i < 40; ++i) {
    everything.receipts.append({mintIdentifier(made.clock), digest, made.clock.now(), "20261102-000001", "received"});
  }
  for (int i = 0; i < 30; ++i) {
    everything.refusals.append({mintIdentifier(made.clock), digest, "urn:hall:problem:sequence-conflict"});
  }
  everything.damaged.append(mintIdentifier(made.clock));
  const auto ack = media::signAck(everything, platform).value();
  QCOMPARE(media::ackFromCbor(media::toCbor(ack)).value(), ack);
  QCOMPARE(ack.signedLists.size(), 3);
  model::ReceiptList joined = everything;
  joined.receipts.clear();
  joined.refusals.clear();
  joined.damaged.clear();
  for (qsizetype i = 0; i < ack.signedLists.size(); ++i) {
    const auto content = seal::verifyAttached(ack.signedLists[i], platform.certificate()).value();
    const auto list = model::receiptListFromCbor(content).value();
    QCOMPARE(list.number, i + 1);
    QCOMPARE(list.count, 3);
    joined.receipts += list.receipts;
    joined.refusals += list.refusals;
    joined.damaged += list.damaged;
  }
  QCOMPARE(joined, everything);
}

void TestMediaFormats::noAnswerButTheWholeOne() {
  const MadeBundle made;
  const model::ReceiptList list{
      made.terminalId,
      made.bundleId,
      mintIdentifier(made.clock),
      made.clock.now(),
      1,
      1,
      {{mintIdentifier(made.clock), model::contentDigest("x"), made.clock.now(), {}, "received"}},
      {},
      {}};
  const QByteArray bytes = model::toCbor(list);
  QCOMPARE(model::receiptListFromCbor(bytes).value(), list);
  for (qsizetype size = 0; size < bytes.size(); ++size) QVERIFY(!model::receiptListFromCbor(bytes.left(size)));
  QVERIFY(!model::receiptListFromCbor(bytes + '\0'));
  const QByteArray ack = media::toCbor(media::Ack{made.terminalId, {bytes}});
  for (qsizetype size = 0; size < ack.size(); ++size) QVERIFY(!media::ackFromCbor(ack.left(size)));
  QCOMPARE(media::ackFromCbor(ack + 'x').error().code, QByteArray("ack.garbled"));
}

QTEST_GUILESS_MAIN(TestMediaFormats)
#include "tst_media_formats.moc"

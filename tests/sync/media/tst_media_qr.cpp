// Receipts behind QR codes: any order, doubles, a code of another row, a smudged one; how many codes it takes.
#include <QRandomGenerator>
#include <QtTest>

#include "sync/media/ack.h"
#include "sync/media/qr_picture.h"
#include "sync/media/qr_sequence.h"
#include "tests/sync/media/made_bundle.h"

using namespace hall;
using media::QrSequence;
using test::MadeBundle;

class TestMediaQr : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void anyOrderAndDoubles();
  void tellsWhatIsMissing();
  void refusesWhatIsNotOfTheRow();
  void refusesEverySmudge();
  void refusesAWholeThatIsAnother();
  void takesSoManyCodes_data();
  void takesSoManyCodes();
  void drawsThem();
};

namespace {
QByteArray noise(int size, quint32 seed) {
  QRandomGenerator dice(seed);
  QByteArray bytes(size, Qt::Uninitialized);
  for (char& byte : bytes) byte = static_cast<char>(dice.bounded(256));
  return bytes;
}

QByteArray answerTo(int count) {
  const MadeBundle made;
  const auto platform = seal::KeyPair::generate("Hall platform receipts", seal::KeyUse::Sign).value();
  model::ReceiptList list{
      made.terminalId, made.bundleId, mintIdentifier(made.clock), made.clock.now(), 1, 1, {}, {}, {}};
  for (int i = 0; i < count; ++i) {
    const QByteArray number = "20261102-" + QByteArray::number(i + 1).rightJustified(6, '0');
    list.receipts.append({mintIdentifier(made.clock), model::contentDigest(noise(32, static_cast<quint32>(i))),
                          made.clock.now().addMSecs(i), number, "received"});
  }
  return media::toCbor(media::signAck(list, platform).value());
}
}  // namespace

void TestMediaQr::anyOrderAndDoubles() {
  const QByteArray whole = noise(5000, 1);
  QList<QByteArray> texts = media::qrTexts(whole).value();
  QVERIFY(texts.size() > 5);
  QRandomGenerator dice(7);
  std::shuffle(texts.begin(), texts.end(), dice);
  QrSequence row;
  for (const QByteArray& text : std::as_const(texts)) {
    QCOMPARE(row.add(text).value(), QrSequence::Heard::New);
    QCOMPARE(row.add(text).value(), QrSequence::Heard::Again);
  }
  QVERIFY(row.isComplete() && row.missing().isEmpty());
  QCOMPARE(row.whole().value(), whole);
}

void TestMediaQr::tellsWhatIsMissing() {
  const QList<QByteArray> texts = media::qrTexts(noise(3000, 2)).value();
  QrSequence row;
  QCOMPARE(row.count(), 0);
  QVERIFY(row.add(texts[1]));
  QVERIFY(row.add(texts[3]));
  QCOMPARE(row.count(), texts.size());
  QList<int> missing = row.missing();
  QVERIFY(missing.contains(1) && !missing.contains(2) && missing.contains(3) && !missing.contains(4));
  QCOMPARE(missing.size(), texts.size() - 2);
  QCOMPARE(row.whole().error().code, QByteArray("qr.missing"));
}

void TestMediaQr::refusesWhatIsNotOfTheRow() {
  QrSequence row;
  QVERIFY(row.add(media::qrTexts(noise(2000, 3)).value()[0]));
  QCOMPARE(row.add(media::qrTexts(noise(2000, 4)).value()[1]).error().code, QByteArray("qr.other"));
  for (const char* text : {"", "HALLQ1:", "HALL1:R:whatever", "HALLQ1:0123456789ABCDEF:1:1:00000000:AB"}) {
    QCOMPARE(row.add(text).error().code, QByteArray("qr.frame"));
  }
  QCOMPARE(media::qrTexts(noise(70000, 5)).error().code, QByteArray("qr.too-large"));
}

void TestMediaQr::refusesEverySmudge() {
  const QByteArray text = media::qrTexts(noise(100, 6)).value()[0];
  for (qsizetype at = 0; at < text.size(); ++at) {
    QByteArray smudged = text;
    smudged[at] = smudged.at(at) == '7' ? '8' : '7';
    QVERIFY2(!QrSequence().add(smudged), qPrintable(QString::number(at)));
    QVERIFY(!QrSequence().add(text.left(at)));
  }
}

// Two rows whose pieces were mixed by somebody who can compute the checks.
void TestMediaQr::refusesAWholeThatIsAnother() {
  const QList<QByteArray> ours = media::qrTexts(noise(1000, 7)).value();
  const QList<QByteArray> theirs = media::qrTexts(noise(1000, 8)).value();
  QCOMPARE(ours.size(), 2);
  const QByteArray place = ours[1].mid(7, 20);
  const QByteArray data = theirs[1].mid(37);
  const QByteArray check =
      QCryptographicHash::hash(place + ':' + data, QCryptographicHash::Sha256).toHex().toUpper().left(8);
  QrSequence row;
  QVERIFY(row.add(ours[0]));
  QVERIFY(row.add("HALLQ1:" + place + ':' + check + ':' + data));
  QCOMPARE(row.whole().error().code, QByteArray("qr.whole"));
}

void TestMediaQr::takesSoManyCodes_data() {
  QTest::addColumn<int>("receipts");
  QTest::addColumn<int>("codes");
  // The figures of sync/media/README.md.
  QTest::newRow("1") << 1 << 1;
  QTest::newRow("10") << 10 << 2;
  QTest::newRow("100") << 100 << 11;
  QTest::newRow("512") << 512 << 49;
}

void TestMediaQr::takesSoManyCodes() {
  QFETCH(int, receipts);
  QFETCH(int, codes);
  const QByteArray answer = answerTo(receipts);
  const auto texts = media::qrTexts(answer).value();
  qInfo("%d receipts: %lld bytes, %lld codes", receipts, static_cast<long long>(answer.size()),
        static_cast<long long>(texts.size()));
  QVERIFY2(texts.size() <= codes, qPrintable(QString::number(texts.size())));
}

void TestMediaQr::drawsThem() {
  const QByteArray text = media::qrTexts(noise(600, 9)).value()[0];
  const QByteArray png = media::qrPicture(text).value();
  QVERIFY(png.startsWith("\x89PNG\r\n"));
  // Version 20 has 97 modules; width stands in the header, big endian.
  const auto width = qFromBigEndian<quint32>(png.constData() + 16);
  QVERIFY2(width <= (97 + 8) * 8, qPrintable(QString::number(width)));
  QCOMPARE(media::qrPicture(QByteArray(8000, 'A')).error().code, QByteArray("qr.text"));
}

QTEST_GUILESS_MAIN(TestMediaQr)
#include "tst_media_qr.moc"

// Whatever the bytes promise, reading them stays within bounds; what is ambiguous is refused.
#include <QCborArray>
#include <QCborMap>
#include <QJsonArray>
#include <QJsonObject>
#include <QtTest>

#include "sync/credential/cbor_reader.h"
#include "sync/credential/zlib_stream.h"

using namespace hall::credential;

namespace {
QByteArray hex(const char* digits) {
  return QByteArray::fromHex(digits);
}
}  // namespace

class TestCborReader : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reads_data();
  void reads();
  void refuses_data();
  void refuses();
  void unknownLengthsOnlyWhereTheyMayBe();
  void saysItAsJson();
  void aStreamIsUnpackedToTheLimitOnly();
};

void TestCborReader::reads_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QCborValue>("value");
  QTest::newRow("the largest integer") << hex("1b7fffffffffffffff") << QCborValue(std::numeric_limits<qint64>::max());
  QTest::newRow("the smallest") << hex("3b7ffffffffffffffe") << QCborValue(-std::numeric_limits<qint64>::max());
  QTest::newRow("a half") << hex("f93800") << QCborValue(0.5);
  QTest::newRow("a float") << hex("fa3f000000") << QCborValue(0.5);
  QTest::newRow("a double") << hex("fb3fe0000000000000") << QCborValue(0.5);
  QTest::newRow("true") << hex("f5") << QCborValue(true);
  QTest::newRow("null") << hex("f6") << QCborValue(nullptr);
  QTest::newRow("a text in pieces") << hex("7f61616162ff") << QCborValue(QStringLiteral("ab"));
  QTest::newRow("bytes in pieces") << hex("5f41004101ff") << QCborValue(hex("0001"));
  QTest::newRow("a date") << hex("c11a5612aeb0") << QCborValue(1444064944);
  QTest::newRow("an empty map") << hex("a0") << QCborValue(QCborMap{});
  QTest::newRow("an array of unknown length") << hex("9f0102ff") << QCborValue(QCborArray{1, 2});
  QTest::newRow("16 levels") << QByteArray(16, '\x81') + '\x01' << [] {
    QCborValue value(1);
    for (int i = 0; i < 16; ++i) value = QCborArray{value};
    return value;
  }();
}

void TestCborReader::reads() {
  QFETCH(const QByteArray, bytes);
  QFETCH(const QCborValue, value);
  const auto read = readCbor(bytes, Lengths::Any);
  QVERIFY(read);
  QCOMPARE(*read, value);
}

void TestCborReader::refuses_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("nothing") << QByteArray();
  QTest::newRow("two items") << hex("0101");
  QTest::newRow("17 levels") << QByteArray(17, '\x81') + '\x01';
  QTest::newRow("60000 levels") << QByteArray(60000, '\x81') + '\x01';
  QTest::newRow("60000 levels of unknown length") << QByteArray(60000, '\x9f');
  QTest::newRow("60000 tags") << QByteArray(60000, '\xc1');
  QTest::newRow("an array of 2^32") << hex("9affffffff01");
  QTest::newRow("an array of 2^64 - 1") << hex("9bffffffffffffffff01");
  QTest::newRow("a map of 2^32") << hex("baffffffff0101");
  QTest::newRow("a map of 2^63") << hex("bb80000000000000000101");
  QTest::newRow("bytes of 2^32") << hex("5affffffff01");
  QTest::newRow("a text of 2^63 - 1") << hex("7b7fffffffffffffff61");
  QTest::newRow("2048 items") << hex("990800") + QByteArray(2048, '\x01');
  QTest::newRow("60000 items of unknown length") << '\x9f' + QByteArray(60000, '\x01') + '\xff';
  QTest::newRow("60000 empty pieces") << '\x5f' + QByteArray(60000, '\x40') + '\xff';
  QTest::newRow("2^63") << hex("1b8000000000000000");
  QTest::newRow("-2^63 - 1") << hex("3b8000000000000000");
  QTest::newRow("-2^64") << hex("3bffffffffffffffff");
  QTest::newRow("a big number") << hex("c249010000000000000000");
  QTest::newRow("a tag of ours") << hex("d90102a0");
  QTest::newRow("infinity") << hex("f97c00");
  QTest::newRow("no number") << hex("f97e00");
  QTest::newRow("a simple value") << hex("f820");
  QTest::newRow("a lone end") << hex("ff");
  QTest::newRow("no UTF-8") << hex("62c328");
  QTest::newRow("half a surrogate") << hex("63eda080");
  QTest::newRow("a key twice") << hex("a201010102");
  QTest::newRow("a key twice, written longer") << hex("a20101180102");
  QTest::newRow("a text twice") << hex("a2616101616102");
  QTest::newRow("a number and a text that read alike") << hex("a20101613102");
  QTest::newRow("a key twice, unknown length") << hex("bf01010102ff");
  QTest::newRow("a key without a value") << hex("bf01ff");
  QTest::newRow("a key of bytes") << hex("a1410101");
  QTest::newRow("a key that is an array") << hex("a1810101");
  QTest::newRow("cut in an array") << hex("8201");
  QTest::newRow("cut in a text") << hex("6261");
  QTest::newRow("cut in a number") << hex("19ff");
  QTest::newRow("pieces of another kind") << hex("5f6161ff");
  QTest::newRow("reserved length") << hex("1c");
}

void TestCborReader::refuses() {
  QFETCH(const QByteArray, bytes);
  QCOMPARE(readCbor(bytes, Lengths::Any).error().code, QByteArray("credential.cbor"));
  QVERIFY(!readCbor(bytes, Lengths::Known));
}

void TestCborReader::unknownLengthsOnlyWhereTheyMayBe() {
  for (const char* digits : {"9f01ff", "bf0101ff", "5f4101ff", "7f6161ff", "829f01ff01"}) {
    QVERIFY(readCbor(hex(digits), Lengths::Any));
    QVERIFY(!readCbor(hex(digits), Lengths::Known));
  }
  QVERIFY(readCbor(hex("a10126"), Lengths::Known));
}

void TestCborReader::saysItAsJson() {
  const auto value = readCbor(hex("a40120617881f563fb6e6fc3a9182a43fbff00"), Lengths::Any);
  QVERIFY(!value);  // the third key is no UTF-8
  const auto good = readCbor(hex("a4012061788202f562c3a91b001fffffffffffff182a43fbff00"), Lengths::Any);
  const QJsonObject json = toJson(*good).toObject();
  QCOMPARE(json.value(QStringLiteral("1")).toInt(), -1);
  QCOMPARE(json.value(QStringLiteral("x")).toArray(), (QJsonArray{2, true}));
  QCOMPARE(json.value(QStringLiteral("é")).toInteger(), 9007199254740991);
  QCOMPARE(json.value(QStringLiteral("42")).toString(), QStringLiteral("-_8A"));
}

void TestCborReader::aStreamIsUnpackedToTheLimitOnly() {
  constexpr qsizetype kLimit = 65536;
  QCOMPARE(unpack(pack(QByteArray(kLimit, 'x')), kLimit).value().size(), kLimit);
  QVERIFY(!unpack(pack(QByteArray(kLimit + 1, 'x')), kLimit));
  QVERIFY(!unpack(pack(QByteArray(64 * 1024 * 1024, 'x')), kLimit));
  QVERIFY(!unpack({}, kLimit));
  QVERIFY(!unpack(pack("x").chopped(1), kLimit));
  QVERIFY(!unpack(pack("x") + '\0', kLimit));
  // With a dictionary that nobody has (RFC 1950, FDICT).
  QVERIFY(!unpack(hex("78f900000001") + "xxxx", kLimit));
  // gzip and bare deflate are other formats.
  QVERIFY(!unpack(hex("1f8b0800000000000003ab0400d8f3b1db01000000"), kLimit));
  QVERIFY(!unpack(hex("ab0400"), kLimit));
}

QTEST_APPLESS_MAIN(TestCborReader)
#include "tst_cbor_reader.moc"

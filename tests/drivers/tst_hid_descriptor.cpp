// What a HID device says of its reports, for well-made descriptors and for rubbish.
#include <QtTest>

#include "drivers/port/hid_descriptor.h"

using hall::drivers::HidReports;
using hall::drivers::parseHidDescriptor;

class TestHidDescriptor : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reads_data();
  void reads();
  void survivesRubbish();
};

void TestHidDescriptor::reads_data() {
  QTest::addColumn<QByteArray>("hex");
  QTest::addColumn<QList<int>>("expected");  // page, usage, numbered, input, output, feature
  QTest::newRow("empty") << QByteArray() << QList<int>{0, 0, 0, 0, 0, 0};
  QTest::newRow("vendor page, 64 bytes each way, no numbers")
      << QByteArray("0600FF 0901 A101 1500 26FF00 7508 9540 0901 8102 9540 0901 9102 C0")
      << QList<int>{0xFF00, 1, 0, 64, 64, 0};
  QTest::newRow("code scanner with input report 2 and feature report FE")
      << QByteArray("058C 0902 A101 8502 7508 953F 0930 8102 85FE 9501 0931 B102 C0")
      << QList<int>{0x8C, 2, 1, 64, 0, 2};
  QTest::newRow("bits are rounded up to bytes")
      << QByteArray("0501 0906 A101 7501 9503 8102 C0") << QList<int>{1, 6, 0, 1, 0, 0};
  QTest::newRow("several fields of one report add up")
      << QByteArray("0501 0902 A101 7508 9503 8102 7510 9502 8106 C0") << QList<int>{1, 2, 0, 7, 0, 0};
}

void TestHidDescriptor::reads() {
  QFETCH(QByteArray, hex);
  QFETCH(QList<int>, expected);
  const HidReports seen = parseHidDescriptor(QByteArray::fromHex(hex));
  const QList<int> words{seen.usagePage, seen.usage, seen.numbered ? 1 : 0, seen.input, seen.output, seen.feature};
  QCOMPARE(words, expected);
}

void TestHidDescriptor::survivesRubbish() {
  const QByteArray sound = QByteArray::fromHex("058C0902A1018502 7508953F09308102 85FE95010931B102C0");
  for (qsizetype cut = 0; cut <= sound.size(); ++cut) parseHidDescriptor(sound.first(cut));
  // Four thousand million bits in each of many fields stay a size somebody can allocate.
  const QByteArray greedy = QByteArray::fromHex("A101 77FFFFFFFF 97FFFFFFFF") + QByteArray(200, '\x80');
  QVERIFY(parseHidDescriptor(greedy).input <= 4097);
  QCOMPARE(parseHidDescriptor(QByteArray(300, '\xFE')), HidReports());
}

QTEST_GUILESS_MAIN(TestHidDescriptor)
#include "tst_hid_descriptor.moc"

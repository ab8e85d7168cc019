// The payload of a code is hostile until proven otherwise: any charset, control characters, any length.
#include <QtTest>

#include "drivers/code/payload_text.h"

using hall::drivers::payloadText;

class TestPayloadText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void reads_data();
  void reads();
  void refusesMoreThanACodeHolds();
};

void TestPayloadText::reads_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QString>("text");
  QTest::newRow("ASCII") << QByteArray("https://example.invalid/?a=1")
                         << QStringLiteral("https://example.invalid/?a=1");
  QTest::newRow("UTF-8") << QByteArray("测试") << QStringLiteral("测试");
  QTest::newRow("UTF-8 with mark") << QByteArray("\xEF\xBB\xBF测试") << QStringLiteral("测试");
  QTest::newRow("UTF-16LE with mark") << QByteArray("\xFF\xFE\x4B\x6D", 4) << QStringLiteral("测");
  QTest::newRow("GB18030") << QByteArray("\xB2\xE2\xCA\xD4") << QStringLiteral("测试");
  QTest::newRow("four-byte GB18030") << QByteArray("\xB2\xE2\x95\x34\xB2\x35") << QString::fromUcs4(U"测\U00020BB7");
  QTest::newRow("controls") << QByteArray(
                                   "a\x1B[31mb\r\n\x00\x7F\xC2\x85"
                                   "c",
                                   14)
                            << QStringLiteral("a[31mbc");
  QTest::newRow("empty") << QByteArray() << QString();
}

void TestPayloadText::reads() {
  QFETCH(QByteArray, bytes);
  QFETCH(QString, text);
  const auto result = payloadText(bytes);
  QVERIFY(result);
  QCOMPARE(*result, text);
}

void TestPayloadText::refusesMoreThanACodeHolds() {
  QVERIFY(payloadText(QByteArray(2953, 'x')));
  QCOMPARE(payloadText(QByteArray(2954, 'x')).error().code, QByteArray("code.too-long"));
}

QTEST_GUILESS_MAIN(TestPayloadText)
#include "tst_payload_text.moc"

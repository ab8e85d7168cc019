// Base45 is that of RFC 9285, and nothing that it forbids comes through.
#include <QtTest>

#include "sync/credential/base45.h"

using namespace hall::credential;

class TestBase45 : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void agreesWithTheStandard_data();
  void agreesWithTheStandard();
  void bringsEveryByteBack();
  void refusesWhatTheStandardForbids_data();
  void refusesWhatTheStandardForbids();
};

void TestBase45::agreesWithTheStandard_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("section 4.3, 1") << QByteArray("AB") << QByteArray("BB8");
  QTest::newRow("section 4.3, 2") << QByteArray("Hello!!") << QByteArray("%69 VD92EX0");
  QTest::newRow("section 4.3, 3") << QByteArray("base-45") << QByteArray("UJCLQE7W581");
  QTest::newRow("section 4.4") << QByteArray("ietf!") << QByteArray("QED8WEX0");
  QTest::newRow("the largest pair") << QByteArray("\xFF\xFF") << QByteArray("FGW");
  QTest::newRow("nothing") << QByteArray("") << QByteArray("");
}

void TestBase45::agreesWithTheStandard() {
  QFETCH(const QByteArray, bytes);
  QFETCH(const QByteArray, text);
  QCOMPARE(encodeBase45(bytes), text);
  QCOMPARE(decodeBase45(text).value(), bytes);
}

void TestBase45::bringsEveryByteBack() {
  for (int number = 0; number < 65536; ++number) {
    const QByteArray pair = QByteArray(1, static_cast<char>(number / 256)) + static_cast<char>(number % 256);
    QCOMPARE(decodeBase45(encodeBase45(pair)).value(), pair);
    if (number < 256) QCOMPARE(decodeBase45(encodeBase45(pair.mid(1))).value(), pair.mid(1));
  }
}

void TestBase45::refusesWhatTheStandardForbids_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("65536") << QByteArray("GGW");
  QTest::newRow("the largest group") << QByteArray(":::");
  QTest::newRow("256 in a last pair") << QByteArray("V5");
  QTest::newRow("a lone character") << QByteArray("BB8A");
  QTest::newRow("small letters") << QByteArray("bb8");
  QTest::newRow("a line end") << QByteArray("BB8\n");
  QTest::newRow("a zero") << QByteArray("BB\0", 3);
  QTest::newRow("a high byte") << QByteArray("BB\xC3");
}

void TestBase45::refusesWhatTheStandardForbids() {
  QFETCH(const QByteArray, text);
  QCOMPARE(decodeBase45(text).error().code, QByteArray("credential.base45"));
}

QTEST_APPLESS_MAIN(TestBase45)
#include "tst_base45.moc"

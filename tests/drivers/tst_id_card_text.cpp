// The text record of all four cards is read exactly, and a record that is none is refused.
#include <QCryptographicHash>
#include <QtTest>

#include "drivers/idcard/id_card_text.h"

using hall::Failure;
using hall::drivers::formatCardText;
using hall::drivers::IdCard;
using hall::drivers::parseCardText;

namespace {

IdCard sample() {
  IdCard card;
  card.name = QStringLiteral("测试样例");
  card.sexCode = QStringLiteral("1");
  card.ethnicCode = QStringLiteral("01");
  card.birth = QDate(1900, 1, 1);
  card.address = QStringLiteral("虚构省示例市样板区测试路1号");
  card.number = QStringLiteral("110000190001010012");
  card.issuer = QStringLiteral("示例市公安局样板分局");
  card.validFrom = QDate(2020, 1, 1);
  card.longTerm = true;
  return card;
}

void setUnit(QByteArray& record, int offset, char16_t unit) {
  record[offset] = static_cast<char>(unit & 0xFF);
  record[offset + 1] = static_cast<char>(unit >> 8);
}

}  // namespace

class TestIdCardText : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void writesTheDocumentedRecord();
  void readsTheResidentCard();
  void readsTheResidencePermit();
  void readsTheCardOf2017();
  void readsTheCardOf2023WithALongName();
  void refusesAnUnknownLetter();
  void refusesOtherSizes();
  void refusesDaysOutsideTheCalendar_data();
  void refusesDaysOutsideTheCalendar();
  void marksNamesThatNeedCare_data();
  void marksNamesThatNeedCare();
  void keepsInnerBlanks();
};

void TestIdCardText::writesTheDocumentedRecord() {
  const QByteArray sum = QCryptographicHash::hash(formatCardText(sample()), QCryptographicHash::Sha256);
  QCOMPARE(sum.toHex(), QByteArray("87aa985d93afbb8428e56012345aeee15744b3920db211795fedbc2ea19d65d9"));
}

void TestIdCardText::readsTheResidentCard() {
  const auto card = parseCardText(formatCardText(sample()), "photo");
  QVERIFY(card);
  QCOMPARE(card->layout, IdCard::Layout::Resident);
  QCOMPARE(card->name, QStringLiteral("测试样例"));
  QCOMPARE(card->sexCode, QStringLiteral("1"));
  QCOMPARE(card->ethnicCode, QStringLiteral("01"));
  QCOMPARE(card->birth, QDate(1900, 1, 1));
  QCOMPARE(card->address, QStringLiteral("虚构省示例市样板区测试路1号"));
  QCOMPARE(card->number, QStringLiteral("110000190001010012"));
  QCOMPARE(card->issuer, QStringLiteral("示例市公安局样板分局"));
  QCOMPARE(card->validFrom, QDate(2020, 1, 1));
  QVERIFY(card->longTerm && card->validUntil.isNull() && !card->nameNeedsCare);
  QCOMPARE(card->photo, QByteArray("photo"));
}

void TestIdCardText::readsTheResidencePermit() {
  IdCard permit = sample();
  permit.layout = IdCard::Layout::HongKongMacaoTaiwan;
  permit.ethnicCode.clear();
  permit.longTerm = false;
  permit.validUntil = QDate(2025, 1, 1);
  permit.permitNumber = QStringLiteral("H00000000");
  permit.issueCount = QStringLiteral("02");
  const auto card = parseCardText(formatCardText(permit), {});
  QVERIFY(card);
  QCOMPARE(card->layout, IdCard::Layout::HongKongMacaoTaiwan);
  QCOMPARE(card->permitNumber, QStringLiteral("H00000000"));
  QCOMPARE(card->issueCount, QStringLiteral("02"));
  QCOMPARE(card->validUntil, QDate(2025, 1, 1));
  QVERIFY(card->ethnicCode.isEmpty());
}

void TestIdCardText::readsTheCardOf2017() {
  IdCard foreigner = sample();
  foreigner.layout = IdCard::Layout::Foreigner2017;
  foreigner.englishName = QStringLiteral("SAMPLE, ANNA");
  foreigner.nationality = QStringLiteral("USA");
  foreigner.number = QStringLiteral("USA110000000012");
  foreigner.issuer = QStringLiteral("1500");
  foreigner.cardVersion = QStringLiteral("01");
  const auto card = parseCardText(formatCardText(foreigner), {});
  QVERIFY(card);
  QCOMPARE(card->englishName, foreigner.englishName);
  QCOMPARE(card->name, foreigner.name);
  QCOMPARE(card->nationality, QStringLiteral("USA"));
  QCOMPARE(card->number, foreigner.number);
  QCOMPARE(card->issuer, QStringLiteral("1500"));
  QCOMPARE(card->birth, QDate(1900, 1, 1));
  QVERIFY(card->address.isEmpty());
}

void TestIdCardText::readsTheCardOf2023WithALongName() {
  IdCard foreigner = sample();
  foreigner.layout = IdCard::Layout::Foreigner2023;
  // The blank falls on the seam between the two fields.
  foreigner.englishName = QStringLiteral("SAMPLE, JOHN ALEXANDER MAXIMILIAN TESTCASE");
  QCOMPARE(foreigner.englishName.size(), 42);
  foreigner.englishName.insert(34, QLatin1Char(' '));
  foreigner.nationality = QStringLiteral("GBR");
  foreigner.issueCount = QStringLiteral("01");
  foreigner.previousLink = QStringLiteral("123");
  const auto card = parseCardText(formatCardText(foreigner), {});
  QVERIFY(card);
  QCOMPARE(card->englishName, foreigner.englishName);
  QCOMPARE(card->nationality, QStringLiteral("GBR"));
  QCOMPARE(card->issueCount, QStringLiteral("01"));
  QCOMPARE(card->previousLink, QStringLiteral("123"));
  QVERIFY(card->ethnicCode.isEmpty() && card->address.isEmpty() && card->issuer.isEmpty());
}

void TestIdCardText::refusesAnUnknownLetter() {
  for (const char16_t letter : {u'Q', u'i', u'1', u'\u0149'}) {
    QByteArray record = formatCardText(sample());
    setUnit(record, 248, letter);
    const auto card = parseCardText(record, {});
    QVERIFY(!card);
    QCOMPARE(card.error().kind, Failure::Unsupported);
    QCOMPARE(card.error().code, QByteArray("card.layout"));
  }
}

void TestIdCardText::refusesOtherSizes() {
  const QByteArray record = formatCardText(sample());
  for (const QByteArray& other : {QByteArray(), record.first(255), record.first(248), record + "xx"}) {
    const auto card = parseCardText(other, {});
    QVERIFY(!card);
    QCOMPARE(card.error().kind, Failure::Garbled);
    QCOMPARE(card.error().code, QByteArray("card.frame"));
  }
}

void TestIdCardText::refusesDaysOutsideTheCalendar_data() {
  QTest::addColumn<int>("offset");
  QTest::addColumn<QString>("day");
  QTest::newRow("month 13") << 36 << "19001301";
  QTest::newRow("29 February of a common year") << 36 << "19000229";
  QTest::newRow("blank") << 36 << "        ";
  QTest::newRow("sign") << 36 << "-9000101";
  QTest::newRow("full-width digits") << 36 << QStringLiteral("１９０００１０１");
  QTest::newRow("long term where it may not be") << 188 << QStringLiteral("长期      ");
  QTest::newRow("nearly long term") << 204 << QStringLiteral("长 期     ");
}

void TestIdCardText::refusesDaysOutsideTheCalendar() {
  QFETCH(int, offset);
  QFETCH(QString, day);
  QByteArray record = formatCardText(sample());
  for (int i = 0; i < 8; ++i) setUnit(record, offset + 2 * i, day[i].unicode());
  const auto card = parseCardText(record, {});
  QVERIFY(!card);
  QCOMPARE(card.error().code, QByteArray("card.date"));
}

void TestIdCardText::marksNamesThatNeedCare_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<bool>("care");
  QTest::newRow("plain") << QStringLiteral("测试样例") << false;
  QTest::newRow("extension A") << QStringLiteral("䶮样") << false;
  QTest::newRow("whole pair") << QString::fromUcs4(U"\U00020BB7样") << false;
  QTest::newRow("private use") << QStringLiteral("\uE863样") << true;
  QTest::newRow("lower half alone") << QString(QChar(0xDFB7)) << true;
  QTest::newRow("pair cut by the field") << QString(14, u'样') + QChar(0xD842) << true;
  QTest::newRow("supplementary private use") << QString::fromUcs4(U"\U000F0001") << true;
}

void TestIdCardText::marksNamesThatNeedCare() {
  QFETCH(QString, name);
  QFETCH(bool, care);
  IdCard rare = sample();
  rare.name = name;
  const auto card = parseCardText(formatCardText(rare), {});
  QVERIFY(card);
  QCOMPARE(card->name, name);
  QCOMPARE(card->nameNeedsCare, care);
}

void TestIdCardText::keepsInnerBlanks() {
  IdCard card = sample();
  card.name = QStringLiteral("买买提 · 样例");
  QCOMPARE(parseCardText(formatCardText(card), {})->name, card.name);
}

QTEST_GUILESS_MAIN(TestIdCardText)
#include "tst_id_card_text.moc"

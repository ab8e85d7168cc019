// What a number and two dates tell of a person: check digit, age, validity, and how a number is shown.
#include <QtTest>

#include "sync/model/identity.h"

using hall::model::IdentityFacts;
using hall::model::IdentityFault;

namespace {
const QDate kToday(2026, 11, 2);

IdentityFacts facts() {
  return {QStringLiteral("110000195604120029"), QDate(1956, 4, 12), QDate(2016, 4, 12), QDate(2036, 4, 12), false};
}
}  // namespace

class TestIdentity : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void knowsCheckDigits_data();
  void knowsCheckDigits();
  void noticesEveryWrongDigit();
  void judges_data();
  void judges();
  void takesTheForeignersCardWithoutCheckDigit();
  void namesEveryFault();
  void countsAges_data();
  void countsAges();
  void masksNumbers_data();
  void masksNumbers();
  void knowsCodeLists_data();
  void knowsCodeLists();
};

void TestIdentity::knowsCheckDigits_data() {
  QTest::addColumn<QString>("number");
  QTest::addColumn<bool>("agrees");
  QTest::newRow("the standard's own") << QStringLiteral("11010519491231002X") << true;
  QTest::newRow("foreigner 2023, first") << QStringLiteral("932682198501010017") << true;
  QTest::newRow("foreigner 2023, second") << QStringLiteral("911124198108030024") << true;
  QTest::newRow("small x") << QStringLiteral("11010519491231002x") << false;
  QTest::newRow("other digit") << QStringLiteral("110105194912310021") << false;
  QTest::newRow("too short") << QStringLiteral("11010519491231002") << false;
  QTest::newRow("too long") << QStringLiteral("11010519491231002X0") << false;
  QTest::newRow("letter inside") << QStringLiteral("1101051949123100AX") << false;
  QTest::newRow("wide digit at the end") << QStringLiteral("93268219850101001７") << false;
  QTest::newRow("nothing") << QString() << false;
}

void TestIdentity::knowsCheckDigits() {
  QFETCH(const QString, number);
  QFETCH(const bool, agrees);
  QCOMPARE(hall::model::checkDigitAgrees(number), agrees);
}

void TestIdentity::noticesEveryWrongDigit() {
  const QString number = QStringLiteral("932682198501010017");
  for (qsizetype place = 0; place < number.size(); ++place) {
    for (char16_t digit = u'0'; digit <= u'9'; ++digit) {
      QString wrong = number;
      wrong[place] = QChar(digit);
      QCOMPARE(hall::model::checkDigitAgrees(wrong), wrong == number);
    }
  }
}

void TestIdentity::judges_data() {
  QTest::addColumn<QString>("number");
  QTest::addColumn<QDate>("from");
  QTest::addColumn<QDate>("until");
  QTest::addColumn<bool>("longTerm");
  QTest::addColumn<int>("fault");
  const QString good = facts().number;
  const QDate from(2016, 4, 12);
  const QDate until(2036, 4, 12);
  const auto code = [](IdentityFault fault) { return static_cast<int>(fault); };
  QTest::newRow("good") << good << from << until << false << -1;
  QTest::newRow("long term") << good << from << QDate() << true << -1;
  QTest::newRow("last day") << good << from << kToday << false << -1;
  QTest::newRow("first day") << good << kToday << until << false << -1;
  QTest::newRow("expired yesterday") << good << from << kToday.addDays(-1) << false << code(IdentityFault::Expired);
  QTest::newRow("valid from tomorrow") << good << kToday.addDays(1) << until << false
                                       << code(IdentityFault::NotYetValid);
  QTest::newRow("no end at all") << good << from << QDate() << false << code(IdentityFault::Expired);
  QTest::newRow("seventeen") << good.left(17) << from << until << false << code(IdentityFault::NumberShape);
  QTest::newRow("wide digit") << good.left(17) + u'９' << from << until << false << code(IdentityFault::NumberShape);
  QTest::newRow("letters") << QStringLiteral("ABCDEF") << from << until << false << code(IdentityFault::NumberShape);
  QTest::newRow("check digit") << good.left(17) + u'0' << from << until << false << code(IdentityFault::CheckDigit);
  QTest::newRow("other birth") << QStringLiteral("11010519491231002X") << from << until << false
                               << code(IdentityFault::BirthDiffers);
}

void TestIdentity::judges() {
  QFETCH(const QString, number);
  QFETCH(const QDate, from);
  QFETCH(const QDate, until);
  QFETCH(const bool, longTerm);
  QFETCH(const int, fault);
  const auto found = hall::model::judge({number, facts().birth, from, until, longTerm}, kToday);
  QCOMPARE(found ? static_cast<int>(*found) : -1, fault);
}

void TestIdentity::takesTheForeignersCardWithoutCheckDigit() {
  IdentityFacts foreigner = facts();
  foreigner.number = QStringLiteral("USA110000000012");
  QVERIFY(!hall::model::judge(foreigner, kToday));
  foreigner.number = QStringLiteral("usa110000000012");
  QCOMPARE(hall::model::judge(foreigner, kToday), std::optional(IdentityFault::NumberShape));
}

void TestIdentity::namesEveryFault() {
  QSet<QByteArray> names;
  for (const IdentityFault fault : {IdentityFault::NumberShape, IdentityFault::CheckDigit, IdentityFault::BirthDiffers,
                                    IdentityFault::NotYetValid, IdentityFault::Expired}) {
    QVERIFY(hall::model::name(fault).startsWith("identity."));
    names.insert(hall::model::name(fault));
  }
  QCOMPARE(names.size(), 5);
}

void TestIdentity::countsAges_data() {
  QTest::addColumn<QDate>("birth");
  QTest::addColumn<QDate>("day");
  QTest::addColumn<int>("age");
  QTest::newRow("day before") << QDate(1946, 11, 3) << kToday << 79;
  QTest::newRow("birthday") << QDate(1946, 11, 2) << kToday << 80;
  QTest::newRow("day after") << QDate(1946, 11, 1) << kToday << 80;
  QTest::newRow("born on 29 Feb, 28 Feb") << QDate(2008, 2, 29) << QDate(2026, 2, 28) << 17;
  QTest::newRow("born on 29 Feb, 1 Mar") << QDate(2008, 2, 29) << QDate(2026, 3, 1) << 18;
  QTest::newRow("born on 29 Feb, leap year") << QDate(2008, 2, 29) << QDate(2028, 2, 29) << 20;
  QTest::newRow("first day") << kToday << kToday << 0;
}

void TestIdentity::countsAges() {
  QFETCH(const QDate, birth);
  QFETCH(const QDate, day);
  QTEST(hall::model::ageOn(birth, day), "age");
}

void TestIdentity::masksNumbers_data() {
  QTest::addColumn<QString>("number");
  QTest::addColumn<QString>("shown");
  QTest::newRow("eighteen") << QStringLiteral("110000195604120029") << QStringLiteral("110000********0029");
  QTest::newRow("fifteen") << QStringLiteral("USA110000000012") << QStringLiteral("USA110*****0012");
  QTest::newRow("ten") << QStringLiteral("1234567890") << QStringLiteral("**********");
  QTest::newRow("none") << QString() << QString();
}

void TestIdentity::masksNumbers() {
  QFETCH(const QString, number);
  QTEST(hall::model::maskedNumber(number), "shown");
}

void TestIdentity::knowsCodeLists_data() {
  QTest::addColumn<QString>("code");
  QTest::addColumn<QString>("group");
  QTest::addColumn<QString>("sex");
  const QString unknown = QStringLiteral("sex.unknown");
  QTest::newRow("1") << QStringLiteral("1") << QStringLiteral("汉") << QStringLiteral("sex.male");
  QTest::newRow("2") << QStringLiteral("2") << QStringLiteral("蒙古") << QStringLiteral("sex.female");
  QTest::newRow("56") << QStringLiteral("56") << QStringLiteral("基诺") << unknown;
  QTest::newRow("97") << QStringLiteral("97") << QStringLiteral("其他") << unknown;
  QTest::newRow("98") << QStringLiteral("98") << QStringLiteral("外国血统中国籍人士") << unknown;
  QTest::newRow("57 is nobody's") << QStringLiteral("57") << QStringLiteral("57") << unknown;
  QTest::newRow("not a number") << QStringLiteral("??") << QStringLiteral("??") << unknown;
}

void TestIdentity::knowsCodeLists() {
  QFETCH(const QString, code);
  QTEST(hall::model::ethnicGroup(code), "group");
  QTEST(hall::model::sexWordId(code), "sex");
}

QTEST_GUILESS_MAIN(TestIdentity)
#include "tst_identity.moc"

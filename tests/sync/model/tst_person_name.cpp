// Rare characters in names: kept, shown with care, and never the reason that a person is taken for two.
#include <QtTest>

#include "sync/model/person_name.h"

using hall::model::sameName;
using hall::model::ShownName;
using hall::model::shownName;

class TestPersonName : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void shows_data();
  void shows();
  void compares_data();
  void compares();
};

void TestPersonName::shows_data() {
  QTest::addColumn<QString>("raw");
  QTest::addColumn<QString>("text");
  QTest::addColumn<bool>("care");
  const QString half = QStringLiteral("张") + QChar(0xD842);
  QTest::newRow("usual") << QStringLiteral("测试") << QStringLiteral("测试") << false;
  QTest::newRow("middle dot") << QStringLiteral("古丽·样例") << QStringLiteral("古丽·样例") << false;
  QTest::newRow("Ext-A") << QStringLiteral("刘䶮") << QStringLiteral("刘䶮") << false;
  QTest::newRow("surrogate pair") << QStringLiteral("𠮷田") << QStringLiteral("𠮷田") << false;
  QTest::newRow("reviewed private use") << QStringLiteral("刘\uE863") << QStringLiteral("刘䶮") << true;
  QTest::newRow("other private use") << QStringLiteral("刘\uE864") << QStringLiteral("刘\uE864") << true;
  QTest::newRow("supplementary private use")
      << QString::fromUcs4(U"\U000F0001", 1) << QString::fromUcs4(U"\U000F0001", 1) << true;
  QTest::newRow("half a pair at the end") << half << QStringLiteral("张\uFFFD") << true;
  QTest::newRow("second half alone") << QString(QChar(0xDFB7)) << QStringLiteral("\uFFFD") << true;
}

void TestPersonName::shows() {
  QFETCH(QString, raw);
  const ShownName shown = shownName(raw);
  QTEST(shown.text, "text");
  QTEST(shown.needsCare, "care");
}

void TestPersonName::compares_data() {
  QTest::addColumn<QString>("one");
  QTest::addColumn<QString>("other");
  QTest::addColumn<bool>("same");
  QTest::newRow("private use and standard") << QStringLiteral("刘\uE863") << QStringLiteral("刘䶮") << true;
  QTest::newRow("padding") << QStringLiteral("测试  ") << QStringLiteral("测试") << true;
  QTest::newRow("another private use") << QStringLiteral("刘\uE864") << QStringLiteral("刘䶮") << false;
  QTest::newRow("simplified and traditional") << QStringLiteral("刘") << QStringLiteral("劉") << false;
  QTest::newRow("inner blank") << QStringLiteral("测 试") << QStringLiteral("测试") << false;
  QTest::newRow("look-alike of another plane") << QStringLiteral("𠮷") << QStringLiteral("吉") << false;
  QTest::newRow("half a pair and the whole") << QString(QChar(0xD842)) << QStringLiteral("𠮷") << false;
  QTest::newRow("compatibility ideograph") << QStringLiteral("\uF900") << QStringLiteral("豈") << false;
}

void TestPersonName::compares() {
  QFETCH(QString, one);
  QFETCH(QString, other);
  QTEST(sameName(one, other), "same");
  QTEST(sameName(other, one), "same");
}

QTEST_GUILESS_MAIN(TestPersonName)
#include "tst_person_name.moc"

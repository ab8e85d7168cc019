// What a camera reads is hostile until it is exactly a code of ours.
#include <QtTest>

#include "kiosk-app/core/receipt_code.h"

using hall::kiosk::parseReceiptCode;

namespace {
const QByteArray kId = "01900000-0000-7000-8000-000000000001";
const QByteArray kDigest = "sha-256:0123456789abcdef" + QByteArray(48, '0');
}  // namespace

class TestReceiptCode : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesThereAndBack();
  void refuses_data();
  void refuses();
  void refusesEveryCutAndEveryChange();
};

void TestReceiptCode::goesThereAndBack() {
  const QString text = hall::kiosk::receiptCodeText(kId, kDigest);
  QCOMPARE(text, QStringLiteral("HALL1:R:01900000-0000-7000-8000-000000000001:0123456789abcdef"));
  QCOMPARE(parseReceiptCode(text), std::optional(hall::kiosk::ReceiptCode{kId, "0123456789abcdef"}));
}

void TestReceiptCode::refuses_data() {
  QTest::addColumn<QString>("text");
  const QString good = hall::kiosk::receiptCodeText(kId, kDigest);
  QTest::newRow("nothing") << QString();
  QTest::newRow("line end") << good + u'\n';
  QTest::newRow("line before") << u'\n' + good;
  QTest::newRow("NUL") << good + QChar(0);
  QTest::newRow("two lines") << good + u'\n' + good;
  QTest::newRow("capitals") << good.toUpper();
  QTest::newRow("wide letters") << QString(good).replace(u'1', u'１');
  QTest::newRow("version 4 id") << QString(good).replace(QStringLiteral("-7000-"), QStringLiteral("-4000-"));
  QTest::newRow("other version") << QString(good).replace(QStringLiteral("HALL1"), QStringLiteral("HALL2"));
  QTest::newRow("other kind") << QString(good).replace(QStringLiteral(":R:"), QStringLiteral(":P:"));
  QTest::newRow("statement") << QStringLiteral("HALL1:R:' OR 1=1 --                            :0123456789abcdef");
  QTest::newRow("path") << QStringLiteral("HALL1:R:../../../../../../etc/passwd0000000:0123456789abcdef");
  QTest::newRow("placeholder") << QStringLiteral("HALL1:R:%1:%2");
  QTest::newRow("long") << good + QString(100000, u'a');
}

void TestReceiptCode::refuses() {
  QFETCH(const QString, text);
  QVERIFY(!parseReceiptCode(text));
}

void TestReceiptCode::refusesEveryCutAndEveryChange() {
  const QString good = hall::kiosk::receiptCodeText(kId, kDigest);
  for (qsizetype i = 0; i < good.size(); ++i) {
    QVERIFY(!parseReceiptCode(good.left(i)));
    QVERIFY(!parseReceiptCode(good.mid(i + 1)));
    QString changed = good;
    changed[i] = u'_';
    QVERIFY(!parseReceiptCode(changed));
  }
}

QTEST_GUILESS_MAIN(TestReceiptCode)
#include "tst_receipt_code.moc"

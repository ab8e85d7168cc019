// Leaving with a code and coming back with it, on the real pages by keys alone, in every size, theme and language.
#include <QtTest>

#include "tests/support/fake_platform_keys.h"
#include "tests/ui/kiosk_on_glass.h"

using Step = hall::kiosk::CitizenDesk::Step;

class TestPagesCode : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void leavesInTheMiddle();
  void takesTheCode();
  void aWrongCodeIsTold();
  void goesOnWithTheDigits();

 private:
  void inspect(const QString& page) const {
    const QStringList faults = m_glass.inspect(page);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QStringLiteral("; "))));
  }
  void type(const QString& digits) const {
    for (const QChar digit : digits) {
      if (digit != u' ') QTest::keyClick(m_glass.kiosk->window(), digit.toLatin1());
    }
  }
  [[nodiscard]] Step step() const { return m_glass.desk().step(); }
  [[nodiscard]] hall::kiosk::CodeController& code() const { return *m_glass.desk().code(); }

  const hall::test::PlatformKeys m_platform;
  hall::test::KioskOnGlass m_glass;
  QString m_code;
};

void TestPagesCode::initTestCase() {
  QVERIFY(m_glass.layGround(m_platform) && m_glass.open());
}

void TestPagesCode::leavesInTheMiddle() {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("养老待遇领取资格认证")));
  m_glass.press(Qt::Key_Right);
  QTest::qWait(400);  // the reader has seen that it is empty
  QVERIFY(m_glass.levers().layCard(QStringLiteral("pensioner")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  m_glass.levers().takeCard();
  QTRY_VERIFY(!m_glass.kiosk->bay().servedCardPresent());
  m_glass.press(Qt::Key_Right);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("就住在身份证上的地址")));
  m_glass.press(Qt::Key_Home);
  inspect(QStringLiteral("leave-code"));
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("离开，并打印接着填的编码")));
  QCOMPARE(step(), Step::TakeCode);
}

void TestPagesCode::takesTheCode() {
  QTRY_VERIFY(!code().code().isEmpty());
  QTRY_COMPARE(code().slip(), QStringLiteral("编码已打印，请取走"));
  m_code = code().code();
  inspect(QStringLiteral("take-code"));
  QVERIFY(m_glass.levers().lastSlip().contains(m_code.first(9).trimmed()));
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Home);
  QVERIFY(code().code().isEmpty());
}

void TestPagesCode::aWrongCodeIsTold() {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("查收到没有")));
  inspect(QStringLiteral("lookup-code"));
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("用编码接着填")));
  QCOMPARE(step(), Step::TypeCode);
  inspect(QStringLiteral("type-code-empty"));
  type(QStringLiteral("0000 0000 0000 0000"));  // well formed and given to nobody
  m_glass.press(Qt::Key_Right);
  QTRY_VERIFY(!code().trouble().isEmpty());
  inspect(QStringLiteral("type-code-wrong"));
}

void TestPagesCode::goesOnWithTheDigits() {
  for (int i = 0; i < 16; ++i) m_glass.press(Qt::Key_Backspace);
  QCOMPARE(code().typed(), QString());
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::TypeCode);
  type(m_code);
  QCOMPARE(code().typed(), m_code);
  m_glass.press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Confirm);
  QCOMPARE(code().typed(), QString());
  inspect(QStringLiteral("confirm-code"));
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Question);
}

QTEST_MAIN(TestPagesCode)
#include "tst_pages_code.moc"

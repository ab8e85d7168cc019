// A terminal that staff have to look after: a quiet line at the foot of the home page, and, where nothing new can be
// taken, the page that says so before anybody has typed a word. In every size, theme and language.
#include <QtTest>

#include "sync/base/identifier.h"
#include "tests/support/fake_clock.h"
#include "tests/support/fake_platform_keys.h"
#include "tests/ui/kiosk_on_glass.h"

using namespace std::chrono_literals;
using Step = hall::kiosk::CitizenDesk::Step;

class TestPagesStaff : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void theHomePageCarriesTheSign();
  void whoBeginsHearsThatNothingNewIsTaken();

 private:
  void inspect(const QString& page) const {
    const QStringList faults = m_glass.inspect(page);
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QStringLiteral("; "))));
  }
  const hall::test::PlatformKeys m_platform;
  hall::test::KioskOnGlass m_glass;
};

// Of yesterday: one is held, three wait, and the terminal is set to take no more than three.
void TestPagesStaff::initTestCase() {
  const hall::test::FakeClock yesterday(QDateTime::currentDateTimeUtc().addDays(-1));
  hall::Log log(yesterday, [](const QByteArray&) {});
  QVERIFY(m_glass.layGround(m_platform, R"({"maximum_waiting": 3})"));
  const auto key =
      hall::seal::TerminalKey::openOrCreate(m_glass.data.filePath(QStringLiteral("keys")), yesterday).value();
  const auto outbox = hall::outbox::Outbox::open(m_glass.data.filePath(QStringLiteral("outbox")), key,
                                                 m_platform.certificates(), yesterday, log, {.minimumFreeBytes = 0})
                          .value();
  for (int i = 0; i < 4; ++i) {
    const auto sealed =
        outbox->seal({hall::mintIdentifier(yesterday), "pension-confirmation", "service", {}, {}}).value();
    if (i == 0) QVERIFY(outbox->hold(sealed.submissionId, "urn:hall:problem:not-yours"));
  }
}

void TestPagesStaff::theHomePageCarriesTheSign() {
  QVERIFY(m_glass.open());
  const auto sign = [this] { return m_glass.desk().staffSign(); };
  QTRY_VERIFY(sign().contains(QStringLiteral("暂不收新件（outbox.too-many）")));
  QVERIFY(sign().contains(QStringLiteral("等人处理 1 份")));
  QVERIFY(sign().contains(QStringLiteral("未送出 3 份")));
  inspect(QStringLiteral("home-staff"));
}

void TestPagesStaff::whoBeginsHearsThatNothingNewIsTaken() {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("养老待遇领取资格认证")));
  QCOMPARE(m_glass.desk().step(), Step::Unavailable);
  QVERIFY(!m_glass.desk().matter()->trouble().isEmpty());
  inspect(QStringLiteral("unavailable"));
  m_glass.press(Qt::Key_Right);
  QCOMPARE(m_glass.desk().step(), Step::Home);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("查收到没有")));  // what was handed in can be asked for all the same
  QCOMPARE(m_glass.desk().step(), Step::Lookup);
}

QTEST_MAIN(TestPagesStaff)
#include "tst_pages_staff.moc"

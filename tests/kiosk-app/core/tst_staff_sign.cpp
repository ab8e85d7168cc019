// What staff read at the foot of the home page: numbers, days and codes, and nothing while all is well.
#include <QtTest>

#include "kiosk-app/core/staff_sign.h"
#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using model::Language;
using outbox::WarningKind;
using test::OutboxFixture;

class TestStaffSign : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void saysNothingWhileAllIsWell();
  void saysWhatWaitsTooLong();
  void saysWhatIsHeldAndNear();
  void saysWhyNothingNewIsTaken();
  void countsEachKind();
  void namesNobody();

 private:
  [[nodiscard]] QString sign(const OutboxFixture& fixture, Language language = Language::Chinese) const {
    const kiosk::StaffFacts facts{fixture.box->warnings().value(), fixture.box->waiting().value()};
    return kiosk::staffSign(facts, fixture.clock.now(), m_words, language);
  }
  const model::Words m_words = model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
};

void TestStaffSign::saysNothingWhileAllIsWell() {
  OutboxFixture fixture;
  QVERIFY(sign(fixture).isEmpty());
  QCOMPARE(fixture.box->waiting()->count, 0);
  QVERIFY(!fixture.box->waiting()->since.isValid());
  (void)fixture.sealed();
  fixture.clock.advance(119min);
  QVERIFY(sign(fixture).isEmpty());  // lines come and go
  (void)fixture.received(fixture.box->all()->first());
  fixture.clock.advance(24h * 30);
  QVERIFY(sign(fixture).isEmpty());
}

void TestStaffSign::saysWhatWaitsTooLong() {
  OutboxFixture fixture;  // Monday 2 November 2026, 9:30 in China
  (void)fixture.sealed();
  fixture.clock.advance(1h);
  (void)fixture.sealed();
  fixture.clock.advance(2h);
  QCOMPARE(sign(fixture), QStringLiteral("给工作人员：未送出 2 份，最早 2026年11月2日 9:30"));
  QCOMPARE(sign(fixture, Language::English), QStringLiteral("For staff: not yet sent: 2, since 2 Nov 2026, 9:30"));
}

void TestStaffSign::saysWhatIsHeldAndNear() {
  OutboxFixture fixture;
  const auto held = fixture.sealed();
  QVERIFY(fixture.box->hold(held.submissionId, "urn:hall:problem:not-yours"));
  QCOMPARE(sign(fixture), QStringLiteral("给工作人员：等人处理 1 份"));
  fixture.clock.advance(72h);
  QCOMPARE(sign(fixture), QStringLiteral("给工作人员：快到法定期限 1 份，最早 2026年11月9日；等人处理 1 份"));
  fixture.clock.advance(24h * 5);
  QVERIFY(sign(fixture).contains(QStringLiteral("已过法定期限 1 份")));
}

void TestStaffSign::saysWhyNothingNewIsTaken() {
  OutboxFixture fixture({.minimumFreeBytes = 0, .maximumWaiting = 1});
  (void)fixture.sealed();
  QCOMPARE(sign(fixture, Language::English), QStringLiteral("For staff: takes nothing new (outbox.too-many)"));
}

void TestStaffSign::countsEachKind() {
  kiosk::StaffFacts facts;
  facts.warnings = {{WarningKind::LegalDeadlineNear, "a", {}, QDate(2026, 11, 12)},
                    {WarningKind::LegalDeadlineNear, "b", {}, QDate(2026, 11, 11)},
                    {WarningKind::ClockDoubtful, {}, {}, {}}};
  const QString text = kiosk::staffSign(facts, test::FakeClock().now(), m_words, Language::English);
  QCOMPARE(text, QStringLiteral("For staff: legal deadline near: 2, the first on 11 Nov 2026; the clock is wrong"));
}

void TestStaffSign::namesNobody() {
  OutboxFixture fixture;
  const auto held = fixture.sealed();
  QVERIFY(fixture.box->hold(held.submissionId, "test"));
  for (const auto language : {Language::Chinese, Language::English}) {
    const QString text = sign(fixture, language);
    for (const QByteArray& id : {held.submissionId, held.caseId, held.serviceId}) {
      QVERIFY(!text.contains(QString::fromLatin1(id)));
    }
  }
}

QTEST_GUILESS_MAIN(TestStaffSign)
#include "tst_staff_sign.moc"

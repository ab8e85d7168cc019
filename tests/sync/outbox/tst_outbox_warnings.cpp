// Staff hear of a legal deadline before offline time has eaten it, of what is held, and of a closed gate; once each.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using namespace std::chrono_literals;
using outbox::WarningKind;
using test::OutboxFixture;

class TestOutboxWarnings : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void warnsBeforeTheDeadline();
  void knowsShorterDeadlines();
  void tellsWhatIsHeldAndClosed();
};

namespace {
QList<WarningKind> kinds(const OutboxFixture& fixture) {
  QList<WarningKind> found;
  const auto warnings = fixture.box->warnings().value();
  for (const auto& one : warnings) found.append(one.kind);
  return found;
}
}  // namespace

void TestOutboxWarnings::warnsBeforeTheDeadline() {
  OutboxFixture fixture;  // Monday 2 November 2026, 9:30 in China
  const auto s = fixture.sealed();
  auto rating = fixture.request();
  rating.kind = "rating";
  QVERIFY(fixture.box->seal(rating));  // has no deadline
  QCOMPARE(fixture.box->legalDeadline(s.submissionId).value(), QDate(2026, 11, 9));
  QVERIFY(kinds(fixture).isEmpty());
  fixture.clock.advance(48h);
  QVERIFY(kinds(fixture).isEmpty());
  fixture.clock.advance(24h);  // Thursday: Friday and Monday are left
  QCOMPARE(kinds(fixture), QList{WarningKind::LegalDeadlineNear});
  QCOMPARE(kinds(fixture), QList{WarningKind::LegalDeadlineNear});
  fixture.clock.advance(24h * 4);
  QCOMPARE(kinds(fixture), QList{WarningKind::LegalDeadlineNear});  // the last day itself
  fixture.clock.advance(24h);
  QCOMPARE(kinds(fixture), QList{WarningKind::LegalDeadlinePassed});
  int told = 0;
  for (const QByteArray& line : fixture.lines) told += line.contains("outbox.warning") ? 1 : 0;
  QCOMPARE(told, 2);  // each kind once
  QVERIFY(fixture.box->beginCommits({s.submissionId}));
  QVERIFY(fixture.box->settle(s.submissionId, fixture.keys.receipt(s.submissionId, s.digest)));
  QVERIFY(kinds(fixture).isEmpty());
  QCOMPARE(fixture.box->legalDeadline(s.submissionId).error().kind, Failure::NotFound);
}

void TestOutboxWarnings::knowsShorterDeadlines() {
  OutboxFixture fixture;
  auto quick = fixture.request();
  quick.legalWorkingDays = 1;
  auto slow = fixture.request();
  slow.legalWorkingDays = 20;  // what is missing must be told in five all the same
  const auto first = fixture.box->seal(quick).value();
  const auto second = fixture.box->seal(slow).value();
  QVERIFY(fixture.reopen());
  QCOMPARE(fixture.box->legalDeadline(first.submissionId).value(), QDate(2026, 11, 3));
  QCOMPARE(fixture.box->legalDeadline(second.submissionId).value(), QDate(2026, 11, 9));
  QCOMPARE(fixture.box->warnings()->first().submissionId, first.submissionId);
}

void TestOutboxWarnings::tellsWhatIsHeldAndClosed() {
  OutboxFixture fixture({.minimumFreeBytes = 0, .maximumWaiting = 1});
  const auto held = fixture.sealed();
  QVERIFY(fixture.box->hold(held.submissionId, "http.403"));
  (void)fixture.sealed();
  const auto warnings = fixture.box->warnings().value();
  QCOMPARE(warnings.size(), 2);
  QCOMPARE(warnings[0].kind, WarningKind::Held);
  QCOMPARE(warnings[0].code, QByteArray("http.403"));
  QCOMPARE(warnings[0].deadline, QDate(2026, 11, 9));
  QCOMPARE(warnings[1].kind, WarningKind::GateClosed);
  QCOMPARE(warnings[1].code, QByteArray("outbox.too-many"));
}

QTEST_GUILESS_MAIN(TestOutboxWarnings)
#include "tst_outbox_warnings.moc"

// What the authority decided counts only if the platform has signed it for this very submission; the first word stands.
#include <QtTest>

#include "tests/sync/outbox/outbox_fixture.h"

using namespace hall;
using enum model::SubmissionState;
using test::OutboxFixture;

Q_DECLARE_METATYPE(model::SubmissionState)

class TestOutboxConclude : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void takesTheDecision_data();
  void takesTheDecision();
  void keepsWhatComesLater();
  void waitsForTheReceipt();
  void refusesWhatIsNotOurs();
};

void TestOutboxConclude::takesTheDecision_data() {
  QTest::addColumn<QByteArray>("status");
  QTest::addColumn<model::SubmissionState>("state");
  QTest::newRow("accepted") << QByteArray("accepted") << Accepted;
  QTest::newRow("supplement") << QByteArray("needs-supplement") << NeedsSupplement;
  QTest::newRow("refused") << QByteArray("refused") << Refused;
  QTest::newRow("duplicate") << QByteArray("duplicate-of") << DuplicateOf;
}

void TestOutboxConclude::takesTheDecision() {
  QFETCH(QByteArray, status);
  QFETCH(model::SubmissionState, state);
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const QByteArray other = mintIdentifier(fixture.clock);
  const auto statement = fixture.keys.statement(s.submissionId, s.digest, status.constData(), other);
  QCOMPARE(fixture.box->conclude(s.submissionId, statement)->state, state);
  QVERIFY(fixture.reopen());
  const auto kept = fixture.box->find(s.submissionId).value();
  QCOMPARE(kept.state, state);
  QVERIFY(kept.receipt);
  const auto said = fixture.box->statements(s.submissionId).value();
  QCOMPARE(said.size(), 1);
  QCOMPARE(said[0].status, state);
  QCOMPARE(said[0].duplicateOf, other);
  QCOMPARE(said[0].message.zh, QStringLiteral("您好"));
  QCOMPARE(fixture.events(s.submissionId).last(), model::name(state));
}

void TestOutboxConclude::keepsWhatComesLater() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const auto first = fixture.keys.statement(s.submissionId, s.digest, "needs-supplement");
  QVERIFY(fixture.box->conclude(s.submissionId, first));
  const auto again = fixture.keys.statement(s.submissionId, s.digest, "needs-supplement");  // the same, signed anew
  QCOMPARE(fixture.box->conclude(s.submissionId, again)->state, NeedsSupplement);
  const auto later = fixture.keys.statement(s.submissionId, s.digest, "accepted");
  QCOMPARE(fixture.box->conclude(s.submissionId, later)->state, NeedsSupplement);
  QCOMPARE(fixture.events(s.submissionId).mid(3), (QList<QByteArray>{"NEEDS_SUPPLEMENT", "statement.kept"}));
  QCOMPARE(fixture.box->statements(s.submissionId)->size(), 2);
  QVERIFY(fixture.box->verifyJournal());
}

void TestOutboxConclude::waitsForTheReceipt() {
  OutboxFixture fixture;
  const auto s = fixture.sealed();
  QVERIFY(fixture.box->beginCommits({s.submissionId}));
  const auto statement = fixture.keys.statement(s.submissionId, s.digest, "accepted");
  QCOMPARE(fixture.box->conclude(s.submissionId, statement)->state, Committing);
  QVERIFY(fixture.reopen());
  const auto settled = fixture.box->settle(s.submissionId, fixture.keys.receipt(s.submissionId, s.digest)).value();
  QCOMPARE(settled.state, Accepted);
  QVERIFY(settled.receipt);
  QCOMPARE(fixture.events(s.submissionId),
           (QList<QByteArray>{"SEALED", "COMMITTING", "statement.kept", "IN_DOUBT", "RECEIVED", "ACCEPTED"}));
}

void TestOutboxConclude::refusesWhatIsNotOurs() {
  OutboxFixture fixture;
  const auto s = fixture.received(fixture.sealed());
  const auto other = fixture.received(fixture.sealed());
  const auto& keys = fixture.keys;
  const auto code = [&](const QByteArray& message) {
    const auto said = fixture.box->conclude(s.submissionId, message);
    return said ? QByteArray("taken") : said.error().code;
  };
  QCOMPARE(code(keys.statement(other.submissionId, other.digest, "accepted")), QByteArray("statement.id"));
  QCOMPARE(code(keys.statement(s.submissionId, other.digest, "accepted")), QByteArray("statement.digest"));
  QCOMPARE(code(keys.statement(s.submissionId, s.digest, "done")), QByteArray("statement.field"));
  QCOMPARE(code(keys.statement(s.submissionId, s.digest, "duplicate-of")), QByteArray("statement.field"));
  QCOMPARE(code(test::PlatformKeys().statement(s.submissionId, s.digest, "accepted")),
           QByteArray("statement.signature"));
  QCOMPARE(code("<html>"), QByteArray("statement.signature"));
  const QByteArray stranger = mintIdentifier(fixture.clock);
  QCOMPARE(fixture.box->conclude(stranger, keys.statement(stranger, s.digest, "accepted")).error().code,
           QByteArray("outbox.unknown"));
  QCOMPARE(fixture.box->find(s.submissionId)->state, Received);
  QVERIFY(fixture.box->statements(s.submissionId)->isEmpty());
}

QTEST_GUILESS_MAIN(TestOutboxConclude)
#include "tst_outbox_conclude.moc"

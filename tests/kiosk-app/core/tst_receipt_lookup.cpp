// "How far is my case?": the right receipt finds it, and every other piece of paper hears what it is.
#include <QtTest>

#include "kiosk-app/core/receipt_code.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::test::Step;
using hall::test::Terminal;

class TestReceiptLookup : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsItsOwn();
  void tells_data();
  void tells();
  void tellsAnUnreadableCode();
  void tellsACameraThatIsGone();
  void startsAgainAtOnce();
  void showsHowFarItIs();
  void picksTheReceiptAmongOtherCodes();
  void asksWhichOfSeveralReceipts();
  void tellsWhatWasDecided_data();
  void tellsWhatWasDecided();
  void tellsTheLastWord();
  void tellsNothingBeforeTheReceipt();
  void theCardFindsWhatItsPersonHandedIn();
  void theCardOfAnotherFindsNothing();

 private:
  // Handed in by `person`, received, and found by its receipt after the platform has said `status` of it.
  static void lookAt(const Terminal& terminal, const hall::model::Submission& submission) {
    terminal.visit().lookUp();
    terminal.levers().showCode(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
    QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
    terminal.levers().hideCode();
  }
  static void say(const Terminal& terminal, const hall::model::Submission& submission, const char* status,
                  const QByteArray& instead = {}) {
    const QByteArray word = terminal.ground.keys.statement(submission.submissionId, submission.digest, status, instead);
    QVERIFY(terminal.ground.box->conclude(submission.submissionId, word));
  }
  static hall::model::Submission kept(const Terminal& terminal) {
    return terminal.ground.box->seal(terminal.ground.request()).value();
  }
};

void TestReceiptLookup::findsItsOwn() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  terminal.visit().lookUp();
  QCOMPARE(terminal.visit().step(), Step::Lookup);
  QVERIFY(terminal.core->lookup.looking());
  terminal.levers().showCode(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QCOMPARE(terminal.core->lookup.found()->submission.submissionId, submission.submissionId);
  QVERIFY(!terminal.core->lookup.looking());
  QVERIFY(!terminal.core->lookup.trouble());
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Home);
  QVERIFY(!terminal.core->lookup.found());
}

void TestReceiptLookup::tells_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QByteArray>("code");
  QTest::newRow("an address") << "https://pay.example/5" << QByteArray("code.foreign");
  QTest::newRow("another version") << "HALL2:R:x:y" << QByteArray("code.foreign");
  QTest::newRow("another machine's") << "HALL1:R:01900000-0000-7000-8000-000000000001:0123456789abcdef"
                                     << QByteArray("lookup.unknown");
  QTest::newRow("forged digest") << "OWN" << QByteArray("code.mismatch");
}

void TestReceiptLookup::tells() {
  QFETCH(const QString, text);
  const Terminal terminal;
  const auto submission = kept(terminal);
  const QString forged = hall::kiosk::receiptCodeText(submission.submissionId, "sha-256:" + QByteArray(64, '0'));
  terminal.visit().lookUp();
  terminal.levers().showCode(text == u"OWN" ? forged : text);
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.trouble(), 10000);
  QTEST(terminal.core->lookup.trouble()->code, "code");
  QVERIFY(!terminal.core->lookup.found());
  QVERIFY(!terminal.core->lookup.looking());
}

void TestReceiptLookup::tellsAnUnreadableCode() {
  const Terminal terminal;
  hall::kiosk::ReceiptLookup lookup(*terminal.ground.box, terminal.core->store, *terminal.bay,
                                    terminal.core->credentials, std::chrono::seconds(2));
  terminal.levers().showUnreadableCode();
  lookup.start();
  QTRY_VERIFY_WITH_TIMEOUT(lookup.trouble(), 20000);
  QCOMPARE(lookup.trouble()->code, "code.unreadable");
  QVERIFY(!lookup.looking());
}

void TestReceiptLookup::tellsACameraThatIsGone() {
  const Terminal terminal;
  terminal.levers().setCameraPlugged(false);
  terminal.visit().lookUp();
  QTRY_VERIFY(terminal.core->lookup.trouble());
  QCOMPARE(terminal.core->lookup.trouble()->code, "camera.gone");
  terminal.levers().setCameraPlugged(true);
  terminal.core->lookup.start();
  QTest::qWait(200);
  QVERIFY(terminal.core->lookup.looking());
  QVERIFY(!terminal.core->lookup.trouble());
}

void TestReceiptLookup::startsAgainAtOnce() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  for (int i = 0; i < 5; ++i) {
    terminal.visit().lookUp();
    terminal.core->lookup.start();
    terminal.visit().back();
  }
  terminal.visit().lookUp();
  terminal.levers().showCode(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QVERIFY(!terminal.core->lookup.trouble());
}

void TestReceiptLookup::showsHowFarItIs() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  (void)terminal.settled(submission.submissionId);
  terminal.visit().lookUp();
  terminal.levers().showCode(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QCOMPARE(terminal.core->lookup.found()->submission.state, hall::model::SubmissionState::Received);
  QCOMPARE(terminal.core->lookup.found()->submission.receipt->acceptanceNo, "20261102-000001");
}

void TestReceiptLookup::picksTheReceiptAmongOtherCodes() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  terminal.levers().showCodes({QStringLiteral("https://pay.example/5"),
                               QStringLiteral("HALL1:R:01900000-0000-7000-8000-000000000001:0123456789abcdef"),
                               hall::kiosk::receiptCodeText(submission.submissionId, submission.digest)});
  terminal.visit().lookUp();
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QCOMPARE(terminal.core->lookup.found()->submission.submissionId, submission.submissionId);
  QVERIFY(terminal.core->lookup.choices().isEmpty());
}

void TestReceiptLookup::asksWhichOfSeveralReceipts() {
  const Terminal terminal;
  const auto first = kept(terminal);
  const auto second = kept(terminal);
  auto& lookup = terminal.core->lookup;
  terminal.levers().showCodes({hall::kiosk::receiptCodeText(first.submissionId, first.digest),
                               hall::kiosk::receiptCodeText(second.submissionId, second.digest)});
  terminal.visit().lookUp();
  QTRY_VERIFY_WITH_TIMEOUT(!lookup.looking(), 10000);
  QVERIFY(!lookup.trouble() && !lookup.found());
  QCOMPARE(lookup.choices().size(), 2);
  lookup.choose("01900000-0000-7000-8000-000000000001");  // none of them
  QVERIFY(!lookup.found());
  lookup.choose(second.submissionId);
  QCOMPARE(lookup.found()->submission.submissionId, second.submissionId);
  QVERIFY(lookup.choices().isEmpty());
}

void TestReceiptLookup::tellsWhatWasDecided_data() {
  QTest::addColumn<QByteArray>("status");
  QTest::addColumn<bool>("well");
  QTest::newRow("accepted") << QByteArray("accepted") << true;
  QTest::newRow("more is needed") << QByteArray("needs-supplement") << false;
  QTest::newRow("refused") << QByteArray("refused") << false;
  QTest::newRow("the same as another") << QByteArray("duplicate-of") << true;
}

void TestReceiptLookup::tellsWhatWasDecided() {
  QFETCH(const QByteArray, status);
  const Terminal terminal;
  const auto first = kept(terminal);
  const auto submission = kept(terminal);
  (void)terminal.settled(submission.submissionId);
  say(terminal, submission, status.constData(), first.submissionId);
  lookAt(terminal, submission);
  const hall::kiosk::HandedIn& told = *terminal.core->lookup.found();
  QVERIFY(told.said);
  QCOMPARE(told.said->decidedAt, QDateTime(QDate(2026, 11, 3), QTime(2, 0), Qt::UTC));
  QTEST(told.wellUnderWay(), "well");
  QCOMPARE(told.countsInstead.has_value(), status == "duplicate-of");
  if (told.countsInstead) QCOMPARE(told.countsInstead->submissionId, first.submissionId);
  for (const auto language : {hall::model::Language::Chinese, hall::model::Language::English}) {
    QVERIFY(hall::kiosk::stateText(told, terminal.words, language).size() > 5);
    QVERIFY(hall::kiosk::nextText(told, terminal.words, language).size() > 5);
  }
  QCOMPARE(messageText(told, hall::model::Language::Chinese), QStringLiteral("您好"));
  QCOMPARE(messageText(told, hall::model::Language::English), QStringLiteral("Hello"));
}

void TestReceiptLookup::tellsTheLastWord() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  (void)terminal.settled(submission.submissionId);
  say(terminal, submission, "needs-supplement");
  say(terminal, submission, "accepted");
  lookAt(terminal, submission);
  QCOMPARE(terminal.core->lookup.found()->submission.state, hall::model::SubmissionState::NeedsSupplement);
  QCOMPARE(terminal.core->lookup.found()->state(), hall::model::SubmissionState::Accepted);
}

void TestReceiptLookup::tellsNothingBeforeTheReceipt() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  say(terminal, submission, "accepted");
  lookAt(terminal, submission);
  QVERIFY(!terminal.core->lookup.found()->said);
  QCOMPARE(terminal.core->lookup.found()->state(), hall::model::SubmissionState::Sealed);
  QVERIFY(nextText(*terminal.core->lookup.found(), terminal.words, hall::model::Language::Chinese).isEmpty());
}

void TestReceiptLookup::theCardFindsWhatItsPersonHandedIn() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  const auto submission = terminal.settled(terminal.core->submitting.submission()->submissionId);
  terminal.visit().end();
  say(terminal, submission, "refused");
  QVERIFY(terminal.takeCard());
  terminal.visit().lookUp();
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QCOMPARE(terminal.core->lookup.found()->submission.submissionId, submission.submissionId);
  QCOMPARE(terminal.core->lookup.found()->state(), hall::model::SubmissionState::Refused);
  QCOMPARE(terminal.visit().step(), Step::Lookup);
  QVERIFY(terminal.visit().person() == nullptr);
  QVERIFY(!terminal.core->identification.running());
  terminal.visit().end();
  QVERIFY(terminal.identify("pensioner"));  // who comes to hand the same in again is told as well
  QCOMPARE(terminal.visit().handedIn()->state(), hall::model::SubmissionState::Refused);
}

void TestReceiptLookup::theCardOfAnotherFindsNothing() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  terminal.visit().end();
  QVERIFY(terminal.takeCard());
  terminal.visit().lookUp();
  QVERIFY(terminal.levers().layCard(QStringLiteral("elder")));
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.trouble(), 10000);
  QCOMPARE(terminal.core->lookup.trouble()->code, QByteArray("lookup.none"));
  QVERIFY(!terminal.core->lookup.found());
}

QTEST_GUILESS_MAIN(TestReceiptLookup)
#include "tst_receipt_lookup.moc"

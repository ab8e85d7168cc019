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

 private:
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
  QCOMPARE(terminal.core->lookup.found()->submissionId, submission.submissionId);
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
  QCOMPARE(terminal.core->lookup.found()->state, hall::model::SubmissionState::Received);
  QCOMPARE(terminal.core->lookup.found()->receipt->acceptanceNo, "20261102-000001");
}

void TestReceiptLookup::picksTheReceiptAmongOtherCodes() {
  const Terminal terminal;
  const auto submission = kept(terminal);
  terminal.levers().showCodes({QStringLiteral("https://pay.example/5"),
                               QStringLiteral("HALL1:R:01900000-0000-7000-8000-000000000001:0123456789abcdef"),
                               hall::kiosk::receiptCodeText(submission.submissionId, submission.digest)});
  terminal.visit().lookUp();
  QTRY_VERIFY_WITH_TIMEOUT(terminal.core->lookup.found(), 10000);
  QCOMPARE(terminal.core->lookup.found()->submissionId, submission.submissionId);
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
  QCOMPARE(lookup.found()->submissionId, second.submissionId);
  QVERIFY(lookup.choices().isEmpty());
}

QTEST_GUILESS_MAIN(TestReceiptLookup)
#include "tst_receipt_lookup.moc"

// A visit from the home page to the thank-you: one submission, one rating, one slip, and nothing of the person left.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::model::SubmissionState;
using hall::test::Step;
using hall::test::Terminal;

class TestVisitWhole : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesFromHomeToHome();
  void showsThePersonWithEvidence();
  void leavesNothingOfThePerson();
  void takesOneRatingOrNone();
  void theScreenGoesBackToItsDefaults();
  void offersWhatTheCardIsEntitledTo();
};

void TestVisitWhole::goesFromHomeToHome() {
  Terminal terminal;
  QVERIFY(terminal.handIn());
  const auto submission = terminal.core->submitting.submission();
  QVERIFY(submission);
  QCOMPARE(submission->state, SubmissionState::Sealed);
  QVERIFY(terminal.ground.box->find(submission->submissionId));  // said "kept" only when it was
  QCOMPARE(terminal.core->wakes, 1);
  QTRY_COMPARE(terminal.core->submitting.slip(), hall::kiosk::Submitting::Slip::Printed);
  QTRY_VERIFY(terminal.levers().lastSlip().contains(QString::fromLatin1(submission->submissionId)));
  terminal.visit().goToRating();
  terminal.visit().rate(5);
  QCOMPARE(terminal.visit().step(), Step::Thanks);
  QVERIFY(terminal.reaches(Step::Home));
  QVERIFY(terminal.storeIsIdle());
  const auto all = terminal.ground.box->all().value();
  QCOMPARE(all.size(), 2);
  QCOMPARE(all.at(0).kind, "service");
  QCOMPARE(all.at(1).kind, "rating");
  QCOMPARE(all.at(1).caseId, all.at(0).caseId);
}

void TestVisitWhole::showsThePersonWithEvidence() {
  Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  const auto answers = terminal.visit().form()->answers();
  QCOMPARE(answers.value("name").value, QStringLiteral("测试样例"));
  QCOMPARE(answers.value("name").evidence, hall::model::Evidence::A);
  QCOMPARE(answers.value("birth").value, QStringLiteral("1956-04-12"));
  QCOMPARE(answers.value("number").value, QStringLiteral("110000195604120029"));
  QVERIFY(!terminal.visit().resumed());
}

void TestVisitWhole::leavesNothingOfThePerson() {
  Terminal terminal;
  QVERIFY(terminal.handIn());
  terminal.visit().goToRating();
  terminal.visit().rate(2);
  QVERIFY(terminal.reaches(Step::Home));
  QVERIFY(terminal.storeIsIdle());
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.visit().service() == nullptr);
  QVERIFY(terminal.visit().question() == nullptr);
  QVERIFY(terminal.visit().offers().isEmpty());
  QVERIFY(!terminal.core->submitting.submission());
  const QByteArray kept = terminal.everythingKept();
  QVERIFY(kept.size() > 10000);
  for (const QString& mark : {QStringLiteral("测试样例"), QStringLiteral("110000195604120029"), Terminal::phone(),
                              QStringLiteral("虚构省"), QStringLiteral("same-city")}) {
    QVERIFY2(!kept.contains(mark.toUtf8()), qUtf8Printable(mark));
  }
  for (const QByteArray& line : terminal.ground.lines) {
    QVERIFY2(!line.contains("110000195604120029") && !line.contains(Terminal::phone().toUtf8()), line.constData());
  }
}

void TestVisitWhole::takesOneRatingOrNone() {
  Terminal terminal;
  QVERIFY(terminal.handIn());
  terminal.visit().rate(5);  // not asked yet
  QCOMPARE(terminal.visit().step(), Step::Receipt);
  terminal.visit().goToRating();
  terminal.visit().rate(0);
  terminal.visit().rate(5);
  QVERIFY(terminal.reaches(Step::Home));
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.ground.box->all()->size(), 1);
}

void TestVisitWhole::theScreenGoesBackToItsDefaults() {
  Terminal terminal;
  auto& session = terminal.core->session;
  session.setLanguage(hall::model::Language::English);
  session.setTextSize(hall::kiosk::Session::TextSize::ExtraLarge);
  session.setTheme(hall::kiosk::Session::Theme::Dark);
  QVERIFY(terminal.identify("adult"));
  QCOMPARE(session.language(), hall::model::Language::English);
  terminal.visit().end();
  QCOMPARE(session.language(), hall::model::Language::Chinese);
  QCOMPARE(session.textSize(), hall::kiosk::Session::TextSize::Medium);
  QCOMPARE(session.theme(), hall::kiosk::Session::Theme::Light);
}

void TestVisitWhole::offersWhatTheCardIsEntitledTo() {
  Terminal terminal;
  QVERIFY(terminal.handIn("elder"));
  QCOMPARE(terminal.visit().offers().size(), 1);
  QCOMPARE(terminal.visit().offers().constFirst()->id, "senior-allowance");
  // The person is known: the second matter asks for no card.
  terminal.levers().takeCard();
  terminal.visit().choose("senior-allowance");
  terminal.visit().startForm();
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(terminal.visit().form()->definition().id, "senior-allowance");
  terminal.visit().end();
  QVERIFY(terminal.handIn("pensioner"));
  QVERIFY(terminal.visit().offers().isEmpty());
}

QTEST_GUILESS_MAIN(TestVisitWhole)
#include "tst_visit_whole.moc"

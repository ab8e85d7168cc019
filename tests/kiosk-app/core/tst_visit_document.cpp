// A paper that is photographed: each page lies sealed on the disk before anything else is offered, goes and comes back
// with the draft, and travels with the submission; what is not meant to travel does not.
#include <QtTest>

#include "sync/model/document_answer.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::DocumentPages;
using hall::model::DocumentAnswer;
using hall::test::Step;
using hall::test::Terminal;

namespace {
const QByteArray kField = "diagnosis";

QByteArray sheet(int number) {
  return "\xFF\xD8 sheet " + QByteArray::number(number) + QByteArray(4000, static_cast<char>('a' + number));
}
}  // namespace

class TestVisitDocument : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isSafeBeforeTheNextStep();
  void isNotGonePastWithoutPages();
  void stopsLooking();
  void removesAPage();
  void anAnswerIsNoBetterThanItsPages();
  void comesBackWithTheCard();
  void onlyWithTheCard();
  void travelsWithTheSubmission();
  void whatIsBroughtToTheCounterDoesNotTravel();
  void aHiddenPageDoesNotTravel();
  void isNamedOnTheSlip();
  void cameraGoneInTheMiddle();
  void leavesNothingInMemory();
};

void TestVisitDocument::isSafeBeforeTheNextStep() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QSignalSpy changes(&terminal.core->pages, &DocumentPages::pagesChanged);
  std::promise<void> go;  // the disk takes its time
  QVERIFY(terminal.storeIsIdle());
  terminal.core->store.run(
      &terminal.visit(), [wait = go.get_future().share()](const std::stop_token&) { wait.wait(); }, [] {});
  terminal.desk->lay(sheet(1));
  terminal.visit().photograph();
  QTRY_COMPARE(terminal.visit().pages().state(), DocumentPages::State::Keeping);
  QTest::qWait(50);
  QVERIFY(terminal.visit().pages().pages(kField).isEmpty());
  QVERIFY(!terminal.visit().finishDocument());  // nothing happens, and nothing is wrong
  QVERIFY(!terminal.visit().bringToCounter());
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Document);
  QCOMPARE(changes.size(), 0);
  go.set_value();
  QTRY_COMPARE(terminal.visit().pages().pages(kField).size(), 1);
  QCOMPARE(changes.size(), 1);
  const QByteArray caseId = terminal.ground.box->drafts()->constFirst().caseId;
  QCOMPARE(terminal.ground.box->draftAttachments(caseId)->size(), 1);
  QVERIFY(!terminal.everythingKept().contains(QByteArray(40, 'b')));
}

void TestVisitDocument::isNotGonePastWithoutPages() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  const auto fault = terminal.visit().finishDocument();
  QVERIFY(fault);
  QCOMPARE(fault->code, "missing");
  QCOMPARE(terminal.visit().step(), Step::Document);
}

void TestVisitDocument::stopsLooking() {
  Terminal terminal;
  QVERIFY(terminal.comeToThePaper());
  terminal.visit().photograph();
  QCOMPARE(terminal.visit().pages().state(), DocumentPages::State::Looking);
  QTRY_VERIFY(terminal.visit().pages().seen());
  QCOMPARE(terminal.visit().pages().seen()->flaws.constFirst(), hall::drivers::PageFlaw::NoPage);
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Question);
  QCOMPARE(terminal.visit().pages().state(), DocumentPages::State::Resting);
}

void TestVisitDocument::removesAPage() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)) && terminal.photograph(sheet(2)));
  const auto pages = terminal.visit().pages().pages(kField);
  terminal.visit().removePage(pages.constFirst().kept.id);
  QTRY_COMPARE(terminal.visit().pages().pages(kField).size(), 1);
  QCOMPARE(terminal.visit().pages().pages(kField).constFirst().kept.jpeg, sheet(2));
  terminal.desk->lay(sheet(3));
  terminal.visit().retakePage(pages.constLast().kept.id);
  QTRY_COMPARE(terminal.visit().pages().pages(kField).value(0).kept.jpeg, sheet(3));
  QCOMPARE(terminal.visit().pages().pages(kField).size(), 1);
}

void TestVisitDocument::anAnswerIsNoBetterThanItsPages() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  QVERIFY(terminal.goOnFromThePaper());
  terminal.visit().change(kField);
  QCOMPARE(terminal.visit().step(), Step::Document);
  terminal.visit().removePage(terminal.visit().pages().pages(kField).constFirst().kept.id);
  QTRY_VERIFY(!terminal.visit().form()->answers().contains(kField));
  QCOMPARE(terminal.visit().finishDocument()->code, "missing");
  QVERIFY(terminal.photograph(sheet(2)));
  QVERIFY(!terminal.visit().finishDocument());
  QCOMPARE(terminal.visit().step(), Step::Review);
}

void TestVisitDocument::comesBackWithTheCard() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)) && terminal.photograph(sheet(2)));
  QVERIFY(!terminal.visit().finishDocument());
  QVERIFY(terminal.photograph(sheet(3)));  // a test report, not finished with
  QVERIFY(terminal.storeIsIdle());
  terminal.restart();
  QVERIFY(terminal.identify("adult", "special-disease-benefit"));
  QVERIFY(terminal.visit().resumed());
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().question()->id, "reports");
  QCOMPARE(terminal.visit().pages().pages(kField).size(), 2);
  QCOMPARE(terminal.visit().pages().pages(kField).constLast().kept.jpeg, sheet(2));
  QCOMPARE(terminal.visit().pages().pages("reports").constFirst().kept.jpeg, sheet(3));
}

void TestVisitDocument::onlyWithTheCard() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  terminal.visit().end();
  QVERIFY(terminal.storeIsIdle());
  const hall::outbox::Outbox& box = *terminal.ground.box;
  const QByteArray caseId = box.drafts()->constFirst().caseId;
  // Closed with the visit, and the number alone, which many know, opens nothing.
  QCOMPARE(box.draftAttachmentBytes(caseId, box.draftAttachments(caseId)->constFirst().attachmentId).error().code,
           "outbox.draft-closed");
  QVERIFY(!box.findDraft("special-disease-benefit", terminal.ground.key.subjectKey("110000199005200033")));
  QVERIFY(terminal.identify("pensioner", "special-disease-benefit"));
  QVERIFY(!terminal.visit().resumed());
  QVERIFY(terminal.visit().pages().pages(kField).isEmpty());
}

void TestVisitDocument::travelsWithTheSubmission() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)) && terminal.photograph(sheet(2)) && terminal.photograph(sheet(3)));
  QVERIFY(terminal.goOnFromThePaper());
  const auto named = DocumentAnswer::parse(terminal.visit().form()->answers().value(kField).value);
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  const hall::model::Submission submission = *terminal.core->submitting.submission();
  QCOMPARE(submission.parts.size(), 4);
  for (qsizetype i = 0; i < 3; ++i) {
    const QByteArray sealed =
        terminal.ground.box->partBytes(submission.submissionId, submission.parts.at(i + 1).digest).value();
    QCOMPARE(hall::model::contentDigest(hall::seal::decrypt(sealed, terminal.ground.keys.encryption).value()),
             named->pages.at(i));
  }
  QVERIFY(terminal.ground.box->drafts()->isEmpty());
}

void TestVisitDocument::whatIsBroughtToTheCounterDoesNotTravel() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  QVERIFY(!terminal.visit().bringToCounter());
  QVERIFY(!terminal.visit().bringToCounter());
  QVERIFY(terminal.answer({{"phone", Terminal::phone()}, {"consent", QStringLiteral("yes")}}));
  QTRY_COMPARE(terminal.visit().pages().state(), DocumentPages::State::Resting);
  QVERIFY(terminal.visit().pages().pages(kField).isEmpty());
  QCOMPARE(terminal.visit().form()->answers().value(kField).evidence, hall::model::Evidence::D);
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->parts.size(), 1);
}

void TestVisitDocument::aHiddenPageDoesNotTravel() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  QVERIFY(!terminal.visit().finishDocument());
  QVERIFY(terminal.photograph(sheet(2)));
  QVERIFY(!terminal.visit().answer({}));  // rather not, after all
  QVERIFY(terminal.answer({{"phone", Terminal::phone()}, {"consent", QStringLiteral("yes")}}));
  QTRY_VERIFY(terminal.visit().pages().pages("reports").isEmpty());
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->parts.size(), 2);
}

void TestVisitDocument::isNamedOnTheSlip() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  QVERIFY(!terminal.visit().finishDocument());
  QVERIFY(!terminal.visit().bringToCounter());
  QVERIFY(terminal.answer({{"phone", Terminal::phone()}, {"consent", QStringLiteral("yes")}}));
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QTRY_COMPARE(terminal.core->submitting.slip(), hall::kiosk::Submitting::Slip::Printed);
  const QString slip = terminal.levers().lastSlip();
  QVERIFY2(slip.contains(QStringLiteral("诊断证明：已交 1 页")), qPrintable(slip));
  QVERIFY2(slip.contains(QStringLiteral("检查单：还要带到人工窗口")), qPrintable(slip));
}

void TestVisitDocument::cameraGoneInTheMiddle() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  terminal.desk->unplug();
  terminal.visit().photograph();
  QTRY_VERIFY(terminal.visit().pages().trouble());
  QCOMPARE(terminal.visit().pages().trouble()->code, "document.gone");
  QTRY_VERIFY(!terminal.visit().pages().cameraThere());
  QCOMPARE(terminal.visit().pages().pages(kField).size(), 1);
  QVERIFY(terminal.goOnFromThePaper());
}

void TestVisitDocument::leavesNothingInMemory() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph(sheet(1)));
  terminal.visit().end();
  QVERIFY(terminal.visit().pages().pages(kField).isEmpty());
  QCOMPARE(terminal.visit().pages().state(), DocumentPages::State::Resting);
}

QTEST_GUILESS_MAIN(TestVisitDocument)
#include "tst_visit_document.moc"

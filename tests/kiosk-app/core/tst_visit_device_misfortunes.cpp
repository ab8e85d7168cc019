// No device's misfortune ends a visit that does not need that device: each trouble strikes at each step, and stays, and
// still the application is handed in and rated; what the trouble costs is its own piece of paper and nothing else.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::kiosk::Submitting;
using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;

namespace {

struct Trouble {
  const char* name;
  void (*strike)(Levers&);
  bool noSlip;      // this one keeps the slip from coming out
  bool beforeCard;  // may strike before the card was read without touching the reading
};

const Trouble kTroubles[] = {
    {"camera-unplugged", [](Levers& levers) { levers.setCameraPlugged(false); }, false, true},
    {"camera-sees-rubbish", [](Levers& levers) { levers.showUnreadableCode(); }, false, true},
    {"printer-unplugged", [](Levers& levers) { levers.setPrinterPlugged(false); }, true, true},
    {"paper-out", [](Levers& levers) { levers.setPaper(Levers::PaperOut); }, true, true},
    {"paper-low", [](Levers& levers) { levers.setPaper(Levers::PaperLow); }, false, true},
    {"cover-open", [](Levers& levers) { levers.setCoverOpen(true); }, true, true},
    {"reader-unplugged", [](Levers& levers) { levers.setCardFault(Levers::Unplugged); }, false, false},
    {"reader-garbles", [](Levers& levers) { levers.setCardFault(Levers::WrongChecksum); }, false, false},
    {"reader-truncates", [](Levers& levers) { levers.setCardFault(Levers::Truncated); }, false, false},
};

// The moments of a visit, in order; the first ones are before the card is read.
const char* const kMoments[] = {"home",       "find",       "guide",      "identify", "confirm", "question-1",
                                "question-2", "question-3", "question-4", "review",   "receipt", "rating"};
constexpr int kCardWasRead = 4;

}  // namespace

class TestVisitDeviceMisfortunes : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesOn_data();
  void goesOn();
};

void TestVisitDeviceMisfortunes::goesOn_data() {
  QTest::addColumn<int>("trouble");
  QTest::addColumn<int>("moment");
  for (size_t trouble = 0; trouble < std::size(kTroubles); ++trouble) {
    for (size_t moment = 0; moment < std::size(kMoments); ++moment) {
      if (!kTroubles[trouble].beforeCard && moment < kCardWasRead) continue;  // this visit does need the card
      QTest::addRow("%s at %s", kTroubles[trouble].name, kMoments[moment])
          << static_cast<int>(trouble) << static_cast<int>(moment);
    }
  }
}

void TestVisitDeviceMisfortunes::goesOn() {
  QFETCH(const int, trouble);
  QFETCH(const int, moment);
  const Trouble& chosen = kTroubles[trouble];
  const Terminal terminal;
  int now = 0;
  const auto reached = [&] {
    if (now++ == moment) chosen.strike(terminal.levers());
  };
  auto& visit = terminal.visit();
  reached();  // home
  terminal.begin();
  reached();  // find
  visit.choose("pension-confirmation");
  reached();  // guide
  visit.startForm();
  reached();  // identify
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  reached();
  visit.confirmPerson();
  for (const auto& answer : Terminal::pensionAnswers()) {
    reached();
    QVERIFY(terminal.answer({answer}));
  }
  QCOMPARE(visit.step(), Step::Review);
  reached();
  visit.submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  reached();
  const auto submission = terminal.core->submitting.submission();
  QVERIFY(submission && terminal.ground.box->find(submission->submissionId));
  // A slip that was on its way out when the trouble came may be either; it is never taken for printed without paper.
  QTRY_VERIFY(terminal.core->submitting.slip() == Submitting::Slip::Printed ||
              terminal.core->submitting.slip() == Submitting::Slip::Trouble);
  if (!chosen.noSlip) QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::Printed);
  if (chosen.noSlip && moment < 10) QCOMPARE(terminal.core->submitting.slip(), Submitting::Slip::Trouble);
  visit.goToRating();
  reached();
  visit.rate(4);
  QVERIFY(terminal.reaches(Step::Home));
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(terminal.ground.box->all()->size(), 2);
}

QTEST_GUILESS_MAIN(TestVisitDeviceMisfortunes)
#include "tst_visit_device_misfortunes.moc"

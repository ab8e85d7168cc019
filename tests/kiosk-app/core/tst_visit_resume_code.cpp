// Whoever left with a code goes on without the card: typed or scanned, after a restart too, as long as there is a
// draft. Guessing is slow, and neither the code nor the answers can be read on the disk.
#include <QtTest>

#include "kiosk-app/core/resume_code.h"
#include "sync/base/wipe.h"
#include "tests/kiosk-app/core/terminal.h"
#include "tests/support/marker_search.h"
#include "tests/support/written_bytes.h"

using namespace std::chrono_literals;
using hall::kiosk::ResumeCodes;
using hall::test::MarkerSearch;
using hall::test::Step;
using hall::test::Terminal;
namespace written_bytes = hall::test::written_bytes;

class TestVisitResumeCode : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void goesOnWithoutTheCard();
  void scanned();
  void bringsThePagesBack();
  void theCardOpensItAsBefore();
  void aSlipOfTheFingerIsNoGuess();
  void guessingIsSlow();
  void diesWithTheDraft();
  void isOfferedForWhatIsKeptOnly();
  void withoutAPrinterItIsShown();
  void nothingCanBeReadOnTheDisk();
  void isReadAsItIsWritten();

 private:
  // Leaves after the phone number; the code as it was shown.
  [[nodiscard]] static QString leave(const Terminal& terminal) {
    if (!terminal.identify("pensioner")) return {};
    terminal.visit().confirmPerson();
    auto answers = Terminal::pensionAnswers();
    answers.removeLast();
    if (!terminal.answer(answers)) return {};
    return take(terminal);
  }
  [[nodiscard]] static QString take(const Terminal& terminal) {
    const ResumeCodes& codes = terminal.core->codes;
    terminal.visit().leaveWithCode();
    if (!QTest::qWaitFor([&codes] { return codes.giving() == ResumeCodes::Giving::Given; })) return {};
    const QString code(codes.code().constData(), codes.code().size());
    if (!QTest::qWaitFor([&codes] {
          return codes.slip() == ResumeCodes::Slip::Printed || codes.slip() == ResumeCodes::Slip::Trouble;
        })) {
      return {};
    }
    terminal.visit().end();
    return terminal.takeCard() ? code : QString();
  }
  static void type(const Terminal& terminal, const QString& code) {
    terminal.visit().lookUp();
    terminal.visit().typeCode();
    terminal.core->codes.open(code);
  }
  // What it hears that a code was wrong; empty if it was right.
  [[nodiscard]] static QByteArray troubleWith(const Terminal& terminal, const QString& code) {
    type(terminal, code);
    const auto& codes = terminal.core->codes;
    const bool told = QTest::qWaitFor([&] { return codes.trouble() || terminal.visit().step() == Step::Confirm; });
    const QByteArray trouble = codes.trouble() ? codes.trouble()->code : QByteArray(told ? "" : "nothing");
    terminal.visit().end();
    return trouble;
  }
  // Rightly made and given to nobody.
  [[nodiscard]] static QString guess(int number) {
    return hall::kiosk::resumeCode(QByteArray(15, static_cast<char>(number))).value();
  }
};

void TestVisitResumeCode::goesOnWithoutTheCard() {
  Terminal terminal;
  const QString code = leave(terminal);
  QCOMPARE(code.size(), 16);
  const QString slip = terminal.levers().lastSlip();
  QVERIFY(slip.contains(hall::kiosk::inGroups(code.first(8))) && slip.contains(hall::kiosk::inGroups(code.sliced(8))));
  QVERIFY(slip.contains(hall::kiosk::resumeQr(code)));
  QVERIFY(!slip.contains(QStringLiteral("测试样例")) && !slip.contains(Terminal::phone()));
  QVERIFY(terminal.core->codes.code().isEmpty());
  const QByteArray caseId = terminal.ground.box->drafts()->constFirst().caseId;
  terminal.restart();
  type(terminal, code);
  QVERIFY(terminal.reaches(Step::Confirm));
  QVERIFY(terminal.visit().resumed());
  const auto& answers = terminal.visit().form()->answers();
  QCOMPARE(answers.value("phone").value, Terminal::phone());
  QCOMPARE(answers.value("name").value, QStringLiteral("测试样例"));
  QCOMPARE(answers.value("name").evidence, hall::model::Evidence::C);  // its holder did not show the card again
  QVERIFY(terminal.visit().person()->cardSecret.isEmpty());
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().question()->id, QByteArray("truth"));
  QVERIFY(terminal.answer({{"truth", QStringLiteral("yes")}}));
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  QCOMPARE(terminal.core->submitting.submission()->caseId, caseId);
  terminal.visit().end();
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(terminal.visit().handedIn());
}

void TestVisitResumeCode::scanned() {
  const Terminal terminal;
  const QString code = leave(terminal);
  terminal.visit().lookUp();
  terminal.levers().showCode(hall::kiosk::resumeQr(code));
  QVERIFY(QTest::qWaitFor([&] { return terminal.visit().step() == Step::Confirm; }, 10000));
  QVERIFY(terminal.visit().resumed());
}

void TestVisitResumeCode::bringsThePagesBack() {
  Terminal terminal;
  terminal.usePaper();
  QVERIFY(terminal.comeToThePaper());
  QVERIFY(terminal.photograph("\xFF\xD8 a sheet"));
  const QString code = take(terminal);
  terminal.restart();
  type(terminal, code);
  QVERIFY(terminal.reaches(Step::Confirm));
  terminal.visit().confirmPerson();
  QCOMPARE(terminal.visit().step(), Step::Document);
  QCOMPARE(terminal.visit().pages().pages(terminal.visit().question()->id).size(), 1);
}

void TestVisitResumeCode::theCardOpensItAsBefore() {
  Terminal terminal;
  const QString code = leave(terminal);
  type(terminal, code);
  QVERIFY(terminal.reaches(Step::Confirm));
  terminal.visit().confirmPerson();  // saved again, by somebody without a card
  terminal.visit().end();
  terminal.restart();
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(terminal.visit().resumed());
  terminal.visit().end();
  QVERIFY(terminal.takeCard());
  QVERIFY(terminal.identify("elder"));
  QVERIFY(!terminal.visit().resumed());
}

void TestVisitResumeCode::aSlipOfTheFingerIsNoGuess() {
  const Terminal terminal;
  QString code = leave(terminal);
  for (int i = 0; i < 2 * ResumeCodes::kWrongCodes; ++i) {
    QString wrong = code;
    wrong[i] = wrong[i] == u'7' ? u'3' : u'7';
    QCOMPARE(troubleWith(terminal, wrong), QByteArray("code.mistyped"));
    QCOMPARE(troubleWith(terminal, code.left(i)), QByteArray("code.mistyped"));
  }
  QCOMPARE(troubleWith(terminal, code), QByteArray());
}

void TestVisitResumeCode::guessingIsSlow() {
  Terminal terminal;
  const QString code = leave(terminal);
  for (int i = 0; i < ResumeCodes::kWrongCodes; ++i) {
    QCOMPARE(troubleWith(terminal, guess(i)), QByteArray("resume.unknown"));  // each in a visit of its own
  }
  QCOMPARE(troubleWith(terminal, code), QByteArray("resume.wait"));
  terminal.ground.clock.advance(ResumeCodes::kPause - 1s);
  QCOMPARE(troubleWith(terminal, code), QByteArray("resume.wait"));
  terminal.ground.clock.advance(2s);
  QCOMPARE(troubleWith(terminal, code), QByteArray());
}

void TestVisitResumeCode::diesWithTheDraft() {
  const Terminal terminal;
  const QString code = leave(terminal);
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().confirmPerson();
  QVERIFY(terminal.answer({{"truth", QStringLiteral("yes")}}));
  terminal.visit().submit();
  QVERIFY(terminal.reaches(Step::Receipt));
  terminal.visit().end();
  QCOMPARE(troubleWith(terminal, code), QByteArray("resume.unknown"));
}

void TestVisitResumeCode::isOfferedForWhatIsKeptOnly() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(!terminal.visit().offersCode());
  terminal.visit().leaveWithCode();
  QCOMPARE(terminal.visit().step(), Step::Confirm);
  terminal.visit().confirmPerson();
  QVERIFY(terminal.visit().offersCode());
  terminal.visit().leaveWithCode();
  QCOMPARE(terminal.visit().step(), Step::TakeCode);
  terminal.visit().back();
  QCOMPARE(terminal.visit().step(), Step::Question);
}

void TestVisitResumeCode::withoutAPrinterItIsShown() {
  const Terminal terminal;
  terminal.levers().setPrinterPlugged(false);
  const QString code = leave(terminal);
  QCOMPARE(code.size(), 16);
  QCOMPARE(troubleWith(terminal, code), QByteArray());
}

void TestVisitResumeCode::nothingCanBeReadOnTheDisk() {
  // Without a printer, because the simulated one writes its slips to files.
  Terminal terminal;
  terminal.levers().setPrinterPlugged(false);
  MarkerSearch search;
  for (const QString& text : {Terminal::phone(), QStringLiteral("测试样例"), QStringLiteral("110000195604120029")}) {
    search.add(hall::test::disguisesOf(text));
  }
  written_bytes::watch(&search);
  const QString code = leave(terminal);
  QCOMPARE(code.size(), 16);
  type(terminal, code);
  QVERIFY(terminal.reaches(Step::Confirm));
  terminal.visit().end();
  QVERIFY(terminal.storeIsIdle());
  QCOMPARE(written_bytes::found(), QByteArrayList());
  QVERIFY(written_bytes::count() > 10'000);
  written_bytes::watch(nullptr);
  // The code was not known before it was there: what lies in the files and the log is searched for it afterwards.
  MarkerSearch secret;
  for (const QString& text : {code, hall::kiosk::inGroups(code), code.left(15)})
    secret.add(hall::test::disguisesOf(text));
  QCOMPARE(secret.find("x" + code.toUtf8()).isEmpty(), false);
  for (int round = 0; round < 2; ++round) {
    QCOMPARE(secret.findBelow(terminal.ground.temporary.path()), QByteArrayList());
    QCOMPARE(search.findBelow(terminal.ground.temporary.path()), QByteArrayList());
    terminal.core.reset();
    terminal.bay.reset();
    terminal.ground.box.reset();  // the log is folded into the database
  }
  QCOMPARE(secret.find(terminal.ground.lines.join()), QByteArray());
  QCOMPARE(search.find(terminal.ground.lines.join()), QByteArray());
}

void TestVisitResumeCode::isReadAsItIsWritten() {
  using namespace hall::kiosk;
  const QString code = guess(7);
  QCOMPARE(code.left(15), QStringLiteral("777777777777777"));
  QCOMPARE(readResumeCode(inGroups(code)), code);
  QCOMPARE(readResumeCode(resumeQr(code)), code);
  QCOMPARE(readResumeCode(QStringLiteral("4539-1488-0343-6467")),
           QStringLiteral("4539148803436467"));  // Luhn's own sum
  for (const QString& wrong : {QString(), QStringLiteral("4539148803436468"), QStringLiteral("４539148803436467"),
                               code + u'0', QStringLiteral("HALL1:D:"), QStringLiteral("HALL2:D:") + code}) {
    QVERIFY(!readResumeCode(wrong));
  }
  QVERIFY(!resumeCode(QByteArray(40, '\xFF')));  // values from 250 on would make some digits likelier
}

QTEST_GUILESS_MAIN(TestVisitResumeCode)
#include "tst_visit_resume_code.moc"

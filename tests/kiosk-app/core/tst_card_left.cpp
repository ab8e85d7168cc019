// A card that is forgotten on the reader is nobody's key: the next citizen is never shown its owner, is told what lies
// there, and is served as soon as it was lifted.
#include <QSignalSpy>
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;

class TestCardLeft : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void theNextCitizenNeverSeesItsOwner();
  void theNextCitizenIsServedOnceItIsLifted();
  void theSamePersonMayLayItAgain();
  void aRejectedCardIsNotReadAgain();
  void isCalledOutWhenTheVisitEnds();
  void isCalledOutAtTheThanks();
  void aCardTakenInTimeIsNotCalledOut();
  void aCardReadAsThePersonLeavesIsCalledOut();
  void whatWasWrongWithACardStaysToBeRead();
  void aPulledPlugIsNoWayRound();

 private:
  static void arrive(const Terminal& terminal) {
    terminal.begin();
    terminal.visit().choose("pension-confirmation");
    terminal.visit().startForm();
  }
  static QByteArray trouble(const Terminal& terminal) {
    const auto& trouble = terminal.core->identification.trouble();
    return trouble ? trouble->code : QByteArray();
  }
  static QString nameOnPage(const Terminal& terminal) {
    return terminal.visit().form() != nullptr ? terminal.visit().form()->answers().value("name").value : QString();
  }
  static qsizetype timesLogged(const Terminal& terminal) {
    return std::count_if(terminal.ground.lines.begin(), terminal.ground.lines.end(),
                         [](const QByteArray& line) { return line.contains("\"card.left\""); });
  }
};

void TestCardLeft::theNextCitizenNeverSeesItsOwner() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().confirmPerson();
  QVERIFY(terminal.answer(Terminal::pensionAnswers()));  // a draft of the owner is there to be found
  terminal.visit().end();
  bool seen = false;
  connect(&terminal.visit(), &hall::kiosk::Visit::changed, this,
          [&] { seen = seen || terminal.visit().form() != nullptr || !terminal.visit().offers().isEmpty(); });
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "card.left");
  QVERIFY(terminal.words.contains(QStringLiteral("notice.card.left.citizen")));
  QTest::qWait(800);  // and asking again and again changes nothing
  QCOMPARE(trouble(terminal), "card.left");
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.core->identification.running());
  QVERIFY(!seen);
}

void TestCardLeft::theNextCitizenIsServedOnceItIsLifted() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().end();
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "card.left");
  QVERIFY(terminal.takeCard());
  QCOMPARE(trouble(terminal), QByteArray());  // told no longer, though no other card lies there yet
  QTest::qWait(400);
  QCOMPARE(trouble(terminal), QByteArray());
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QElapsedTimer time;
  time.start();
  QVERIFY(terminal.levers().layCard(QStringLiteral("adult")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QVERIFY2(time.elapsed() < 1000, qPrintable(QString::number(time.elapsed())));
  QVERIFY(!nameOnPage(terminal).isEmpty());
  QVERIFY(nameOnPage(terminal) != QStringLiteral("测试样例"));
  QVERIFY(!terminal.visit().resumed());
}

void TestCardLeft::theSamePersonMayLayItAgain() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().end();
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "card.left");
  QVERIFY(terminal.takeCard());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(nameOnPage(terminal), QStringLiteral("测试样例"));
}

void TestCardLeft::aRejectedCardIsNotReadAgain() {
  const Terminal terminal;
  QVERIFY(terminal.identify("elder"));
  terminal.visit().rejectPerson();
  QTRY_COMPARE(trouble(terminal), "card.left");
  QTest::qWait(500);
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().form() == nullptr);
  QVERIFY(terminal.takeCard());
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
  QCOMPARE(nameOnPage(terminal), QStringLiteral("测试样例"));
}

void TestCardLeft::isCalledOutWhenTheVisitEnds() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  QVERIFY(!terminal.visit().cardLeft());  // the visit goes on, and so may the card
  terminal.visit().end();
  QVERIFY(terminal.visit().cardLeft());
  QCOMPARE(timesLogged(terminal), 1);
  terminal.begin();  // somebody looks and leaves: it is the same card still
  terminal.visit().end();
  QVERIFY(terminal.visit().cardLeft());
  QCOMPARE(timesLogged(terminal), 1);
  for (const QByteArray& line : terminal.ground.lines) {
    QVERIFY2(!line.contains("110000195604120029") && !line.contains(QByteArrayLiteral("测试样例")), line.constData());
  }
  QSignalSpy changed(&terminal.visit(), &hall::kiosk::Visit::changed);
  QTest::qWait(300);
  QCOMPARE(changed.size(), 0);
  terminal.levers().takeCard();  // late
  QTRY_VERIFY(!terminal.visit().cardLeft());
  QCOMPARE(changed.size(), 1);
  QCOMPARE(terminal.visit().step(), Step::Home);
}

void TestCardLeft::isCalledOutAtTheThanks() {
  Terminal terminal;
  terminal.settings.thanksSeconds = 60;
  terminal.restart();
  QVERIFY(terminal.handIn());
  terminal.visit().goToRating();
  QVERIFY(!terminal.visit().cardLeft());
  terminal.visit().rate(0);
  QCOMPARE(terminal.visit().step(), Step::Thanks);
  QVERIFY(terminal.visit().cardLeft());
  QSignalSpy changed(&terminal.visit(), &hall::kiosk::Visit::changed);
  terminal.levers().takeCard();
  QTRY_VERIFY(!terminal.visit().cardLeft());
  QCOMPARE(changed.size(), 1);
  terminal.visit().end();
  QVERIFY(!terminal.visit().cardLeft());
  QCOMPARE(timesLogged(terminal), 1);
}

void TestCardLeft::aCardTakenInTimeIsNotCalledOut() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  QVERIFY(terminal.takeCard());
  terminal.visit().end();
  QVERIFY(!terminal.visit().cardLeft());
  QCOMPARE(timesLogged(terminal), 0);
}

void TestCardLeft::aCardReadAsThePersonLeavesIsCalledOut() {
  const Terminal terminal;
  arrive(terminal);
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  std::this_thread::sleep_for(std::chrono::milliseconds(100));  // the card is read, its answer waits for this thread
  terminal.visit().end();
  QTRY_VERIFY(terminal.visit().cardLeft());
  QCOMPARE(timesLogged(terminal), 1);
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "card.left");
}

// Whoever laid an expired card is told so until another card is tried, not that a card lies there.
void TestCardLeft::whatWasWrongWithACardStaysToBeRead() {
  const Terminal terminal;
  arrive(terminal);
  QVERIFY(terminal.levers().layCard(QStringLiteral("expired")));
  QTRY_COMPARE(trouble(terminal), "identity.expired");
  QTest::qWait(2300);
  QCOMPARE(trouble(terminal), "identity.expired");
  QVERIFY(terminal.takeCard());
  QCOMPARE(trouble(terminal), "identity.expired");
  // The next citizen, though, has laid no expired card.
  QVERIFY(terminal.levers().layCard(QStringLiteral("expired")));
  QTRY_VERIFY(terminal.bay->servedCardPresent());
  terminal.visit().end();
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "card.left");
}

void TestCardLeft::aPulledPlugIsNoWayRound() {
  const Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().end();
  terminal.levers().setCardFault(Levers::Unplugged);
  arrive(terminal);
  QTRY_COMPARE(trouble(terminal), "reader.gone");
  terminal.levers().setCardFault(Levers::NoFault);
  QTRY_COMPARE(trouble(terminal), "card.left");
  QCOMPARE(terminal.visit().step(), Step::Identify);
  QVERIFY(terminal.visit().cardLeft());
}

QTEST_GUILESS_MAIN(TestCardLeft)
#include "tst_card_left.moc"

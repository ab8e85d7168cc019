// The acceptance notice on A4: printed once, by a touch and by nothing else; trouble is told and mended and the visit
// goes on; what a crash interrupted stays in the ledger for a person to judge.
#include <QSignalSpy>
#include <QtTest>
#include <future>
#include <thread>

#include "kiosk-app/core/notice.h"
#include "tests/kiosk-app/core/terminal.h"

using hall::drivers::DeviceKind;
using hall::kiosk::AcceptancePrint;
using hall::outbox::Effect;
using hall::outbox::EffectState;
using hall::test::Levers;
using hall::test::Step;
using hall::test::Terminal;
using State = AcceptancePrint::State;

class TestAcceptancePrint : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void isOfferedOnceReceived();
  void isNotOfferedWithoutAPrinter();
  void isPrintedOnce();
  void troubleIsToldAndMended_data();
  void troubleIsToldAndMended();
  void unpluggedWhileItPrints();
  void aPageThatCannotBeMadeIsNotAsked();
  void aCrashIsNotRepeated();
  void comesOutForNobodyElse();
  void isTakenBackFromThePrinter();

 private:
  static AcceptancePrint& acceptance(const Terminal& terminal) { return terminal.core->acceptance; }
  static bool received(const Terminal& terminal) {
    if (!terminal.handIn()) return false;
    terminal.settle();
    return QTest::qWaitFor([&] { return terminal.visit().offersNotice(); });
  }
  static QStringList pages(const Terminal& terminal) {
    return QDir(terminal.slips()).entryList({QStringLiteral("*.pdf")}, QDir::Files);
  }
  static QList<Effect> ledger(const Terminal& terminal, const QByteArray& submissionId) {
    QList<Effect> effects = terminal.ground.box->effects(submissionId).value();
    effects.removeIf([](const Effect& effect) { return effect.kind != "print.notice"; });
    return effects;
  }
  static QByteArray submissionId(const Terminal& terminal) {
    return terminal.core->submitting.submission()->submissionId;
  }
  static QList<Effect> ledger(const Terminal& terminal) {
    if (!terminal.storeIsIdle()) return {};
    return ledger(terminal, submissionId(terminal));
  }
};

void TestAcceptancePrint::isOfferedOnceReceived() {
  const Terminal terminal;
  QVERIFY(terminal.handIn());
  QTRY_VERIFY(acceptance(terminal).offered());  // the printer is there,
  QVERIFY(!terminal.visit().offersNotice());    // but there is no number yet
  terminal.visit().printNotice();
  QCOMPARE(acceptance(terminal).state(), State::None);
  terminal.settle();
  QVERIFY(terminal.visit().offersNotice());
  terminal.visit().goToRating();
  QVERIFY(!terminal.visit().offersNotice());
  terminal.visit().back();
  QVERIFY(terminal.visit().offersNotice());
  QVERIFY(ledger(terminal).isEmpty());
}

void TestAcceptancePrint::isNotOfferedWithoutAPrinter() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  QSignalSpy told(&acceptance(terminal), &AcceptancePrint::changed);
  terminal.levers().setPageTrouble(Levers::PagesUnplugged);
  QTRY_VERIFY(!terminal.visit().offersNotice());
  QCOMPARE(told.size(), 1);
  terminal.levers().setPageTrouble(Levers::NoPageTrouble);
  QTRY_VERIFY(terminal.visit().offersNotice());
  QCOMPARE(told.size(), 2);
}

void TestAcceptancePrint::isPrintedOnce() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  terminal.visit().printNotice();
  QCOMPARE(acceptance(terminal).state(), State::Printing);
  terminal.visit().printNotice();
  QVERIFY(!terminal.visit().offersNotice());
  QTRY_COMPARE(acceptance(terminal).state(), State::Printed);
  terminal.visit().printNotice();
  QCOMPARE(acceptance(terminal).state(), State::Printed);
  QCOMPARE(pages(terminal).size(), 1);
  QFile pdf(terminal.slips() + u'/' + pages(terminal).constFirst());
  QVERIFY(pdf.open(QIODevice::ReadOnly));
  const QByteArray text = pdf.readAll();
  QVERIFY2(text.startsWith("%PDF 20261102-000001 ") && text.size() > 21, text.constData());  // number and name
  const auto effects = ledger(terminal);
  QCOMPARE(effects.size(), 1);
  QCOMPARE(effects.at(0).state, EffectState::Confirmed);
  QCOMPARE(terminal.visit().step(), Step::Receipt);
}

void TestAcceptancePrint::troubleIsToldAndMended_data() {
  QTest::addColumn<int>("trouble");
  QTest::addColumn<QByteArray>("code");
  QTest::addColumn<QString>("words");
  QTest::newRow("paper out") << int(Levers::PagesOut) << QByteArray("paper.out") << "notice.page-printer.paper.citizen";
  QTest::newRow("jam") << int(Levers::PagesJammed) << QByteArray("paper.jam") << "notice.page-printer.paper.citizen";
  QTest::newRow("toner") << int(Levers::TonerOut) << QByteArray("toner.out") << "notice.toner.out.citizen";
  QTest::newRow("unplugged") << int(Levers::PagesUnplugged) << QByteArray("printer.gone")
                             << "notice.page-printer.printer.citizen";
}

void TestAcceptancePrint::troubleIsToldAndMended() {
  QFETCH(const int, trouble);
  QFETCH(const QByteArray, code);
  QFETCH(const QString, words);
  const Terminal terminal;
  QVERIFY(received(terminal));
  terminal.levers().setPageTrouble(Levers::PageTrouble(trouble));
  terminal.visit().printNotice();  // touched before the bay has noticed
  QTRY_COMPARE(acceptance(terminal).state(), State::Trouble);
  QCOMPARE(acceptance(terminal).trouble()->code, code);
  QCOMPARE(hall::kiosk::noticeFor(*acceptance(terminal).trouble(), terminal.words, DeviceKind::PagePrinter).citizen,
           words);
  QCOMPARE(terminal.visit().step(), Step::Receipt);
  QVERIFY(terminal.visit().offersNotice());  // again, whatever the printer says
  terminal.levers().setPageTrouble(Levers::NoPageTrouble);
  const auto online = [&] {
    const auto reports = terminal.bay->reports();
    return std::any_of(reports.cbegin(), reports.cend(), [](const hall::drivers::DeviceReport& report) {
      return report.kind == DeviceKind::PagePrinter && report.state == hall::drivers::DeviceState::Online;
    });
  };
  QTRY_VERIFY(online());
  terminal.visit().printNotice();
  QTRY_COMPARE(acceptance(terminal).state(), State::Printed);
  QVERIFY(!acceptance(terminal).trouble());
  const auto effects = ledger(terminal);
  QCOMPARE(effects.size(), 2);
  QCOMPARE(effects.at(0).state, EffectState::Failed);
  QCOMPARE(effects.at(0).code, code);
  QCOMPARE(effects.at(1).state, EffectState::Confirmed);
  QCOMPARE(pages(terminal).size(), 1);
}

void TestAcceptancePrint::unpluggedWhileItPrints() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  terminal.visit().printNotice();
  QVERIFY(terminal.storeIsIdle());  // it is asked of the printer now
  terminal.levers().setPageTrouble(Levers::PagesUnplugged);
  QTRY_COMPARE(acceptance(terminal).state(), State::Trouble);
  QCOMPARE(acceptance(terminal).trouble()->code, QByteArray("printer.gone"));
  QCOMPARE(ledger(terminal).at(0).state, EffectState::Failed);
  QVERIFY(pages(terminal).isEmpty());
  terminal.visit().goToRating();
  QCOMPARE(terminal.visit().step(), Step::Rating);
}

void TestAcceptancePrint::aPageThatCannotBeMadeIsNotAsked() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  const auto refuse = [](const hall::kiosk::NoticeFacts&) -> hall::Result<QByteArray> {
    return hall::failure(hall::Failure::Internal, "page.not-drawn");
  };
  AcceptancePrint other(*terminal.ground.box, terminal.core->store, *terminal.bay, refuse);
  hall::drivers::IdCard card;
  card.name = QStringLiteral("测试样例");
  other.print(std::make_shared<const hall::kiosk::NoticeFacts>(
      terminal.visit().service(), *terminal.core->submitting.submission(), hall::kiosk::Person(card)));
  QTRY_COMPARE(other.state(), State::Trouble);
  QCOMPARE(other.trouble()->code, QByteArray("page.not-drawn"));
  QVERIFY(ledger(terminal).isEmpty());
}

void TestAcceptancePrint::aCrashIsNotRepeated() {
  Terminal terminal;
  QVERIFY(received(terminal));
  const QByteArray id = submissionId(terminal);
  QTRY_COMPARE(terminal.core->submitting.slip(), hall::kiosk::Submitting::Slip::Printed);
  terminal.visit().printNotice();
  QVERIFY(terminal.storeIsIdle());
  // The page comes out, and the power goes before this thread hears of it.
  while (pages(terminal).isEmpty()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  terminal.restart();
  QTRY_VERIFY(acceptance(terminal).offered());
  QVERIFY(terminal.identify("pensioner"));  // the same citizen comes back
  QVERIFY(terminal.visit().handedIn());
  QCOMPARE(acceptance(terminal).state(), State::None);
  QVERIFY(terminal.storeIsIdle());
  const auto effects = ledger(terminal, id);
  QCOMPARE(effects.size(), 1);
  QCOMPARE(effects.at(0).state, EffectState::Asked);
  const auto unfinished = terminal.ground.box->unfinishedEffects().value();
  QCOMPARE(unfinished.size(), 1);
  QCOMPARE(unfinished.at(0).kind, "print.notice");
  QCOMPARE(pages(terminal).size(), 1);
}

void TestAcceptancePrint::comesOutForNobodyElse() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  const QByteArray id = submissionId(terminal);
  QTRY_COMPARE(terminal.core->submitting.slip(), hall::kiosk::Submitting::Slip::Printed);
  std::promise<void> disk;  // slow
  terminal.core->store.run(
      &terminal.visit(), [wait = disk.get_future().share()](const std::stop_token&) { wait.wait(); }, [] {});
  terminal.visit().printNotice();
  terminal.visit().end();
  terminal.begin();
  disk.set_value();
  QTRY_COMPARE(ledger(terminal, id).size(), 1);
  QTRY_COMPARE(ledger(terminal, id).at(0).state, EffectState::Failed);
  QCOMPARE(ledger(terminal, id).at(0).code, QByteArray("printer.cancelled"));
  QCOMPARE(acceptance(terminal).state(), State::None);
  QVERIFY(pages(terminal).isEmpty());
}

void TestAcceptancePrint::isTakenBackFromThePrinter() {
  const Terminal terminal;
  QVERIFY(received(terminal));
  const QByteArray id = submissionId(terminal);
  terminal.visit().printNotice();
  QVERIFY(terminal.storeIsIdle());
  terminal.visit().end();
  terminal.begin();
  QTRY_COMPARE(ledger(terminal, id).at(0).state, EffectState::Failed);
  // By the printer, or by its seat if it had not begun.
  const QByteArray code = ledger(terminal, id).at(0).code;
  QVERIFY2(code == "printer.cancelled" || code == "device.cancelled", code.constData());
  QCOMPARE(acceptance(terminal).state(), State::None);
  QVERIFY(pages(terminal).isEmpty());
}

QTEST_GUILESS_MAIN(TestAcceptancePrint)
#include "tst_acceptance_print.moc"

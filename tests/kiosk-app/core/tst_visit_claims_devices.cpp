// The devices are the visit's own from its first touch to its wipe, and anybody's in between.
#include <QtTest>

#include "tests/kiosk-app/core/terminal.h"

using namespace hall::test;
using namespace std::chrono_literals;
using hall::Result;
using hall::drivers::Code;

class TestVisitClaimsDevices : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void aVisitHasThemToItself();
  void aLookUpHasThemToItself();
  void theWipeGivesThemBack();
  void anIdleEndGivesThemBack();
  void aTechnicianAtWorkIsTold();

 private:
  static bool isFree(Terminal& terminal) {
    QObject technician;
    const bool free = terminal.bay->claim(&technician, {}).has_value();
    terminal.bay->release(&technician);
    return free;
  }
};

void TestVisitClaimsDevices::aVisitHasThemToItself() {
  Terminal terminal;
  QVERIFY(isFree(terminal));
  terminal.begin();
  QVERIFY(!isFree(terminal));
  QByteArray code;
  QObject background;
  terminal.bay->readCodes(&background, 1s, [&code](const auto& read) { code = read.error().code; });
  QTRY_COMPARE(code, QByteArray("device.claimed"));
  QVERIFY(terminal.handIn());  // its own parts are served
  QTRY_COMPARE(terminal.core->submitting.slip(), hall::kiosk::Submitting::Slip::Printed);
}

void TestVisitClaimsDevices::aLookUpHasThemToItself() {
  Terminal terminal;
  terminal.visit().lookUp();
  QVERIFY(!isFree(terminal));
  terminal.levers().showCode(QStringLiteral("nonsense"));
  QTRY_VERIFY(terminal.core->lookup.trouble());
  QCOMPARE(terminal.core->lookup.trouble()->code, QByteArray("code.foreign"));
  terminal.visit().back();
  QVERIFY(isFree(terminal));
}

void TestVisitClaimsDevices::theWipeGivesThemBack() {
  Terminal terminal;
  QVERIFY(terminal.identify("pensioner"));
  terminal.visit().end();
  QVERIFY(isFree(terminal));
  terminal.begin();
  terminal.core.reset();
  QVERIFY(isFree(terminal));
}

void TestVisitClaimsDevices::anIdleEndGivesThemBack() {
  Terminal terminal;
  terminal.begin();
  Q_EMIT terminal.core->session.expired();
  QVERIFY(isFree(terminal));
}

void TestVisitClaimsDevices::aTechnicianAtWorkIsTold() {
  Terminal terminal;
  QObject technician;
  QVERIFY(terminal.bay->claim(&technician, {}));
  terminal.begin();
  terminal.visit().choose("pension-confirmation");
  terminal.visit().startForm();
  QTRY_VERIFY(terminal.core->identification.trouble());
  QCOMPARE(terminal.core->identification.trouble()->code, QByteArray("device.claimed"));
  terminal.bay->release(&technician);
  QVERIFY(!isFree(terminal));  // taken over at once
  QVERIFY(terminal.levers().layCard(QStringLiteral("pensioner")));
  QVERIFY(terminal.reaches(Step::Confirm));
}

QTEST_GUILESS_MAIN(TestVisitClaimsDevices)
#include "tst_visit_claims_devices.moc"

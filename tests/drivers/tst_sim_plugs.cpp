// The levers of scanner, keypad, sensors and lamp move the real talkers of the simulated bay.
#include <QtTest>

#include "drivers/sim/sim_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Result;
using sim::Levers;
using sim::SimBay;

class TestSimPlugs : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init() {
    SimBay::Options options;
    options.pace = {50ms, 20ms, 20ms, 100ms};
    m_bay = std::move(*SimBay::create(options));
    QTRY_COMPARE(state(DeviceKind::Auxiliaries), DeviceState::Online);
  }
  void cleanup() { m_bay.reset(); }
  void hearsTheSensors();
  void losesThePanel();
  void lightsTheLamp();
  void looksAtTheLampAndLeavesItAsItWas();
  void losesTheKeypad();
  void readsTheScanner();
  void readsWithTheCameraGone();

 private:
  DeviceReport report(DeviceKind kind) const {
    for (const DeviceReport& report : m_bay->reports()) {
      if (report.kind == kind) return report;
    }
    return {};
  }
  DeviceState state(DeviceKind kind) const { return report(kind).state; }
  QString model() const { return report(DeviceKind::CodeReader).model; }
  QByteArray scanned(const std::function<void()>& show) {
    std::optional<Result<QList<Code>>> answer;
    m_bay->readCodes(this, 10s, [&answer](Result<QList<Code>> codes) { answer = std::move(codes); });
    QTest::qWait(100);
    show();
    while (!answer) QTest::qWait(5);
    return answer->has_value() ? (*answer)->first().bytes : answer->error().code;
  }
  Levers& levers() { return m_bay->levers(); }

  std::unique_ptr<SimBay> m_bay;
};

void TestSimPlugs::hearsTheSensors() {
  QTRY_COMPARE(m_bay->auxiliaries().headphones, Sensed::NotPresent);
  QCOMPARE(m_bay->auxiliaries().operatorSwitch, OperatorSwitch::Run);
  QVERIFY(!m_bay->auxiliaries().cabinetDoor);
  levers().setHeadphones(true);
  levers().setPerson(true);
  levers().holdCallButton(true);
  levers().setOperatorSwitch(Levers::Supervisor);
  QTRY_COMPARE(m_bay->auxiliaries().headphones, Sensed::Present);
  QTRY_COMPARE(m_bay->auxiliaries().person, Sensed::Present);
  QTRY_COMPARE(m_bay->auxiliaries().callButton, Sensed::Present);
  QTRY_COMPARE(m_bay->auxiliaries().operatorSwitch, OperatorSwitch::Supervisor);
}

void TestSimPlugs::losesThePanel() {
  QTRY_COMPARE(m_bay->auxiliaries().headphones, Sensed::NotPresent);
  levers().setPanelPlugged(false);
  QTRY_COMPARE(m_bay->auxiliaries().headphones, Sensed::Unknown);
  levers().setHeadphones(true);
  levers().setPanelPlugged(true);
  QTRY_COMPARE_WITH_TIMEOUT(m_bay->auxiliaries().headphones, Sensed::Present, 10000);
}

void TestSimPlugs::lightsTheLamp() {
  QTRY_COMPARE(state(DeviceKind::Lights), DeviceState::Online);
  QVERIFY(!levers().lampLit());
  m_bay->setLight(FlashRate::Continuous);
  QTRY_VERIFY(levers().lampLit());
  m_bay->setLight(FlashRate::Off);
  QTRY_VERIFY(!levers().lampLit());
  levers().setLampPlugged(false);
  QTRY_COMPARE(state(DeviceKind::Lights), DeviceState::PowerOff);
}

void TestSimPlugs::looksAtTheLampAndLeavesItAsItWas() {
  QTRY_COMPARE(state(DeviceKind::Lights), DeviceState::Online);
  m_bay->setLight(FlashRate::Continuous);
  QTRY_VERIFY(levers().lampLit());
  std::optional<Result<void>> outcome;
  // The request that lit the lamp may still be on its way home; the lamp is looked at when it is.
  std::function<void()> look = [&] {
    m_bay->checkHealth(this, DeviceKind::Lights, HealthDepth::External, [&](const Result<void>& answer) {
      if (!answer && answer.error().code == "device.busy") {
        QTimer::singleShot(20, this, look);
      } else {
        outcome = answer;
      }
    });
  };
  look();
  QTRY_VERIFY(!levers().lampLit());  // it flashes
  QTRY_VERIFY(outcome);
  QVERIFY2(*outcome, *outcome ? "" : outcome->error().code.constData());
  QTRY_VERIFY(levers().lampLit());
  outcome.reset();
  m_bay->checkHealth(this, DeviceKind::Auxiliaries, HealthDepth::External,
                     [&outcome](const Result<void>& answer) { outcome = answer; });
  QTRY_VERIFY(outcome);
  QVERIFY2(*outcome, *outcome ? "" : outcome->error().code.constData());
}

void TestSimPlugs::losesTheKeypad() {
  QTRY_COMPARE(state(DeviceKind::Keypad), DeviceState::Online);
  levers().setKeypadPlugged(false);
  QTRY_COMPARE(state(DeviceKind::Keypad), DeviceState::PowerOff);
  levers().setKeypadPlugged(true);
  QTRY_COMPARE(state(DeviceKind::Keypad), DeviceState::Online);
}

void TestSimPlugs::readsTheScanner() {
  levers().scan(QStringLiteral("nobody scans with this"));
  levers().setScannerPlugged(true);
  QTRY_COMPARE(model(), QStringLiteral("模拟摄像头 + 模拟扫码枪"));
  const QString text = QStringLiteral("办").repeated(40);
  QCOMPARE(scanned([&] { levers().scan(text); }), text.toUtf8());
}

void TestSimPlugs::readsWithTheCameraGone() {
  levers().setScannerPlugged(true);
  levers().setCameraPlugged(false);
  QTRY_COMPARE(model(), QStringLiteral("模拟扫码枪"));
  QCOMPARE(state(DeviceKind::CodeReader), DeviceState::Online);
  QCOMPARE(scanned([&] { levers().scan(QStringLiteral("by scanner")); }), QByteArray("by scanner"));
}

QTEST_GUILESS_MAIN(TestSimPlugs)
#include "tst_sim_plugs.moc"

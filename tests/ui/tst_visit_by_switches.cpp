// A whole visit, from calibration on the first page to the rating, with two switches and nothing else. With
// HALL_PICTURES=<folder> the calibration is also kept as pictures.
#include <QDir>
#include <QQuickItem>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/sim/sim_bay.h"
#include "kiosk-app/kiosk.h"
#include "tests/support/fake_platform_keys.h"
#include "tests/ui/page_check.h"

using hall::kiosk::CitizenDesk;
using hall::kiosk::Kiosk;
using hall::kiosk::SwitchInput;
using Step = CitizenDesk::Step;

namespace {

constexpr quint32 kUsualMove = 95;
constexpr quint32 kUsualSelect = 96;

}  // namespace

class TestVisitBySwitches : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void cleanup() { m_kiosk->desk().end(); }
  void looksRight();
  void leaves();
  void unplugged();
  void visit_data();
  void visit();

 private:
  void send(QEvent::Type type, quint32 code);
  void press(quint32 code);
  void callCalibration();
  void calibrate(quint32 move, quint32 select);
  void choose(const QString& name);
  void inspect(const QString& picture);
  SwitchInput& switches() { return *m_kiosk->desk().switches(); }
  Step step() const { return m_kiosk->desk().step(); }
  hall::drivers::sim::Levers& levers() { return qobject_cast<hall::drivers::sim::SimBay*>(&m_kiosk->bay())->levers(); }

  QTemporaryDir m_data;
  std::unique_ptr<Kiosk> m_kiosk;
  quint32 m_move = kUsualMove;
  quint32 m_select = kUsualSelect;
};

void TestVisitBySwitches::initTestCase() {
  QQuickStyle::setStyle(QStringLiteral("Basic"));
  QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
  const hall::test::PlatformKeys platform;
  QFile file(m_data.filePath(QStringLiteral("platform.pem")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(platform.signing.certificate().pem() + platform.encryption.certificate().pem());
  file.close();
  hall::kiosk::KioskOptions options;
  options.data = m_data.path();
  options.assets = QStringLiteral(HALL_ASSETS);
  options.geometry = QRect(0, 0, 1080, 1920);
  options.simulate = true;
  auto kiosk = Kiosk::create(options);
  QVERIFY2(kiosk.has_value(), kiosk ? "" : kiosk.error().code.constData());
  m_kiosk = std::move(*kiosk);
  QVERIFY(m_kiosk->show());
  m_kiosk->window()->requestActivate();
  QVERIFY(QTest::qWaitForWindowActive(m_kiosk->window()));
}

void TestVisitBySwitches::send(QEvent::Type type, quint32 code) {
  QKeyEvent event(type, Qt::Key_unknown, Qt::NoModifier, code, 0, 0);
  QCoreApplication::sendEvent(m_kiosk->window(), &event);
}

void TestVisitBySwitches::press(quint32 code) {
  send(QEvent::KeyPress, code);
  send(QEvent::KeyRelease, code);
  // A citizen who presses sooner is taken to be shaking.
  QTest::qWait(switches().debounceMilliseconds() + 5);
}

void TestVisitBySwitches::callCalibration() {
  const SwitchInput& input = switches();
  const quint32 move = input.profile().move;
  const quint32 select = input.profile().select;
  send(QEvent::KeyPress, move);
  send(QEvent::KeyPress, select);
  send(QEvent::KeyRelease, move);
  send(QEvent::KeyRelease, select);
  QVERIFY(input.calibrating());
  QTest::qWait(static_cast<int>(hall::kiosk::SwitchCalibration::kQuiet.count()) + 10);
}

void TestVisitBySwitches::calibrate(quint32 move, quint32 select) {
  callCalibration();
  press(move);
  QTRY_COMPARE(switches().step(), SwitchInput::Step::Second);
  press(select);
  QTRY_COMPARE(switches().step(), SwitchInput::Step::Trial);
  m_move = move;
  m_select = select;
}

void TestVisitBySwitches::choose(const QString& name) {
  for (int i = 0; i < 80; ++i) {
    const QQuickItem* item = m_kiosk->window()->activeFocusItem();
    if (item != nullptr && hall::test::nameOf(item) == name) {
      press(m_select);
      return;
    }
    press(m_move);
  }
  QFAIL(qPrintable(QStringLiteral("the switches never reach ") + name));
}

void TestVisitBySwitches::inspect(const QString& picture) {
  hall::kiosk::SessionController& session = *m_kiosk->desk().session();
  for (int language = 0; language < 2; ++language) {
    for (int size = 0; size < 4; ++size) {
      const QImage image = m_kiosk->window()->grabWindow();
      QCoreApplication::processEvents();
      const QStringList faults = hall::test::faultsOf({m_kiosk->window(), m_kiosk->window()->width() / 268.0});
      QVERIFY2(faults.isEmpty(), qPrintable(picture + QStringLiteral(": ") + faults.join(QStringLiteral("; "))));
      const QString folder = qEnvironmentVariable("HALL_PICTURES");
      if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        QVERIFY(image.save(QStringLiteral("%1/%2-%3-%4.png")
                               .arg(folder, picture, session.english() ? u"en" : u"zh")
                               .arg(session.textSize())));
      }
      session.nextTextSize();
    }
    session.toggleLanguage();
  }
}

void TestVisitBySwitches::looksRight() {
  callCalibration();
  inspect(QStringLiteral("switches-first"));
  press(38);
  QTRY_COMPARE(switches().step(), SwitchInput::Step::Second);
  press(38);
  QCOMPARE(switches().trouble(), SwitchInput::Trouble::SameSwitch);
  inspect(QStringLiteral("switches-same"));
  send(QEvent::KeyPress, 39);
  QTest::qWait(150);
  send(QEvent::KeyRelease, 39);
  QTRY_COMPARE(switches().step(), SwitchInput::Step::Trial);
  QVERIFY(switches().holdMilliseconds() >= 0);
  inspect(QStringLiteral("switches-trial"));
}

void TestVisitBySwitches::leaves() {
  // By the switches: the second choice on trial, and by holding one.
  calibrate(38, 39);
  choose(QStringLiteral("不改了"));
  QVERIFY(!switches().calibrating());
  QCOMPARE(switches().profile().move, kUsualMove);
  callCalibration();
  send(QEvent::KeyPress, 40);
  QTRY_VERIFY(!switches().calibrating());
  send(QEvent::KeyRelease, 40);
  QCOMPARE(step(), Step::Home);
  QCOMPARE(switches().profile().move, kUsualMove);
}

void TestVisitBySwitches::unplugged() {
  callCalibration();
  levers().setKeypadPlugged(false);
  QTRY_COMPARE(switches().trouble(), SwitchInput::Trouble::Unplugged);
  inspect(QStringLiteral("switches-unplugged"));
  levers().setKeypadPlugged(true);
  QTest::keyClick(m_kiosk->window(), Qt::Key_Escape);  // leads out, and is no switch
  QVERIFY(!switches().calibrating());
}

void TestVisitBySwitches::visit_data() {
  QTest::addColumn<quint32>("move");
  QTest::addColumn<quint32>("select");
  QTest::newRow("the usual ones the other way round") << kUsualSelect << kUsualMove;
  QTest::newRow("a digit and the space key") << 10U << 65U;
}

void TestVisitBySwitches::visit() {
  QFETCH(quint32, move);
  QFETCH(quint32, select);
  calibrate(move, select);
  choose(QStringLiteral("好，就这样用"));
  QVERIFY(!switches().calibrating());
  QCOMPARE(switches().profile().move, move);
  choose(QStringLiteral("养老待遇领取资格认证"));
  QCOMPARE(step(), Step::Guide);
  const auto onwards = [this] {
    const QQuickItem* primary = nullptr;
    for (const QQuickItem* item : hall::test::controls({m_kiosk->window(), 1})) {
      if (item->objectName() == u"primary") primary = item;
    }
    QVERIFY(primary != nullptr);
    choose(hall::test::nameOf(primary));
  };
  onwards();
  QCOMPARE(step(), Step::Identify);
  QVERIFY(levers().layCard(QStringLiteral("elder")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  levers().takeCard();
  onwards();
  choose(QStringLiteral("就住在身份证上的地址"));
  choose(QStringLiteral("都到账了"));
  for (const QChar digit : QStringLiteral("13800138000")) choose(digit);
  QCOMPARE(m_kiosk->desk().question()->shownValue(), QStringLiteral("138 0013 8000"));
  onwards();
  onwards();
  QCOMPARE(step(), Step::Review);
  onwards();
  QTRY_COMPARE(step(), Step::Receipt);
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->slip().isEmpty(), 10000);
  onwards();
  QCOMPARE(step(), Step::Rating);
  choose(QStringLiteral("非常满意"));
  QCOMPARE(step(), Step::Thanks);
  onwards();
  QCOMPARE(step(), Step::Home);
  // The next citizen finds the hall's own.
  QCOMPARE(switches().profile().move, kUsualMove);
  QCOMPARE(switches().profile().select, kUsualSelect);
  QTRY_VERIFY(!m_kiosk->bay().servedCardPresent());
}

QTEST_MAIN(TestVisitBySwitches)
#include "tst_visit_by_switches.moc"

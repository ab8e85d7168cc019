// The receipt page once a real gateway has signed, with the acceptance notice on A4: measured in four text sizes, two
// themes and two languages in each of its states, and the page that comes out is the real one. With
// HALL_PICTURES=<folder> every look is also kept as a picture.
#include <QDir>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/sim/sim_bay.h"
#include "kiosk-app/kiosk.h"
#include "sync/base/clock.h"
#include "sync/seal/terminal_key.h"
#include "tests/support/gateway_process.h"
#include "tests/ui/page_check.h"

using hall::drivers::sim::Levers;
using hall::kiosk::CitizenDesk;
using hall::kiosk::Kiosk;
using Step = CitizenDesk::Step;

class TestNoticePage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void nothingIsOfferedBeforeItIsReceived();
  void isOffered();
  void troubleIsTold();
  void isPrinted();

 private:
  void press(Qt::Key key) { QTest::keyClick(m_kiosk->window(), key); }
  void chooseByKeys(const QString& name);
  void inspect(const char* page);
  hall::drivers::sim::SimBay& bay() { return *qobject_cast<hall::drivers::sim::SimBay*>(&m_kiosk->bay()); }
  hall::test::Glass glass() const { return {m_kiosk->window(), m_kiosk->window()->width() / 268.0}; }
  Step step() const { return m_kiosk->desk().step(); }
  hall::kiosk::ReceiptController& receipt() { return *m_kiosk->desk().receipt(); }

  QTemporaryDir m_data;
  QTemporaryDir m_platform;
  hall::test::GatewayProcess m_gateway{m_platform.path()};
  std::unique_ptr<Kiosk> m_kiosk;
};

void TestNoticePage::initTestCase() {
  QQuickStyle::setStyle(QStringLiteral("Basic"));
  QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
  QVERIFY(m_gateway.start());
  const hall::SystemClock clock;
  const auto key = hall::seal::TerminalKey::openOrCreate(m_data.filePath(QStringLiteral("keys")), clock);
  QVERIFY(key && m_gateway.admit(key->certificatePem()));
  const auto keep = [this](const QString& name, const QByteArray& text) {
    QFile file(m_data.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(text) == text.size();
  };
  QVERIFY(keep(QStringLiteral("platform.pem"), m_gateway.certificatesPem()));
  QVERIFY(keep(QStringLiteral("settings.json"), R"({"gateway": ")" + m_gateway.url() + R"("})"));
  hall::kiosk::KioskOptions options;
  options.data = m_data.path();
  options.assets = QStringLiteral(HALL_ASSETS);
  options.geometry = QRect(0, 0, 1080, 1920);
  options.simulate = true;
  options.slips = m_data.filePath(QStringLiteral("slips"));
  m_gateway.kill();  // the line is down for now
  auto kiosk = Kiosk::create(options);
  QVERIFY2(kiosk.has_value(), kiosk ? "" : kiosk.error().code.constData());
  m_kiosk = std::move(*kiosk);
  QVERIFY(m_kiosk->show());
  m_kiosk->window()->requestActivate();  // the dock came last and has the keys
  QVERIFY(QTest::qWaitForWindowActive(m_kiosk->window()));
}

void TestNoticePage::chooseByKeys(const QString& name) {
  for (int i = 0; i < 80; ++i) {
    const QQuickItem* item = m_kiosk->window()->activeFocusItem();
    if (item != nullptr && hall::test::nameOf(item) == name) {
      press(Qt::Key_Return);
      return;
    }
    press(Qt::Key_Down);
  }
  QFAIL(qPrintable(QStringLiteral("the keys never reach ") + name));
}

void TestNoticePage::inspect(const char* page) {
  hall::kiosk::SessionController& session = *m_kiosk->desk().session();
  const QString folder = qEnvironmentVariable("HALL_PICTURES");
  for (int look = 0; look < 16; ++look) {
    const QString name =
        QStringLiteral("%1-%2-%3-%4")
            .arg(QLatin1String(page), session.english() ? u"en" : u"zh", session.dark() ? u"dark" : u"light")
            .arg(session.textSize());
    // Two rounds of events and a frame, so that the layout has settled before it is measured.
    const QImage picture = m_kiosk->window()->grabWindow();
    QCoreApplication::processEvents();
    const QStringList faults = hall::test::faultsOf(glass());
    QVERIFY2(faults.isEmpty(), qPrintable(name + QStringLiteral(": ") + faults.join(QStringLiteral("; "))));
    if (!folder.isEmpty())
      QVERIFY(QDir().mkpath(folder) && picture.save(folder + u'/' + name + QStringLiteral(".png")));
    session.nextTextSize();
    if (look % 4 == 3) session.toggleTheme();
    if (look % 8 == 7) session.toggleLanguage();
  }
}

void TestNoticePage::nothingIsOfferedBeforeItIsReceived() {
  chooseByKeys(QStringLiteral("养老待遇领取资格认证"));
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Identify);
  QVERIFY(bay().levers().layCard(QStringLiteral("pensioner")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  bay().levers().takeCard();
  press(Qt::Key_Right);
  chooseByKeys(QStringLiteral("就住在身份证上的地址"));
  chooseByKeys(QStringLiteral("都到账了"));
  for (const char digit : QByteArray("13800138000")) QTest::keyClick(m_kiosk->window(), digit);
  press(Qt::Key_Right);
  press(Qt::Key_Right);
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Receipt);
  QVERIFY(!receipt().official());
  QVERIFY(!receipt().noticeOffered());
  for (QQuickItem* item : hall::test::controls(glass())) {
    QVERIFY(hall::test::nameOf(item) != QStringLiteral("打印受理通知书"));
  }
}

void TestNoticePage::isOffered() {
  QVERIFY(m_gateway.start());
  QTRY_VERIFY_WITH_TIMEOUT(receipt().official(), 60000);
  QTRY_VERIFY(receipt().noticeOffered());
  inspect("notice-offered");
}

void TestNoticePage::troubleIsTold() {
  bay().levers().setPageTrouble(Levers::PagesOut);
  receipt().printNotice();  // touched before the printer's trouble is known
  QTRY_VERIFY_WITH_TIMEOUT(receipt().noticeTrouble(), 20000);
  QVERIFY2(receipt().notice().contains(QStringLiteral("没有纸")), qPrintable(receipt().notice()));
  inspect("notice-trouble");
  bay().levers().setPageTrouble(Levers::NoPageTrouble);
}

void TestNoticePage::isPrinted() {
  QByteArray pdf;
  connect(&bay().levers(), &Levers::pagesPrinted, this, [&pdf](const QByteArray& printed) { pdf = printed; });
  chooseByKeys(QStringLiteral("再试一次打印受理通知书"));
  QTRY_VERIFY_WITH_TIMEOUT(!pdf.isEmpty(), 20000);
  QTRY_VERIFY(!receipt().noticeOffered() && !receipt().noticeTrouble());
  QTRY_COMPARE(receipt().notice(), QStringLiteral("受理通知书已打印，请取走"));
  QVERIFY(pdf.startsWith("%PDF-"));
  const QString folder = qEnvironmentVariable("HALL_PICTURES");
  if (!folder.isEmpty()) {
    QFile file(folder + QStringLiteral("/notice.pdf"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(pdf) == pdf.size());
  }
  inspect("notice-printed");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Rating);
}

QTEST_MAIN(TestNoticePage)
#include "tst_notice_page.moc"

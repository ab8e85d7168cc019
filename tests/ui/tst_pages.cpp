// One visit, walked with the semantic keys alone; on the way every page is measured in four text sizes, two themes and
// both languages. With HALL_PICTURES=<folder> every page is also kept as a picture.
#include <QDir>
#include <QQmlComponent>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtTest>

#include "drivers/sim/sim_bay.h"
#include "kiosk-app/core/receipt_code.h"
#include "kiosk-app/kiosk.h"
#include "tests/support/fake_platform_keys.h"
#include "tests/support/trusted_issuer.h"
#include "tests/ui/page_check.h"

using hall::kiosk::CitizenDesk;
using hall::kiosk::Kiosk;
using hall::kiosk::KioskOptions;
using Step = CitizenDesk::Step;

class TestPages : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void home();
  void find();
  void guide();
  void identify();
  void confirm();
  void questions();
  void overlays();
  void review();
  void receipt();
  void rating();
  void lookup();
  void lookupOfSeveral();
  void lookupOfACredential();
  void notEligible();
  void offersTheAllowanceToTheElder();
  void colours();

 private:
  void press(Qt::Key key) { QTest::keyClick(m_kiosk->window(), key); }
  void chooseByKeys(const QString& name);
  void inspect(const char* page);
  void measure(const QString& page);
  void walkTheFocus(const char* page);
  hall::test::Glass glass() const { return {m_kiosk->window(), m_kiosk->window()->width() / 268.0}; }
  Step step() const { return m_kiosk->desk().step(); }
  hall::drivers::sim::Levers& levers() { return qobject_cast<hall::drivers::sim::SimBay*>(&m_kiosk->bay())->levers(); }

  QTemporaryDir m_data;
  std::unique_ptr<Kiosk> m_kiosk;
};

void TestPages::initTestCase() {
  QQuickStyle::setStyle(QStringLiteral("Basic"));
  QGuiApplication::setFont(QFont(QStringLiteral("Noto Sans CJK SC")));
  const hall::test::PlatformKeys platform;
  QFile file(m_data.filePath(QStringLiteral("platform.pem")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(platform.signing.certificate().pem() + platform.encryption.certificate().pem());
  file.close();
  KioskOptions options;
  options.data = m_data.path();
  options.assets = QStringLiteral(HALL_ASSETS);
  options.geometry = QRect(0, 0, 1080, 1920);
  options.simulate = true;
  auto kiosk = Kiosk::create(options);
  QVERIFY2(kiosk.has_value(), kiosk ? "" : kiosk.error().code.constData());
  m_kiosk = std::move(*kiosk);
  QVERIFY(m_kiosk->show());
  m_kiosk->window()->requestActivate();  // the dock came last and has the keys
  QVERIFY(QTest::qWaitForWindowActive(m_kiosk->window()));
}

void TestPages::measure(const QString& page) {
  // Two rounds of events and a frame, so that the layout has settled before it is measured.
  const QImage picture = m_kiosk->window()->grabWindow();
  QCoreApplication::processEvents();
  const QStringList faults = hall::test::faultsOf(glass());
  QVERIFY2(faults.isEmpty(), qPrintable(page + QStringLiteral(": ") + faults.join(QStringLiteral("; "))));
  const QString folder = qEnvironmentVariable("HALL_PICTURES");
  if (!folder.isEmpty()) {
    QDir().mkpath(folder);
    QVERIFY(picture.save(folder + u'/' + page + QStringLiteral(".png")));
  }
}

void TestPages::inspect(const char* page) {
  hall::kiosk::SessionController& session = *m_kiosk->desk().session();
  walkTheFocus(page);
  for (int language = 0; language < 2; ++language) {
    for (int theme = 0; theme < 2; ++theme) {
      for (int size = 0; size < 4; ++size) {
        measure(QStringLiteral("%1-%2-%3-%4")
                    .arg(QLatin1String(page), session.english() ? u"en" : u"zh", session.dark() ? u"dark" : u"light")
                    .arg(session.textSize()));
        session.nextTextSize();
      }
      session.toggleTheme();
    }
    session.toggleLanguage();
  }
}

void TestPages::walkTheFocus(const char* page) {
  (void)m_kiosk->window()->grabWindow();  // the layout has settled: what is on the glass now stays there
  QCoreApplication::processEvents();
  // The down key reaches every control of the page and comes round again: nothing is out of reach, nothing a trap.
  QSet<QQuickItem*> wanted;
  for (QQuickItem* item : hall::test::controls(glass())) wanted.insert(item);
  QSet<QQuickItem*> reached;
  for (qsizetype i = 0; i < wanted.size() * 2 + 2; ++i) {
    press(Qt::Key_Down);
    reached.insert(m_kiosk->window()->activeFocusItem());
  }
  for (QQuickItem* item : wanted) {
    QVERIFY2(reached.contains(item),
             qPrintable(QLatin1String(page) + QStringLiteral(": the keys never reach ") + hall::test::nameOf(item)));
  }
}

void TestPages::chooseByKeys(const QString& name) {
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

void TestPages::home() {
  QCOMPARE(step(), Step::Home);
  inspect("home");
  chooseByKeys(QStringLiteral("查找全部事项"));
  QCOMPARE(step(), Step::Find);
}

void TestPages::find() {
  inspect("find");
  chooseByKeys(QStringLiteral("Q"));
  inspect("find-nothing");
  press(Qt::Key_Backspace);
  press(Qt::Key_Y);
  QCOMPARE(m_kiosk->desk().find()->query(), QStringLiteral("Y"));
  chooseByKeys(QStringLiteral("养老待遇领取资格认证"));
  QCOMPARE(step(), Step::Guide);
}

void TestPages::guide() {
  inspect("guide");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Identify);
}

void TestPages::identify() {
  inspect("identify");
  levers().setCardFault(hall::drivers::sim::Levers::WrongChecksum);
  QVERIFY(levers().layCard(QStringLiteral("pensioner")));
  QTRY_VERIFY(!m_kiosk->desk().matter()->cardTrouble().isEmpty());
  inspect("identify-trouble");
  levers().setCardFault(hall::drivers::sim::Levers::NoFault);
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  levers().takeCard();
}

void TestPages::confirm() {
  inspect("confirm");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Question);
}

void TestPages::questions() {
  inspect("question-choice");
  chooseByKeys(QStringLiteral("国外或港澳台"));  // opens one more question
  QCOMPARE(m_kiosk->desk().question()->count(), 5);
  chooseByKeys(QStringLiteral("每年都回来"));
  chooseByKeys(QStringLiteral("都到账了"));
  QCOMPARE(m_kiosk->desk().question()->kind(), hall::kiosk::QuestionController::Kind::Digits);
  press(Qt::Key_Right);
  QVERIFY(!m_kiosk->desk().question()->fault().isEmpty());
  inspect("question-digits-fault");
  for (const char digit : QByteArray("13800138000")) QTest::keyClick(m_kiosk->window(), digit);
  QCOMPARE(m_kiosk->desk().question()->shownValue(), QStringLiteral("138 0013 8000"));
  inspect("question-digits");
  press(Qt::Key_Right);
  inspect("question-consent");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Review);
}

void TestPages::overlays() {
  press(Qt::Key_F1);
  inspect("help");
  press(Qt::Key_Escape);
  press(Qt::Key_Home);
  QCOMPARE(step(), Step::Review);
  inspect("leave");
  press(Qt::Key_Escape);
}

void TestPages::review() {
  inspect("review");
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Receipt);
}

void TestPages::receipt() {
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->slip().isEmpty(), 10000);
  inspect("receipt-local");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Rating);
}

void TestPages::rating() {
  inspect("rating");
  chooseByKeys(QStringLiteral("非常满意"));
  QCOMPARE(step(), Step::Thanks);
  measure(QStringLiteral("thanks"));
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Home);
}

void TestPages::lookup() {
  chooseByKeys(QStringLiteral("查收到没有"));
  inspect("lookup");
  levers().showCode(QStringLiteral("https://example.invalid/not-ours"));
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->lookupTrouble().isEmpty(), 10000);
  inspect("lookup-foreign");
  levers().hideCode();
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Home);
}

void TestPages::lookupOfSeveral() {
  QStringList codes;
  const auto kept = m_kiosk->outbox().all().value();
  for (const auto& submission : kept) {
    codes.append(hall::kiosk::receiptCodeText(submission.submissionId, submission.digest));
  }
  QCOMPARE(codes.size(), 2);  // the application and its rating
  chooseByKeys(QStringLiteral("查收到没有"));
  levers().showCodes(codes);
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->lookupChoices().isEmpty(), 10000);
  levers().hideCode();
  inspect("lookup-which");
  chooseByKeys(QStringLiteral("养老待遇领取资格认证"));
  QVERIFY(!m_kiosk->desk().receipt()->lookupState().isEmpty());
  inspect("lookup-found");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Home);
}

void TestPages::lookupOfACredential() {
  const hall::test::TrustedIssuer issuer;
  const QDateTime now = QDateTime::currentDateTimeUtc();
  QVERIFY(issuer.trustedIn(m_data.path(), now.date().addDays(-3)));
  chooseByKeys(QStringLiteral("查收到没有"));
  const QString text = issuer.receipt({"01900000-0000-7000-8000-000000000001", "0123456789abcdef",
                                       QStringLiteral("20261102-000009"), now, QStringLiteral("pension-confirmation")},
                                      now);
  levers().showCode(text);
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->lookupState().isEmpty(), 10000);
  inspect("lookup-genuine");
  levers().showCode(text.chopped(9));
  chooseByKeys(QStringLiteral("再查一次"));
  QTRY_VERIFY_WITH_TIMEOUT(!m_kiosk->desk().receipt()->lookupTrouble().isEmpty(), 10000);
  levers().hideCode();
  inspect("lookup-damaged");
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Home);
}

void TestPages::notEligible() {
  chooseByKeys(QStringLiteral("高龄津贴申请"));
  press(Qt::Key_Right);
  QVERIFY(levers().layCard(QStringLiteral("pensioner")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::NotEligible);
  inspect("not-eligible");
  levers().takeCard();
  QTRY_VERIFY(!m_kiosk->bay().servedCardPresent());  // the elder comes when the reader is free
  m_kiosk->desk().end();
}

void TestPages::offersTheAllowanceToTheElder() {
  chooseByKeys(QStringLiteral("养老待遇领取资格认证"));
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Identify);
  QVERIFY(levers().layCard(QStringLiteral("elder")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  levers().takeCard();
  press(Qt::Key_Right);
  chooseByKeys(QStringLiteral("就住在身份证上的地址"));
  chooseByKeys(QStringLiteral("都到账了"));
  for (const char digit : QByteArray("13800138000")) QTest::keyClick(m_kiosk->window(), digit);
  press(Qt::Key_Right);
  press(Qt::Key_Right);
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Receipt);
  inspect("receipt-offer");
  chooseByKeys(QStringLiteral("高龄津贴申请"));
  QCOMPARE(step(), Step::Rating);  // what is done is rated first
  chooseByKeys(QStringLiteral("不评了"));
  QCOMPARE(step(), Step::Guide);
  press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Confirm);  // the card need not be laid down again
  press(Qt::Key_Right);
  QCOMPARE(step(), Step::Question);
  // Whoever leaves in English in the middle of a question leaves nothing behind that looks for the question.
  m_kiosk->desk().session()->toggleLanguage();
  m_kiosk->desk().end();
  QCOMPARE(step(), Step::Home);
  QVERIFY(!m_kiosk->desk().session()->english());
}

double luminance(const QColor& colour) {
  const auto linear = [](double c) { return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4); };
  return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

double contrast(const QColor& one, const QColor& other) {
  const double a = luminance(one);
  const double b = luminance(other);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05);
}

void TestPages::colours() {
  QQmlEngine* engine = qmlEngine(m_kiosk->window());
  QVERIFY(engine != nullptr);
  QQmlComponent component(engine);
  component.setData("import QtQml\nimport Hall.Controls\nQtObject { property QtObject theme: Theme }", QUrl());
  const std::unique_ptr<QObject> holder(component.create());
  QVERIFY2(holder != nullptr, qPrintable(component.errorString()));
  auto* theme = holder->property("theme").value<QObject*>();
  QVERIFY(theme != nullptr);
  struct Pair {
    const char* ink;
    const char* ground;
    double least;
  };
  static constexpr Pair kPairs[] = {{"text", "background", 10},
                                    {"text", "surface", 10},
                                    {"quietText", "background", 10},
                                    {"quietText", "surface", 10},
                                    {"primary", "surface", 10},
                                    {"primary", "background", 10},
                                    {"primaryInk", "primary", 10},
                                    {"primaryInk", "primaryPressed", 10},
                                    {"text", "tint", 10},
                                    {"primary", "tint", 10},
                                    {"good", "goodTint", 10},
                                    {"warning", "warningTint", 10},
                                    {"line", "surface", 3},
                                    {"line", "background", 3},
                                    {"focus", "background", 3},
                                    {"focus", "surface", 3},
                                    {"good", "background", 3},
                                    {"warning", "background", 3}};
  for (int round = 0; round < 2; ++round) {
    for (const Pair& pair : kPairs) {
      const double ratio =
          contrast(theme->property(pair.ink).value<QColor>(), theme->property(pair.ground).value<QColor>());
      QVERIFY2(ratio >= pair.least,
               qPrintable(
                   QStringLiteral("%1 on %2: %3").arg(QLatin1String(pair.ink), QLatin1String(pair.ground)).arg(ratio)));
    }
    m_kiosk->desk().session()->toggleTheme();
  }
}

QTEST_MAIN(TestPages)
#include "tst_pages.moc"

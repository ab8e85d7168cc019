// A kiosk that cannot be opened says so on the glass, in both languages and with the code for the help desk, and opens
// by itself as soon as what was missing is there.
#include <QQuickItem>
#include <QQuickStyle>
#include <QTemporaryDir>
#include <QtTest>

#include "kiosk-app/opening.h"
#include "tests/support/fake_platform_keys.h"

using hall::kiosk::KioskOptions;
using hall::kiosk::Opening;

namespace {

void collectTexts(const QQuickItem* item, QStringList& texts) {
  const QString text = item->property("text").toString();
  if (!text.isEmpty() && item->isVisible()) texts.append(text);
  for (const QQuickItem* child : item->childItems()) collectTexts(child, texts);
}

QString textOn(QQuickWindow* window) {
  QStringList texts;
  collectTexts(window->contentItem(), texts);
  return texts.join(u'\n');
}

}  // namespace

class TestOpening : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    m_options.data = m_data.path();
    m_options.assets = QStringLiteral(HALL_ASSETS);
    m_options.geometry = QRect(0, 0, 540, 960);
    m_options.simulate = true;
  }
  void saysWhyItIsClosed();
  void theSamePageStaysWhileItTriesAgain();
  void opensWhenWhatWasMissingIsThere();

 private:
  QTemporaryDir m_data;
  KioskOptions m_options;
  std::unique_ptr<Opening> m_opening;
};

void TestOpening::saysWhyItIsClosed() {
  m_opening = std::make_unique<Opening>(m_options);
  m_opening->tryNow();
  QVERIFY(!m_opening->open());
  QQuickWindow* window = m_opening->closedWindow();
  QVERIFY(window != nullptr);
  QVERIFY(QTest::qWaitForWindowExposed(window));
  const QString text = textOn(window);
  const auto words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n")).value();
  for (const auto language : {hall::model::Language::Chinese, hall::model::Language::English}) {
    QVERIFY2(text.contains(words.text(QStringLiteral("unavailable.title"), language)), qUtf8Printable(text));
    QVERIFY2(text.contains(words.text(QStringLiteral("unavailable.hint"), language)), qUtf8Printable(text));
  }
  static const QRegularExpression code(QStringLiteral("^[a-z]+\\.[a-z-]+$"), QRegularExpression::MultilineOption);
  QVERIFY2(code.match(text).hasMatch(), qUtf8Printable(text));
}

void TestOpening::theSamePageStaysWhileItTriesAgain() {
  const QQuickWindow* before = m_opening->closedWindow();
  m_opening->tryNow();
  QVERIFY(!m_opening->open());
  QCOMPARE(m_opening->closedWindow(), before);
}

void TestOpening::opensWhenWhatWasMissingIsThere() {
  const hall::test::PlatformKeys platform;
  QFile file(m_data.filePath(QStringLiteral("platform.pem")));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(platform.signing.certificate().pem() + platform.encryption.certificate().pem());
  file.close();
  QTRY_VERIFY_WITH_TIMEOUT(m_opening->open(), 30'000);  // by its own clock: nobody asks it to
  QVERIFY(m_opening->closedWindow() == nullptr);
}

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"

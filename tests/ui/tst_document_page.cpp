// A paper that a matter needs, photographed page by page on the real page with keys and with two switches, found again
// after a restart, handed in and complete at a real gateway; and the way out where there is no camera.
#include <QtTest>

#include "kiosk-app/citizen/row.h"
#include "sync/gateway/platform_keys.h"
#include "sync/gateway/storage.h"
#include "sync/model/document_answer.h"
#include "sync/seal/cms.h"
#include "tests/ui/kiosk_on_glass.h"

using hall::drivers::sim::Levers;
using hall::kiosk::CitizenDesk;
using hall::kiosk::DocumentController;
using Step = CitizenDesk::Step;
using Action = DocumentController::Action;

class TestDocumentPage : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { QVERIFY(m_glass.start()); }
  void asksForThePaper();
  void tellsWhatIsWrongWithTheSheet();
  void takesPagesByKeys();
  void takesAPageByTwoSwitches();
  void findsThemAgainAfterARestart();
  void theReviewCountsThem();
  void arrivesComplete();
  void withoutACameraThereIsAnotherWay();

 private:
  void fillUpTo(Step step);
  void inspect(const char* page) {
    const QStringList faults = m_glass.inspect(QLatin1String(page));
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QStringLiteral("; "))));
  }
  void sendSwitch(quint32 code) {
    QKeyEvent press(QEvent::KeyPress, Qt::Key_unknown, Qt::NoModifier, code, 0, 0);
    QKeyEvent release(QEvent::KeyRelease, Qt::Key_unknown, Qt::NoModifier, code, 0, 0);
    QCoreApplication::sendEvent(m_glass.kiosk->window(), &press);
    QCoreApplication::sendEvent(m_glass.kiosk->window(), &release);
    QTest::qWait(m_glass.desk().switches()->debounceMilliseconds() + 5);
  }
  void chooseBySwitches(const QString& name);
  [[nodiscard]] Step step() const { return m_glass.desk().step(); }
  [[nodiscard]] DocumentController& asked() const { return *m_glass.desk().document(); }

  hall::test::KioskOnGlass m_glass;
};

void TestDocumentPage::fillUpTo(Step wanted) {
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("门诊慢特病待遇认定")));
  m_glass.press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Identify);
  QTest::qWait(400);  // the reader has seen that it is empty
  QVERIFY(m_glass.levers().layCard(QStringLiteral("adult")));
  QTRY_COMPARE_WITH_TIMEOUT(step(), Step::Confirm, 10000);
  m_glass.levers().takeCard();
  if (wanted == Step::Confirm) return;
  m_glass.press(Qt::Key_Right);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("糖尿病")));
  QCOMPARE(step(), wanted);
}

void TestDocumentPage::chooseBySwitches(const QString& name) {
  for (int i = 0; i < 40; ++i) {
    const QQuickItem* item = m_glass.kiosk->window()->activeFocusItem();
    if (item != nullptr && hall::test::nameOf(item) == name) {
      sendSwitch(96);
      return;
    }
    sendSwitch(95);
  }
  QFAIL(qPrintable(QStringLiteral("the switches never reach ") + name));
}

void TestDocumentPage::asksForThePaper() {
  fillUpTo(Step::Document);
  QCOMPARE(asked().primary(), Action::Take);
  QCOMPARE(asked().secondary(), Action::None);  // it is required
  QVERIFY(asked().mayGoToCounter());
  inspect("document-ask");
}

void TestDocumentPage::tellsWhatIsWrongWithTheSheet() {
  m_glass.press(Qt::Key_Right);
  QVERIFY(asked().looking());
  m_glass.levers().setSheet(Levers::GlareOnSheet);
  QTRY_VERIFY_WITH_TIMEOUT(asked().guidance().contains(QStringLiteral("反光")), 10000);
  inspect("document-glare");
  QVERIFY(asked().looking());
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("先不拍了")));
  QVERIFY(!asked().looking());
  QVERIFY(asked().pages().isEmpty());
}

void TestDocumentPage::takesPagesByKeys() {
  m_glass.levers().setSheet(Levers::GoodSheet);
  m_glass.press(Qt::Key_Right);
  QTRY_COMPARE_WITH_TIMEOUT(asked().pages().size(), 1, 20000);
  inspect("document-one");
  QCOMPARE(asked().primary(), Action::Done);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("再拍一页")));
  QTRY_COMPARE_WITH_TIMEOUT(asked().pages().size(), 2, 20000);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("去掉这一页")));
  QTRY_COMPARE(asked().pages().size(), 1);
  m_glass.levers().setSheet(Levers::TiltedSheet);
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("再拍一页")));
  QTRY_COMPARE_WITH_TIMEOUT(asked().pages().size(), 2, 20000);
}

void TestDocumentPage::takesAPageByTwoSwitches() {
  m_glass.levers().setSheet(Levers::GoodSheet);
  chooseBySwitches(QStringLiteral("再拍一页"));
  QTRY_COMPARE_WITH_TIMEOUT(asked().pages().size(), 3, 20000);
}

void TestDocumentPage::findsThemAgainAfterARestart() {
  QVERIFY(m_glass.restart());
  fillUpTo(Step::Confirm);
  QVERIFY(m_glass.desk().matter()->resumed());
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Document);  // the pages were never finished with
  QCOMPARE(asked().pages().size(), 3);
  QVERIFY(!asked().pages().first().value<hall::kiosk::PageRow>().image.value<QImage>().isNull());
  inspect("document-three");
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Document);  // the test reports, which nobody needs
  QCOMPARE(asked().secondary(), Action::Skip);
  inspect("document-optional");
  QVERIFY(m_glass.chooseByKeys(QStringLiteral("没有，跳过")));
}

void TestDocumentPage::theReviewCountsThem() {
  for (const char digit : QByteArray("13800138000")) QTest::keyClick(m_glass.kiosk->window(), digit);
  m_glass.press(Qt::Key_Right);
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Review);
  QStringList values;
  for (const QVariant& entry : m_glass.desk().matter()->reviewRows()) {
    values.append(entry.value<hall::kiosk::Row>().value);
  }
  QVERIFY2(values.contains(QStringLiteral("已拍 3 页")), qPrintable(values.join(u' ')));
  inspect("document-review");
}

void TestDocumentPage::arrivesComplete() {
  m_glass.press(Qt::Key_Right);
  QTRY_COMPARE(step(), Step::Receipt);
  QTRY_VERIFY_WITH_TIMEOUT(m_glass.desk().receipt()->official(), 60000);
  inspect("document-receipt");
  const QByteArray id = m_glass.kiosk->outbox().all()->constFirst().submissionId;
  const QJsonObject content = m_glass.gateway.open(id);
  const auto named =
      hall::model::DocumentAnswer::parse(content[u"content"][u"answers"][u"diagnosis"][u"value"].toString());
  QVERIFY(named && named->pages.size() == 3);
  QCOMPARE(content[u"content"][u"answers"][u"diagnosis"][u"evidence"].toString(), QStringLiteral("C"));
  const auto keys = hall::gateway::PlatformKeys::open(m_glass.platform.path());
  const auto storage = hall::gateway::Storage::open(
      hall::gateway::sql::Source::embedded(m_glass.platform.filePath(QStringLiteral("gateway.sqlite"))));
  QVERIFY(keys && storage);
  QList<QByteArray> arrived;
  for (const hall::model::Part& part : (*storage)->find(id)->announcement.parts.mid(1)) {
    const auto page = hall::seal::decrypt((*storage)->part(id, part.digest).value(), keys->encryption());
    QVERIFY(page && page->startsWith("\xFF\xD8"));
    arrived.append(hall::model::contentDigest(*page));
  }
  QCOMPARE(arrived, named->pages);
}

void TestDocumentPage::withoutACameraThereIsAnotherWay() {
  m_glass.desk().end();
  m_glass.levers().setDocumentCameraPlugged(false);
  fillUpTo(Step::Document);
  QTRY_VERIFY_WITH_TIMEOUT(!asked().noCamera().isEmpty(), 10000);
  QCOMPARE(asked().primary(), Action::Counter);
  inspect("document-no-camera");
  m_glass.press(Qt::Key_Right);
  QCOMPARE(step(), Step::Document);
  m_glass.press(Qt::Key_Right);  // the reports too
  QCOMPARE(step(), Step::Question);
}

QTEST_MAIN(TestDocumentPage)
#include "tst_document_page.moc"

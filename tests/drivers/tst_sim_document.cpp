// The bay's document camera, from the lever to the page: what lies there is told while it is looked at, and every
// request ends in one of its five ways.
#include <QSignalSpy>
#include <QtTest>

#include "drivers/sim/sim_bay.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using sim::Levers;
using sim::SimBay;

class TestSimDocument : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void init();
  void cleanup() { m_bay.reset(); }
  void takesTheSheetThatIsLaid();
  void tellsWhatIsWrong_data();
  void tellsWhatIsWrong();
  void emptyDesk();
  void coveredLens();
  void frozenPicture();
  void unpluggedWhileLooking();
  void cancelled();
  void secondRequestIsBusy();
  void callerDied();

 private:
  using Page = std::optional<Result<DocumentPage>>;
  void capture(CapturePolicy policy, std::chrono::milliseconds patience, Page& page) {
    m_bay->captureDocument(&m_context, policy, patience,
                           [&page](Result<DocumentPage> result) { page.emplace(std::move(result)); });
  }
  [[nodiscard]] DeviceState state() const {
    for (const DeviceReport& report : m_bay->reports()) {
      if (report.kind == DeviceKind::DocumentCamera) return report.state;
    }
    return DeviceState::NoDevice;
  }

  QObject m_context;
  std::unique_ptr<SimBay> m_bay;
  QList<PageView> m_views;
};

void TestSimDocument::init() {
  m_bay = std::move(*SimBay::create({}));
  m_views.clear();
  connect(m_bay.get(), &Bay::documentSeen, &m_context, [this](const PageView& view) {
    QCOMPARE(QThread::currentThread(), thread());
    m_views.append(view);
  });
}

void TestSimDocument::takesTheSheetThatIsLaid() {
  Page page;
  capture(CapturePolicy::GoodOnly, 60s, page);
  QTRY_VERIFY_WITH_TIMEOUT(!m_views.isEmpty(), 20'000);
  QCOMPARE(m_views.first().flaws, QList<PageFlaw>{PageFlaw::NoPage});
  m_bay->levers().setSheet(Levers::TiltedSheet);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 30'000);
  QVERIFY2(page->has_value(), page->has_value() ? "" : page->error().code.constData());
  QVERIFY((*page)->flaws.isEmpty());
  QVERIFY((*page)->dotsPerInch >= 70);
  QVERIFY(m_views.last().steady);
  const qsizetype told = m_views.size();
  QTest::qWait(200);
  QCOMPARE(m_views.size(), told);  // nothing is told behind the answer
}

void TestSimDocument::tellsWhatIsWrong_data() {
  QTest::addColumn<Levers::Sheet>("sheet");
  QTest::addColumn<int>("flaw");
  QTest::newRow("blurred") << Levers::BlurredSheet << int(PageFlaw::Blurred);
  QTest::newRow("glare") << Levers::GlareOnSheet << int(PageFlaw::Glare);
  QTest::newRow("dark") << Levers::DarkSheet << int(PageFlaw::Dark);
  QTest::newRow("cut") << Levers::CutSheet << int(PageFlaw::Cut);
}

void TestSimDocument::tellsWhatIsWrong() {
  QFETCH(Levers::Sheet, sheet);
  QFETCH(int, flaw);
  m_bay->levers().setSheet(sheet);
  Page page;
  capture(CapturePolicy::GoodOnly, 2s, page);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 30'000);
  QCOMPARE(page->error().code, QByteArray("document.poor"));
  QVERIFY(!m_views.isEmpty() && m_views.last().flaws.contains(PageFlaw(flaw)));
}

void TestSimDocument::emptyDesk() {
  Page page;
  capture(CapturePolicy::BestOfAll, 500ms, page);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 30'000);
  QCOMPARE(page->error().code, QByteArray("document.none"));
}

void TestSimDocument::coveredLens() {
  m_bay->levers().setSheet(Levers::CoveredLens);
  Page page;
  capture(CapturePolicy::BestOfAll, 500ms, page);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 30'000);
  QCOMPARE(page->error().code, QByteArray("document.covered"));
}

// A sheet that lies there before the picture freezes would be taken; nobody may be shown a picture of long ago.
void TestSimDocument::frozenPicture() {
  m_bay->levers().setSheet(Levers::FrozenPicture);
  Page page;
  capture(CapturePolicy::GoodOnly, 60s, page);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 30'000);
  QCOMPARE(page->error().code, QByteArray("document.frozen"));
  QTRY_COMPARE_WITH_TIMEOUT(state(), DeviceState::Online, 10'000);  // opened afresh
}

void TestSimDocument::unpluggedWhileLooking() {
  QTRY_COMPARE_WITH_TIMEOUT(state(), DeviceState::Online, 10'000);
  Page page;
  capture(CapturePolicy::GoodOnly, 60s, page);
  QTRY_VERIFY_WITH_TIMEOUT(!m_views.isEmpty(), 20'000);
  m_bay->levers().setDocumentCameraPlugged(false);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 20'000);
  QCOMPARE(page->error().kind, Failure::Disconnected);
  QCOMPARE(page->error().code, QByteArray("document.gone"));
  QTRY_COMPARE_WITH_TIMEOUT(state(), DeviceState::PowerOff, 10'000);
  m_bay->levers().setDocumentCameraPlugged(true);
  QTRY_COMPARE_WITH_TIMEOUT(state(), DeviceState::Online, 10'000);
}

void TestSimDocument::cancelled() {
  Page page;
  capture(CapturePolicy::GoodOnly, 60s, page);
  QTRY_VERIFY_WITH_TIMEOUT(!m_views.isEmpty(), 20'000);
  m_bay->cancel(DeviceKind::DocumentCamera);
  QTRY_VERIFY_WITH_TIMEOUT(page.has_value(), 20'000);
  QCOMPARE(page->error().kind, Failure::Cancelled);
}

void TestSimDocument::secondRequestIsBusy() {
  Page first;
  Page second;
  capture(CapturePolicy::GoodOnly, 60s, first);
  capture(CapturePolicy::GoodOnly, 60s, second);
  QTRY_VERIFY_WITH_TIMEOUT(second.has_value(), 20'000);
  QCOMPARE(second->error().kind, Failure::Busy);
  m_bay->cancel(DeviceKind::DocumentCamera);
  QTRY_VERIFY_WITH_TIMEOUT(first.has_value(), 20'000);
}

void TestSimDocument::callerDied() {
  bool answered = false;
  auto caller = std::make_unique<QObject>();
  m_bay->captureDocument(caller.get(), CapturePolicy::GoodOnly, 60s, [&](Result<DocumentPage>) { answered = true; });
  caller.reset();
  Page page;
  m_bay->levers().setSheet(Levers::GoodSheet);
  const auto again = [&] {
    if (!page || !page->has_value()) capture(CapturePolicy::GoodOnly, 20s, page);
    QTest::qWait(300);
    return page && page->has_value();
  };
  QTRY_VERIFY_WITH_TIMEOUT(again(), 40'000);  // the camera is free again for the next visitor
  QVERIFY(!answered);
}

QTEST_GUILESS_MAIN(TestSimDocument)
#include "tst_sim_document.moc"

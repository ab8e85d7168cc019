// A page is taken when it lies still and is well seen; what a camera or a person does otherwise has a name, and every
// wait ends.
#include <QtTest>
#include <opencv2/core.hpp>

#include "drivers/camera/video_document_camera.h"
#include "drivers/sim/page_scene.h"
#include "tests/support/picture_list.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Failure;
using hall::Result;
using hall::test::PictureList;
using AtEnd = PictureList::AtEnd;

namespace {

cv::Mat picture(const std::function<void(sim::PageScene&)>& how) {
  sim::PageScene scene;
  scene.frame = {1280, 960};
  scene.content = sim::Content::Certificate;
  scene.pose.filling = 0.85;
  how(scene);
  return sim::pictureOf(scene);
}

VideoDocumentCamera::Options quick() {
  VideoDocumentCamera::Options options;
  options.limits.dotsPerInch = 40;  // small pictures, so that the test is quick
  options.steadyFor = 60ms;
  options.frozenAfter = 0ms;
  return options;
}

VideoDocumentCamera cameraOf(QList<cv::Mat> pictures, AtEnd atEnd, VideoDocumentCamera::Options options = quick()) {
  return {std::make_unique<PictureList>(std::move(pictures), atEnd), QStringLiteral("test"), options};
}

}  // namespace

class TestDocumentCamera : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void initTestCase();
  void takesAGoodPage();
  void waitsUntilItLiesStill();
  void movingIsNoticed();
  void noSheetAtAll();
  void aPoorSheet_data();
  void aPoorSheet();
  void neverTakesACutSheet();
  void unplugged();
  void pictureStandsStill();
  void lensCovered();
  void noPictureComes();
  void oddPictures_data();
  void oddPictures();
  void stops();

 private:
  cv::Mat m_good;
  cv::Mat m_empty;
};

void TestDocumentCamera::initTestCase() {
  m_good = picture([](sim::PageScene&) {});
  m_empty = picture([](sim::PageScene& scene) { scene.empty = true; });
}

void TestDocumentCamera::takesAGoodPage() {
  auto camera = cameraOf({m_empty, m_good}, AtEnd::RepeatWithNoise);
  QList<PageView> views;
  const Result<DocumentPage> page =
      camera.capture(CapturePolicy::GoodOnly, 20s, [&](const PageView& view) { views.append(view); }, {});
  QVERIFY2(page, page ? "" : (page.error().code + ' ' + page.error().detail.toLatin1()).constData());
  QVERIFY(page->flaws.isEmpty());
  QVERIFY(page->jpeg.startsWith("\xFF\xD8\xFF") && page->jpeg.endsWith("\xFF\xD9"));
  QVERIFY(page->height > page->width && page->height <= 2339);
  QCOMPARE(page->height, int(std::lround(297 / 25.4 * page->dotsPerInch)));
  QCOMPARE(views.first().flaws, QList<PageFlaw>{PageFlaw::NoPage});
  QVERIFY(views.first().corners.isEmpty());
  QVERIFY(views.last().steady && views.last().flaws.isEmpty());
  QCOMPARE(views.last().corners.size(), 4);
  for (const QPointF& corner : views.last().corners) {
    QVERIFY(corner.x() > 0 && corner.x() < 1 && corner.y() > 0 && corner.y() < 1);
  }
}

void TestDocumentCamera::waitsUntilItLiesStill() {
  QList<cv::Mat> pictures;
  for (int i = 0; i < 4; ++i) {
    pictures.append(picture([i](sim::PageScene& scene) { scene.pose.shift.x = 0.05 * i - 0.1; }));
  }
  auto camera = cameraOf(pictures, AtEnd::RepeatWithNoise);
  int looks = 0;
  const auto count = [&looks](const PageView& view) { looks += view.flaws.contains(PageFlaw::Moving) ? 1 : 0; };
  QVERIFY(camera.capture(CapturePolicy::GoodOnly, 20s, count, {}));
  QCOMPARE(looks, 4);
}

void TestDocumentCamera::movingIsNoticed() {
  const cv::Mat moved = picture([](sim::PageScene& scene) { scene.pose.turned = 4; });
  auto camera = cameraOf({m_good, m_good, moved}, AtEnd::Unplugged);
  static_cast<void>(camera.look(5s, {}));
  QVERIFY(!camera.look(5s, {})->flaws.contains(PageFlaw::Moving));
  QVERIFY(camera.look(5s, {})->flaws.contains(PageFlaw::Moving));
}

void TestDocumentCamera::noSheetAtAll() {
  auto camera = cameraOf({m_empty}, AtEnd::RepeatWithNoise);
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 300ms, {}, {});
  QCOMPARE(page.error().kind, Failure::Timeout);
  QCOMPARE(page.error().code, QByteArray("document.none"));
}

void TestDocumentCamera::aPoorSheet_data() {
  QTest::addColumn<int>("policy");
  QTest::newRow("good only") << int(CapturePolicy::GoodOnly);
  QTest::newRow("best of all") << int(CapturePolicy::BestOfAll);
}

void TestDocumentCamera::aPoorSheet() {
  QFETCH(int, policy);
  const cv::Mat blurred = picture([](sim::PageScene& scene) { scene.blur = 5; });
  auto camera = cameraOf({blurred}, AtEnd::RepeatWithNoise);
  const Result<DocumentPage> page = camera.capture(CapturePolicy(policy), 500ms, {}, {});
  if (CapturePolicy(policy) == CapturePolicy::BestOfAll) {
    QVERIFY(page);
    QVERIFY(page->flaws.contains(PageFlaw::Blurred));
  } else {
    QCOMPARE(page.error().code, QByteArray("document.poor"));
    QVERIFY(page.error().detail.contains(QStringLiteral("blurred")));
  }
}

void TestDocumentCamera::neverTakesACutSheet() {
  const cv::Mat cut = picture([](sim::PageScene& scene) { scene.pose.shift.y = 0.3; });
  auto camera = cameraOf({cut}, AtEnd::RepeatWithNoise);
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 400ms, {}, {});
  QCOMPARE(page.error().code, QByteArray("document.poor"));
  QVERIFY(page.error().detail.contains(QStringLiteral("cut")));
}

void TestDocumentCamera::unplugged() {
  for (const QList<cv::Mat>& before : {QList<cv::Mat>{}, QList<cv::Mat>{m_good}}) {
    auto camera = cameraOf(before, AtEnd::Unplugged);
    const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 20s, {}, {});
    QCOMPARE(page.error().kind, Failure::Disconnected);
    QCOMPARE(page.error().code, QByteArray("document.gone"));
    QCOMPARE(camera.report().state, DeviceState::PowerOff);
  }
}

void TestDocumentCamera::pictureStandsStill() {
  VideoDocumentCamera::Options options = quick();
  options.frozenAfter = 150ms;
  auto camera = cameraOf({m_good}, AtEnd::RepeatFrozen, options);
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 20s, {}, {});
  QCOMPARE(page.error().kind, Failure::Disconnected);  // so that the seat opens it afresh
  QCOMPARE(page.error().code, QByteArray("document.frozen"));
  options.frozenAfter = 60s;  // longer than anybody waits: still it is not taken
  auto hasty = cameraOf({m_good}, AtEnd::RepeatFrozen, options);
  QCOMPARE(hasty.capture(CapturePolicy::BestOfAll, 2s, {}, {}).error().code, QByteArray("document.frozen"));
  options.steadyFor = 10s;
  auto noisy = cameraOf({m_good}, AtEnd::RepeatWithNoise, options);
  QVERIFY(noisy.capture(CapturePolicy::BestOfAll, 2s, {}, {}));
}

void TestDocumentCamera::lensCovered() {
  const cv::Mat black = picture([](sim::PageScene& scene) {
    scene.light = 0.01;
    scene.noise = 1;
  });
  VideoDocumentCamera::Options options = quick();
  options.frozenAfter = 50ms;
  auto zeros = cameraOf({cv::Mat(960, 1280, CV_8UC3, cv::Scalar::all(0))}, AtEnd::RepeatFrozen, options);
  QCOMPARE(zeros.capture(CapturePolicy::BestOfAll, 200ms, {}, {}).error().code, QByteArray("document.covered"));
  auto camera = cameraOf({black}, AtEnd::RepeatWithNoise);
  QCOMPARE(camera.look(5s, {})->flaws, QList<PageFlaw>{PageFlaw::LensCovered});
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 200ms, {}, {});
  QCOMPARE(page.error().code, QByteArray("document.covered"));
}

void TestDocumentCamera::noPictureComes() {
  auto camera = cameraOf({}, AtEnd::Silent);
  QCOMPARE(camera.capture(CapturePolicy::BestOfAll, 100ms, {}, {}).error().code, QByteArray("document.silent"));
  QCOMPARE(camera.look(50ms, {}).error().code, QByteArray("document.silent"));
}

void TestDocumentCamera::oddPictures_data() {
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("height");
  QTest::addColumn<int>("type");
  QTest::newRow("nothing") << 0 << 0 << CV_8UC3;
  QTest::newRow("one dot") << 1 << 1 << CV_8UC3;
  QTest::newRow("a line") << 4000 << 1 << CV_8UC3;
  QTest::newRow("too wide") << 9000 << 300 << CV_8UC3;
  QTest::newRow("too many dots") << 8000 << 8000 << CV_8UC3;
  QTest::newRow("grey") << 1280 << 720 << CV_8UC1;
  QTest::newRow("sixteen bit") << 1280 << 720 << CV_16UC3;
}

void TestDocumentCamera::oddPictures() {
  QFETCH(int, width);
  QFETCH(int, height);
  QFETCH(int, type);
  auto camera = cameraOf({cv::Mat(height, width, type, cv::Scalar::all(200))}, AtEnd::RepeatFrozen);
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 5s, {}, {});
  QCOMPARE(page.error().kind, Failure::Garbled);
  QCOMPARE(page.error().code, QByteArray("document.frame"));
}

void TestDocumentCamera::stops() {
  auto camera = cameraOf({m_empty}, AtEnd::RepeatWithNoise);
  std::stop_source source;
  int looks = 0;
  const auto stopSoon = [&](const PageView&) {
    if (++looks == 3) source.request_stop();
  };
  const Result<DocumentPage> page = camera.capture(CapturePolicy::BestOfAll, 60s, stopSoon, source.get_token());
  QCOMPARE(page.error().kind, Failure::Cancelled);
  QCOMPARE(looks, 3);
}

QTEST_GUILESS_MAIN(TestDocumentCamera)
#include "tst_document_camera.moc"

// A sheet is found on any desk to a part of a dot, its picture is flat, straight and of true colour, and each flaw is
// named where it is and nowhere else. The pictures are drawn by tests/support/page_scenes.
#include <QtTest>
#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "drivers/camera/page_flattener.h"
#include "drivers/camera/video_document_camera.h"
#include "drivers/code/code_decoder.h"
#include "sync/model/words.h"
#include "tests/support/page_scenes.h"

using namespace std::chrono_literals;
using namespace hall::drivers;
using hall::Result;
using hall::test::flawedScenes;
using hall::test::goodScenes;
using hall::test::NamedScene;

namespace {

PageQuad trueCorners(const sim::PageScene& scene) {
  PageQuad quad = sim::cornersOf(scene);
  for (cv::Point2d& corner : quad) corner -= cv::Point2d(0.5, 0.5);  // dots lie at whole numbers
  return ordered(quad);
}

double worstCorner(const PageQuad& found, const PageQuad& wanted) {
  double worst = 0;
  for (size_t i = 0; i < 4; ++i) worst = std::max(worst, cv::norm(found[i] - wanted[i]));
  return worst;
}

QByteArray listed(const QList<PageFlaw>& flaws) {
  QByteArrayList names;
  for (const PageFlaw flaw : flaws) names.append(name(flaw));
  return names.join(' ');
}

// The flattened sheet and the sheet as it was drawn, in the same size, both grey.
struct Pair {
  cv::Mat flat;
  cv::Mat drawn;
};
Pair flattenedAndDrawn(const sim::PageScene& scene) {
  const Result<PageSight> sight = sightOf(sim::pictureOf(scene), {}, {});
  if (!sight || !sight->page) return {};
  Pair pair{flattened(sight->picture, sight->page->corners, sight->shape), {}};
  evenLight(pair.flat);
  cv::resize(sim::drawnSheet(scene, 6), pair.drawn, pair.flat.size(), 0, 0, cv::INTER_AREA);
  return pair;
}

cv::Mat1d greyOf(const cv::Mat& colour) {
  cv::Mat grey;
  cv::cvtColor(colour, grey, cv::COLOR_BGR2GRAY);
  grey.convertTo(grey, CV_64F);
  return grey;
}

int redDots(const cv::Mat& sheet) {
  int count = 0;
  for (auto dot = sheet.begin<cv::Vec3b>(); dot != sheet.end<cv::Vec3b>(); ++dot) {
    count += (*dot)[2] - std::max((*dot)[0], (*dot)[1]) > 70 ? 1 : 0;
  }
  return count;
}

}  // namespace

class TestDocumentPages : public QObject {
  Q_OBJECT
 private Q_SLOTS:
  void findsGoodSheets();
  void namesEachFlaw();
  void everyFlawHasWords();
  void lightOnLightUnderAHardShadow();
  void flattensSoThatACodeReads();
  void flattensStraight_data();
  void flattensStraight();
  void keepsSealsRedAndPaperWhite();
  void knowsTheSheetBySizeWhereTheDeskIsKnown();
};

void TestDocumentPages::findsGoodSheets() {
  std::vector<double> errors;
  for (const NamedScene& named : goodScenes(20, 7)) {
    const Result<PageSight> sight = sightOf(sim::pictureOf(named.scene), {}, {});
    QVERIFY2(sight && sight->page, named.name.constData());
    QVERIFY2(sight->flaws.isEmpty(), (named.name + ' ' + listed(sight->flaws)).constData());
    errors.push_back(worstCorner(sight->page->corners, trueCorners(named.scene)));
    const cv::Size2d size = sim::millimetresOf(named.scene);
    const double steep = std::max(size.width, size.height) / std::min(size.width, size.height);
    const double aspect = aspectOf(sight->page->corners, named.scene.frame, {});
    QVERIFY2(std::abs(std::max(aspect, 1 / aspect) / steep - 1) < 0.05, named.name.constData());
  }
  std::sort(errors.begin(), errors.end());
  qInfo("corners: median %.2f, worst %.2f dots", errors[errors.size() / 2], errors.back());
  QVERIFY(errors[errors.size() / 2] < 0.4);
  QVERIFY(errors.back() < 1.5);
}

void TestDocumentPages::namesEachFlaw() {
  for (const PageFlaw flaw : kPageFlaws) {
    if (flaw == PageFlaw::Moving) continue;  // takes two pictures: tst_document_camera
    QMap<QByteArray, int> said;
    int found = 0;
    constexpr int count = 5;
    for (const NamedScene& named : flawedScenes(flaw, count, 11)) {
      const Result<PageSight> sight = sightOf(sim::pictureOf(named.scene), {}, {});
      QVERIFY2(sight, named.name.constData());
      for (const PageFlaw each : sight->flaws) ++said[name(each)];
      found += sight->flaws.contains(flaw) ? 1 : 0;
    }
    QByteArray row;
    for (auto entry = said.constBegin(); entry != said.constEnd(); ++entry) {
      row += entry.key() + ' ' + QByteArray::number(entry.value()) + "  ";
    }
    qInfo("%-13s of %d: %s", name(flaw).constData(), count, row.constData());
    QVERIFY2(found == count, name(flaw).constData());
  }
}

void TestDocumentPages::everyFlawHasWords() {
  const auto words = hall::model::Words::load(QStringLiteral(HALL_ASSETS "/i18n"));
  QVERIFY(words);
  for (const PageFlaw flaw : kPageFlaws) QVERIFY2(words->contains(wordOf(flaw)), name(flaw).constData());
}

void TestDocumentPages::lightOnLightUnderAHardShadow() {
  sim::PageScene scene;
  scene.desk = sim::Desk::White;
  scene.content = sim::Content::Blank;
  scene.hard = true;
  scene.noise = 3;
  scene.pose = {9, 12, -6, 0.7, {}};
  scene.fingers = {2};
  const Result<PageSight> sight = sightOf(sim::pictureOf(scene), {}, {});
  QVERIFY(sight && sight->page);
  QVERIFY(worstCorner(sight->page->corners, trueCorners(scene)) < 2);
  QVERIFY2(sight->flaws.isEmpty(), listed(sight->flaws).constData());  // a shadow's soft edge is no blurred print
}

void TestDocumentPages::flattensSoThatACodeReads() {
  for (const double turned : {-20.0, 0.0, 15.0}) {
    sim::PageScene scene;
    scene.content = sim::Content::Code;
    scene.pose = {turned, 18, -10, 0.72, {}};
    const Pair pair = flattenedAndDrawn(scene);
    QVERIFY(!pair.flat.empty());
    cv::Mat grey;
    cv::cvtColor(pair.flat, grey, cv::COLOR_BGR2GRAY);
    const auto sight = readCodes(grey, Deadline::in(5s), 0);
    QCOMPARE(sight.codes.size(), 1);
    QCOMPARE(sight.codes.first().bytes, QByteArray("hall:document-sample"));
  }
}

void TestDocumentPages::flattensStraight_data() {
  QTest::addColumn<double>("turned");
  QTest::addColumn<double>("leaning");
  QTest::addColumn<double>("sideways");
  QTest::newRow("as it should lie") << 0.0 << 0.0 << 0.0;
  QTest::newRow("turned") << 18.0 << 0.0 << 0.0;
  QTest::newRow("in perspective") << 6.0 << 20.0 << 11.0;
}

// Print stands where it was printed: to within a dot in each quarter of the sheet.
void TestDocumentPages::flattensStraight() {
  QFETCH(double, turned);
  QFETCH(double, leaning);
  QFETCH(double, sideways);
  sim::PageScene scene;
  scene.content = sim::Content::Certificate;
  scene.pose = {turned, leaning, sideways, 0.75, {}};
  const Pair pair = flattenedAndDrawn(scene);
  QVERIFY(!pair.flat.empty());
  const cv::Size half(pair.flat.cols / 2, pair.flat.rows / 2);
  for (const cv::Point& corner :
       {cv::Point(0, 0), cv::Point(half.width, 0), cv::Point(0, half.height), cv::Point(half.width, half.height)}) {
    const cv::Rect quarter(corner, half);
    const cv::Point2d shift = cv::phaseCorrelate(greyOf(pair.drawn(quarter)), greyOf(pair.flat(quarter)));
    QVERIFY2(cv::norm(shift) < 1, qPrintable(QStringLiteral("%1 %2").arg(shift.x).arg(shift.y)));
  }
}

void TestDocumentPages::keepsSealsRedAndPaperWhite() {
  sim::PageScene scene;
  scene.content = sim::Content::Certificate;
  scene.shade = 0.3;
  scene.light = 0.8;
  const Pair pair = flattenedAndDrawn(scene);
  QVERIFY(!pair.flat.empty());
  const int drawn = redDots(pair.drawn);
  const int kept = redDots(pair.flat);
  QVERIFY2(drawn > 500 && kept > drawn * 7 / 10 && kept < drawn * 14 / 10, qPrintable(QString::number(kept)));
  for (const double place : {0.06, 0.94}) {  // the margins above and below, where the light differed most
    const cv::Scalar paper = cv::mean(pair.flat(cv::Rect(pair.flat.cols / 3, int(pair.flat.rows * place) - 8, 60, 16)));
    QVERIFY2(paper[0] > 222 && paper[1] > 222 && paper[2] > 222, qPrintable(QString::number(paper[1])));
    QVERIFY(std::abs(paper[0] - paper[2]) < 10);
  }
}

void TestDocumentPages::knowsTheSheetBySizeWhereTheDeskIsKnown() {
  const PageQuad quad{cv::Point2d(500, 200), {1500, 200}, {1500, 1614}, {500, 1614}};
  QCOMPARE(shapeOf(quad, {2592, 1944}, {}).sheet, PageShape::Sheet::A4);
  const PageShape a4 = shapeOf(quad, {2592, 1944}, {540, 1.1});
  QCOMPARE(a4.sheet, PageShape::Sheet::A4);
  QCOMPARE(a4.millimetres.height, 297.0);
  const PageShape a5 = shapeOf(quad, {2592, 1944}, {380, 1.1});
  QCOMPARE(a5.sheet, PageShape::Sheet::A5);
  QCOMPARE(a5.dotsPerInch, int(1414 / (210 / 25.4)));
  const PageQuad large{cv::Point2d(0, 0), {4000, 0}, {4000, 5656}, {0, 5656}};
  const PageShape most = shapeOf(large, {4100, 5700}, {});
  QCOMPARE(most.dotsPerInch, 200);
  QVERIFY(most.dots.height <= 2339 && most.dots.width <= 1654);
}

QTEST_GUILESS_MAIN(TestDocumentPages)
#include "tst_document_pages.moc"

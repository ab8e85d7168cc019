#include "drivers/camera/page_judge.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "drivers/camera/page_flattener.h"
#include "drivers/camera/stroke_edge.h"

namespace hall::drivers {

namespace {

// The sheet without its rim, small, grey; what the light is judged by.
cv::Mat smallSheet(const cv::Mat& picture, const PageQuad& corners, const PageShape& shape) {
  constexpr double longSide = 400;
  PageShape small = shape;
  const double shrink = longSide / std::max(shape.dots.width, shape.dots.height);
  small.dots = {std::max(16, int(shape.dots.width * shrink)), std::max(16, int(shape.dots.height * shrink))};
  const cv::Mat sheet = flattened(picture, corners, small);
  const int rim = 6;
  return sheet(cv::Rect(rim, rim, sheet.cols - 2 * rim, sheet.rows - 2 * rim));
}

double levelBelow(const cv::Mat& grey, double share) {
  std::vector<int> histogram(256);
  for (auto dot = grey.begin<uchar>(); dot != grey.end<uchar>(); ++dot) ++histogram[*dot];
  const double limit = share * double(grey.total());
  double seen = 0;
  for (size_t level = 0; level < histogram.size(); ++level) {
    seen += histogram[level];
    if (seen >= limit) return double(level);
  }
  return 255;
}

// Dots that are blown in all colours and clearly brighter than the paper around them.
double largestBlown(const cv::Mat& sheet, double middle) {
  constexpr double blown = 250;
  if (middle > 244) return 0;  // then it is the exposure, not a lamp
  cv::Mat all;
  cv::inRange(sheet, cv::Scalar::all(blown), cv::Scalar::all(255), all);
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centres;
  const int count = cv::connectedComponentsWithStats(all, labels, stats, centres);
  int largest = 0;
  for (int i = 1; i < count; ++i) largest = std::max(largest, stats.at<int>(i, cv::CC_STAT_AREA));
  return double(largest) / double(sheet.total());
}

}  // namespace

PageMeasures measured(const cv::Mat& picture, const FoundPage& page, const PageShape& shape) {
  PageMeasures measures;
  const double longMillimetres = std::max(shape.millimetres.width, shape.millimetres.height);
  const double longDots = std::max(widthOf(page.corners), heightOf(page.corners));
  const double perDot = longMillimetres / std::max(1.0, longDots);
  measures.dotsPerInch = 25.4 / perDot;
  measures.bordersUsed = page.bordersUsed;
  const double longer = std::max(picture.cols, picture.rows);
  for (const cv::Point2d& corner : page.corners) {
    const double beyond =
        std::max({-corner.x, -corner.y, corner.x - (picture.cols - 1), corner.y - (picture.rows - 1)});
    measures.outside = std::max(measures.outside, (beyond + 2) / longer);
  }
  const cv::Mat sheet = smallSheet(picture, page.corners, shape);
  cv::Mat grey;
  cv::cvtColor(sheet, grey, cv::COLOR_BGR2GRAY);
  measures.paper = levelBelow(grey, 0.9);
  measures.middle = levelBelow(grey, 0.5);
  measures.blown = largestBlown(sheet, measures.middle);
  measures.strokeEdge = strokeEdgeDots(picture, page.corners).value_or(0);
  return measures;
}

QList<PageFlaw> flawsOf(const PageMeasures& measures, const PageLimits& limits) {
  QList<PageFlaw> flaws;
  const auto add = [&flaws](bool wrong, PageFlaw flaw) {
    if (wrong) flaws.append(flaw);
  };
  const bool dark = measures.paper < limits.darkPaper;
  const bool bright = measures.middle > limits.blownPaper;
  const bool soft = measures.strokeEdge > limits.strokeEdge &&
                    measures.strokeEdge * 25.4 / measures.dotsPerInch > limits.strokeMillimetres;
  add(measures.bordersUsed > 0 || measures.outside > limits.outside, PageFlaw::Cut);
  add(measures.dotsPerInch < limits.dotsPerInch, PageFlaw::TooSmall);
  add(dark, PageFlaw::Dark);
  add(bright, PageFlaw::Overexposed);
  add(!bright && measures.blown > limits.blown, PageFlaw::Glare);
  add(soft, PageFlaw::Blurred);
  return flaws;
}

QList<PageFlaw> flawsOfNothing(const cv::Mat& picture, const PageLimits& limits) {
  cv::Mat small;
  cv::resize(picture, small, {64, 48}, 0, 0, cv::INTER_AREA);
  cv::Mat grey;
  cv::cvtColor(small, grey, cv::COLOR_BGR2GRAY);
  if (levelBelow(grey, 0.99) < limits.blackPicture) return {PageFlaw::LensCovered};
  QList<PageFlaw> flaws{PageFlaw::NoPage};
  if (levelBelow(grey, 0.95) < limits.darkDesk) flaws.append(PageFlaw::Dark);
  if (levelBelow(grey, 0.5) > limits.blownPaper) flaws.append(PageFlaw::Overexposed);
  return flaws;
}

}  // namespace hall::drivers

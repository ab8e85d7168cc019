#include "drivers/code/corner_marks.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

struct Mark {
  cv::Point2d centre;
  double area;
};

using Contours = std::vector<std::vector<cv::Point>>;
constexpr int firstChild = 2;

Mark measured(const std::vector<cv::Point>& contour) {
  const cv::RotatedRect box = cv::minAreaRect(contour);
  return {box.center, cv::contourArea(contour)};
}

// A mark is a square in a ring: three nested outlines of 7, 5 and 3 modules about one centre.
bool isMark(const Mark& outer, const Mark& hole, const Mark& core) {
  const double side = std::sqrt(outer.area);
  const auto near = [side](double ratio, double wanted) { return side > 8 && std::abs(ratio / wanted - 1) < 0.45; };
  return near(hole.area / outer.area, 25.0 / 49) && near(core.area / outer.area, 9.0 / 49) &&
         cv::norm(outer.centre - core.centre) < side * 0.15;
}

std::vector<Mark> marksIn(const cv::Mat& blackAndWhite) {
  constexpr size_t most = 64;  // a picture full of them is a pattern, not a code
  Contours contours;
  std::vector<cv::Vec4i> tree;
  cv::findContours(blackAndWhite, contours, tree, cv::RETR_TREE, cv::CHAIN_APPROX_SIMPLE);
  std::vector<Mark> marks;
  for (size_t i = 0; i < contours.size() && marks.size() < most; ++i) {
    const int hole = tree[i][firstChild];
    const int core = hole < 0 ? -1 : tree[size_t(hole)][firstChild];
    if (core < 0 || contours[i].size() < 4) continue;
    const Mark outer = measured(contours[i]);
    if (isMark(outer, measured(contours[size_t(hole)]), measured(contours[size_t(core)]))) marks.push_back(outer);
  }
  return marks;
}

// Two sides of about the same length with a corner between them.
bool formACorner(const Mark& corner, const Mark& a, const Mark& b) {
  const double smallest = std::min({corner.area, a.area, b.area});
  const double largest = std::max({corner.area, a.area, b.area});
  const cv::Point2d u = a.centre - corner.centre;
  const cv::Point2d v = b.centre - corner.centre;
  const double lengths = cv::norm(u) * cv::norm(v);
  return largest < 3 * smallest && lengths > largest && std::abs(u.dot(v)) < 0.4 * lengths &&
         std::abs(std::log(cv::norm(u) / cv::norm(v))) < 0.7;
}

}  // namespace

bool showsCornerMarks(const cv::Mat& grey) {
  cv::Mat small;
  cv::Mat blackAndWhite;
  const double scale = std::min(1.0, 640.0 / std::max(1, std::max(grey.cols, grey.rows)));
  cv::resize(grey, small, {}, scale, scale, cv::INTER_AREA);
  cv::threshold(small, blackAndWhite, 0, 255, cv::THRESH_BINARY_INV | cv::THRESH_OTSU);
  const std::vector<Mark> marks = marksIn(blackAndWhite);
  for (const Mark& corner : marks) {
    for (const Mark& a : marks) {
      for (const Mark& b : marks) {
        if (&a != &corner && &b != &corner && &a != &b && formACorner(corner, a, b)) return true;
      }
    }
  }
  return false;
}

}  // namespace hall::drivers

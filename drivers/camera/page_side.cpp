#include "drivers/camera/page_side.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

constexpr int columns = 120;          // places along a side where its edge is looked for
constexpr double endsLeftOut = 0.07;  // of the side at both ends, where corners are round or covered

struct SideLine {
  cv::Point2d a;
  cv::Point2d b;
};

// The surroundings of a side laid straight: along it to the right, outwards downwards.
cv::Mat strip(const cv::Mat& picture, const SideLine& side, cv::Point2d normal, double reach, int rows) {
  const cv::Point2d step = (side.b - side.a) * ((1 - 2 * endsLeftOut) / (columns - 1));
  const cv::Point2d across = normal * (2 * reach / (rows - 1));
  const cv::Point2d from = side.a + (side.b - side.a) * endsLeftOut - normal * reach;
  const cv::Matx23d way(step.x, across.x, from.x, step.y, across.y, from.y);
  cv::Mat straight;
  cv::warpAffine(picture, straight, way, {columns, rows}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REPLICATE);
  cv::Mat smooth;
  straight.convertTo(smooth, CV_32F);
  cv::blur(smooth, smooth, {5, 1});
  return smooth;
}

// How much each dot of the strip changes outwards, in the colour that changes most.
cv::Mat changes(const cv::Mat& straight) {
  cv::Mat slope;
  cv::Sobel(straight, slope, CV_32F, 0, 1);
  std::vector<cv::Mat> colours;
  cv::split(slope, colours);
  const auto weight = [](const cv::Mat& colour) { return cv::norm(colour, cv::NORM_L2); };
  return *std::max_element(colours.begin(), colours.end(),
                           [&](const auto& a, const auto& b) { return weight(a) < weight(b); });
}

// The row of the strongest change in each column, with a part of a row; those much weaker than most are left out.
std::vector<cv::Point2f> edgePoints(const cv::Mat& slope) {
  cv::Mat falling;  // most sheets are lighter than what surrounds them, but all of one side changes the same way
  const bool darkSheet = cv::sum(slope)[0] > 0;
  slope.convertTo(falling, CV_32F, darkSheet ? 1 : -1);
  std::vector<cv::Point2f> points;
  std::vector<float> peaks;
  for (int x = 0; x < falling.cols; ++x) {
    cv::Point at;
    double peak = 0;
    cv::minMaxLoc(falling.col(x), nullptr, &peak, nullptr, &at);
    const float before = falling.at<float>(std::max(0, at.y - 1), x);
    const float after = falling.at<float>(std::min(falling.rows - 1, at.y + 1), x);
    const float bend = before - 2 * float(peak) + after;
    const float part = bend < -1e-3F ? std::clamp((before - after) / (2 * bend), -0.5F, 0.5F) : 0;
    points.emplace_back(float(x), float(at.y) + part);
    peaks.push_back(float(peak));
  }
  std::vector<float> sorted = peaks;
  std::nth_element(sorted.begin(), sorted.begin() + columns / 2, sorted.end());
  const float least = std::max(2.0F, sorted[columns / 2] * 0.4F);
  std::vector<cv::Point2f> strong;
  for (size_t i = 0; i < points.size(); ++i) {
    if (peaks[i] > least) strong.push_back(points[i]);
  }
  return strong;
}

// A straight line through most of the points: offset at column 0 and slope; false if most are not on one.
bool fit(std::vector<cv::Point2f> points, double tolerance, cv::Vec2d& line) {
  for (int round = 0; round < 3; ++round) {
    if (points.size() < size_t(columns) / 3) return false;
    cv::Vec4f fitted;
    cv::fitLine(points, fitted, round == 0 ? cv::DIST_WELSCH : cv::DIST_HUBER, 0, 0.01, 0.01);
    if (std::abs(fitted[0]) < 0.5F) return false;
    const double slope = double(fitted[1]) / double(fitted[0]);
    line = {double(fitted[3]) - slope * double(fitted[2]), slope};
    const double limit = tolerance * (round == 0 ? 2 : 1);
    std::erase_if(points,
                  [&](cv::Point2f p) { return std::abs(double(p.y) - line[0] - line[1] * double(p.x)) > limit; });
  }
  return points.size() >= size_t(columns) / 3;
}

SideLine moved(const cv::Mat& picture, const SideLine& side, cv::Point2d normal, double reach) {
  const int rows = std::max(9, int(std::lround(reach * 2)) | 1);
  cv::Vec2d line;
  if (!fit(edgePoints(changes(strip(picture, side, normal, reach, rows))), std::max(1.0, rows * 0.08), line)) {
    return side;
  }
  const double perRow = 2 * reach / (rows - 1);
  const auto offset = [&](double column) { return (line[0] + line[1] * column) * perRow - reach; };
  const double first = -endsLeftOut / (1 - 2 * endsLeftOut) * (columns - 1);
  return {side.a + normal * offset(first), side.b + normal * offset(columns - 1 - first)};
}

PageQuad refinedOnce(const cv::Mat& picture, const PageQuad& quad, double reach) {
  std::array<SideLine, 4> sides;
  cv::Point2d middle = (quad[0] + quad[1] + quad[2] + quad[3]) / 4;
  for (size_t i = 0; i < 4; ++i) {
    const cv::Point2d a = quad[i];
    const cv::Point2d b = quad[(i + 1) % 4];
    cv::Point2d normal(b.y - a.y, a.x - b.x);
    normal /= std::max(1e-9, cv::norm(normal));
    if ((middle - a).dot(normal) > 0) normal = -normal;
    const bool atBorder = (a.x < 1 && b.x < 1) || (a.y < 1 && b.y < 1) ||
                          (a.x > picture.cols - 3 && b.x > picture.cols - 3) ||
                          (a.y > picture.rows - 3 && b.y > picture.rows - 3);
    sides[i] = atBorder ? SideLine{a, b} : moved(picture, {a, b}, normal, reach);
  }
  PageQuad result;
  for (size_t i = 0; i < 4; ++i) {
    const SideLine& before = sides[(i + 3) % 4];
    result[i] = crossing(before.a, before.b, sides[i].a, sides[i].b);
    if (cv::norm(result[i] - quad[i]) > 6 * reach) return quad;
  }
  return result;
}

}  // namespace

PageQuad refined(const cv::Mat& picture, const PageQuad& coarse, double uncertainty) {
  const PageQuad closer = refinedOnce(picture, coarse, std::max(4.0, 4 * uncertainty));
  return refinedOnce(picture, closer, std::max(4.0, 1.5 * uncertainty));
}

}  // namespace hall::drivers

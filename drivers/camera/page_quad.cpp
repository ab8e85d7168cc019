#include "drivers/camera/page_quad.h"

#include <algorithm>
#include <cmath>

namespace hall::drivers {

cv::Point2d crossing(cv::Point2d a, cv::Point2d b, cv::Point2d c, cv::Point2d d) {
  const cv::Point2d u = b - a;
  const cv::Point2d v = d - c;
  const double turn = u.cross(v);
  constexpr double almostParallel = 1e-9;
  if (std::abs(turn) < almostParallel) return {1e9, 1e9};
  return a + u * ((c - a).cross(v) / turn);
}

double areaOf(const PageQuad& quad) {
  double doubled = 0;
  for (size_t i = 0; i < 4; ++i) doubled += quad[i].cross(quad[(i + 1) % 4]);
  return std::abs(doubled) / 2;
}

PageQuad scaled(const PageQuad& quad, double factor) {
  PageQuad result = quad;
  for (cv::Point2d& corner : result) corner *= factor;
  return result;
}

PageQuad ordered(const PageQuad& quad) {
  PageQuad turned = quad;
  cv::Point2d centre;
  for (const cv::Point2d& corner : quad) centre += corner / 4;
  const auto angle = [centre](const cv::Point2d& corner) {
    return std::atan2(corner.y - centre.y, corner.x - centre.x);
  };
  std::sort(turned.begin(), turned.end(), [angle](const auto& a, const auto& b) { return angle(a) < angle(b); });
  // With y downwards, growing angles run clockwise. The upper side points to the right.
  size_t first = 0;
  double best = -2;
  for (size_t i = 0; i < 4; ++i) {
    const cv::Point2d side = turned[(i + 1) % 4] - turned[i];
    const double level = side.x / std::max(1e-9, std::hypot(side.x, side.y));
    if (level > best) {
      best = level;
      first = i;
    }
  }
  std::rotate(turned.begin(), turned.begin() + std::ptrdiff_t(first), turned.end());
  return turned;
}

double widthOf(const PageQuad& quad) {
  return std::max(cv::norm(quad[1] - quad[0]), cv::norm(quad[2] - quad[3]));
}

double heightOf(const PageQuad& quad) {
  return std::max(cv::norm(quad[2] - quad[1]), cv::norm(quad[3] - quad[0]));
}

}  // namespace hall::drivers

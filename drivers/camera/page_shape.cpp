#include "drivers/camera/page_shape.h"

#include <algorithm>
#include <cmath>

namespace hall::drivers {

namespace {

constexpr double perInch = 25.4;
constexpr double alike = 0.05;      // how far an aspect may be from a sheet's and still be taken for it
constexpr int mostPaperDots = 200;  // per inch: A4 becomes 1654 × 2339
constexpr int mostCardDots = 300;

cv::Point3d centred(cv::Point2d corner, cv::Size picture) {
  return {corner.x - picture.width / 2.0, corner.y - picture.height / 2.0, 1};
}

bool near(double value, double wanted, double tolerance) {
  return std::abs(value / wanted - 1) < tolerance;
}

cv::Size2d laid(double shortSide, double longSide, double aspect) {
  return aspect > 1 ? cv::Size2d(longSide, shortSide) : cv::Size2d(shortSide, longSide);
}

}  // namespace

// The two sides of a rectangle are directions in space that are perpendicular to one another; what the camera sees of
// them gives its focal length, and with it their true lengths (Zhang and He, whiteboard scanning).
double aspectOf(const PageQuad& quad, cv::Size picture, const CameraStand& stand) {
  const cv::Point3d m1 = centred(quad[0], picture);
  const cv::Point3d m2 = centred(quad[1], picture);
  const cv::Point3d m3 = centred(quad[3], picture);
  const cv::Point3d m4 = centred(quad[2], picture);
  const double k2 = m1.cross(m4).dot(m3) / m2.cross(m4).dot(m3);
  const double k3 = m1.cross(m4).dot(m2) / m3.cross(m4).dot(m2);
  const cv::Point3d across = k2 * m2 - m1;
  const cv::Point3d down = k3 * m3 - m1;
  const double longer = std::max(picture.width, picture.height);
  double focus = stand.focalLength * longer;
  const double squared = -(across.x * down.x + across.y * down.y) / (across.z * down.z);
  // Only a sheet that leans both ways tells the focal length well.
  const bool tells = std::abs(across.z) > 0.06 && std::abs(down.z) > 0.06;
  if (tells && squared > std::pow(0.6 * longer, 2) && squared < std::pow(2.5 * longer, 2)) focus = std::sqrt(squared);
  const auto length = [focus](const cv::Point3d& v) { return std::hypot(v.x, v.y, v.z * focus); };
  const double aspect = length(across) / length(down);
  return std::isfinite(aspect) && aspect > 0 ? aspect : widthOf(quad) / std::max(1.0, heightOf(quad));
}

PageShape shapeOf(const PageQuad& quad, cv::Size picture, const CameraStand& stand) {
  const double aspect = aspectOf(quad, picture, stand);
  const double steep = std::max(aspect, 1 / aspect);
  const double longDots = std::max(widthOf(quad), heightOf(quad));
  const double perDot = stand.deskMillimetres / std::max(picture.width, picture.height);
  const double longMillimetres = longDots * perDot;  // 0 if nobody knows
  PageShape shape;
  shape.millimetres = laid(longMillimetres / steep, longMillimetres, aspect);
  if (near(steep, 1.4142, alike)) {
    const bool half = longMillimetres > 0 && longMillimetres < std::sqrt(210.0 * 297.0);
    shape.sheet = half ? PageShape::Sheet::A5 : PageShape::Sheet::A4;
    shape.millimetres = half ? laid(148, 210, aspect) : laid(210, 297, aspect);
  } else if (near(steep, 1.5858, alike) && (longMillimetres == 0 || near(longMillimetres, 85.6, 0.4))) {
    shape.sheet = PageShape::Sheet::IdCard;
    shape.millimetres = laid(53.98, 85.60, aspect);
  } else if (longMillimetres == 0) {
    shape.millimetres = laid(297 / steep, 297, aspect);
  }
  const double inches = std::max(shape.millimetres.width, shape.millimetres.height) / perInch;
  const int most = inches < 4 ? mostCardDots : std::min(mostPaperDots, int(2339 / inches));
  shape.dotsPerInch = std::clamp(int(longDots / inches), 1, std::max(1, most));
  shape.dots = {std::max(1, int(std::lround(shape.millimetres.width / perInch * shape.dotsPerInch))),
                std::max(1, int(std::lround(shape.millimetres.height / perInch * shape.dotsPerInch)))};
  return shape;
}

}  // namespace hall::drivers

#pragma once
// Four corners in a picture's pixels, clockwise from the upper left, and the small geometry everybody needs of them.
#include <array>
#include <opencv2/core/types.hpp>

namespace hall::drivers {

using PageQuad = std::array<cv::Point2d, 4>;

// Where two lines, each through two points, cross; parallel lines cross very far away.
cv::Point2d crossing(cv::Point2d a, cv::Point2d b, cv::Point2d c, cv::Point2d d);
double areaOf(const PageQuad& quad);
PageQuad scaled(const PageQuad& quad, double factor);
// The same corners, clockwise, the first being the upper left of the side that lies highest and most level.
PageQuad ordered(const PageQuad& quad);
// The length of the longer of two opposite sides, along the first side (width) or the second (height).
double widthOf(const PageQuad& quad);
double heightOf(const PageQuad& quad);

}  // namespace hall::drivers

#pragma once
// What kind of sheet four corners are, and how many dots its flattened picture deserves. Thread: pure functions, any.
#include <opencv2/core/types.hpp>

#include "drivers/camera/page_quad.h"

namespace hall::drivers {

// How the camera stands: what is not known is 0.
struct CameraStand {
  double deskMillimetres = 0;  // how much of the desk the picture's longer side shows
  double focalLength = 1.1;    // in parts of the picture's longer side; for sheets whose perspective does not tell
};

struct PageShape {
  enum class Sheet { A4, A5, IdCard, Other };
  Sheet sheet = Sheet::Other;
  cv::Size2d millimetres;
  int dotsPerInch = 0;  // of the flattened picture; never more than the camera gave
  cv::Size dots;
};

// Width over height of a flat rectangle with these corners, seen by a camera without lens errors.
double aspectOf(const PageQuad& quad, cv::Size picture, const CameraStand& stand);
PageShape shapeOf(const PageQuad& quad, cv::Size picture, const CameraStand& stand);

}  // namespace hall::drivers

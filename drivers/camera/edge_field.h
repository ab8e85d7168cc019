#pragma once
// Where a small picture changes, and in which direction it grows lighter, with print wiped away and whichever colour
// tells most. Thread: a value; pure functions, any.
#include <opencv2/core/mat.hpp>

namespace hall::drivers {

struct EdgeField {
  cv::Mat dx;            // CV_16SC1
  cv::Mat dy;            // CV_16SC1
  double threshold = 0;  // below this a change is grain of the desk or noise of the camera
  cv::Mat edges;         // CV_8UC1, thin: all above the threshold …
  cv::Mat strong;        // … and those that stand out from a wild desk
};

EdgeField edgeField(const cv::Mat& small);

}  // namespace hall::drivers

#pragma once
// Thread: pure function, any.
#include <opencv2/core/mat.hpp>

namespace hall::drivers {

// The part of a picture, half as wide and high, in which dark and light meet most.
cv::Rect likelyRegion(const cv::Mat1b& grey);

}  // namespace hall::drivers

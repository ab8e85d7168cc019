#pragma once
// Whether a picture shows the three corner marks of a QR code, read or not: the difference between "hold the code
// still" and "no code there", which the decoder does not tell. Thread: pure function, any.
#include <opencv2/core/mat.hpp>

namespace hall::drivers {

bool showsCornerMarks(const cv::Mat& grey);

}  // namespace hall::drivers

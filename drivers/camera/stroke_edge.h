#pragma once
// How many dots print takes to go from paper to ink, wherever the sheet has print: a measure of sharpness that does not
// depend on how much is printed. Thread: pure function, any.
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/camera/page_quad.h"

namespace hall::drivers {

// Across and along the picture, the worse of the two. Nothing where the sheet is blank.
std::optional<double> strokeEdgeDots(const cv::Mat& picture, const PageQuad& corners);

}  // namespace hall::drivers

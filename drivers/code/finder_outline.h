#pragma once
// The four corners of a finder pattern, to a part of a pixel. Thread: pure functions, any.
#include <array>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/code/symbol_frame.h"

namespace hall::drivers {

// The brightness between pixels; outside the picture that of its edge.
float brightness(const cv::Mat1b& grey, cv::Point2d at);

// Anchors for the corners of a finder pattern: `right` and `down` are its module vectors as far as known, and are made
// better; `middle` is its middle in module coordinates. Nothing if its sides are not to be seen.
std::optional<std::array<Anchor, 4>> outlined(const cv::Mat1b& grey, cv::Point2d centre, cv::Point2d& right,
                                              cv::Point2d& down, cv::Point2d middle);

}  // namespace hall::drivers

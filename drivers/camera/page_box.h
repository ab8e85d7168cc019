#pragma once
// The last resort for a sheet whose edges are not straight: the smallest box around the one large thing that differs
// from the desk. Thread: pure function, any.
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/camera/page_quad.h"

namespace hall::drivers {

// `small`: 8 bit, blue, green and red. Nothing if the thing does not fill its box or touches the picture's border.
std::optional<PageQuad> boxedPage(const cv::Mat& small);

}  // namespace hall::drivers

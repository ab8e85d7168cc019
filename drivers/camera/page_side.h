#pragma once
// Moves the sides of a roughly known sheet onto its edges in the full picture, to a part of a dot. What covers a piece
// of a side, a finger or a rounded corner, does not pull at it. Thread: pure function, any.
#include <opencv2/core/mat.hpp>

#include "drivers/camera/page_quad.h"

namespace hall::drivers {

// `uncertainty`: how many dots of `picture` one dot of the coarse search was.
PageQuad refined(const cv::Mat& picture, const PageQuad& coarse, double uncertainty);

}  // namespace hall::drivers

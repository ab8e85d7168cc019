#pragma once
// Finds the one sheet in a picture: four straight edges that enclose the most plausible sheet, light on dark or light
// on light, turned, in perspective, its corners perhaps under a finger; where the edges are not straight enough, the
// smallest box around whatever differs from the desk. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/camera/page_quad.h"

namespace hall::drivers {

struct FoundPage {
  PageQuad corners;     // dots of the picture, as ordered(); a cut sheet's may lie outside
  double support = 0;   // how much of its outline is an edge, 0 … 1
  int bordersUsed = 0;  // sides that are the picture's border because the sheet goes on beyond it
};

// `picture`: 8 bit, blue, green and red.
std::optional<FoundPage> findPage(const cv::Mat& picture);

}  // namespace hall::drivers

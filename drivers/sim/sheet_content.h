#pragma once
// What is printed on an invented sheet: lines of signs that belong to no script, a table with a photograph's place and
// a red seal, a code, or nothing. Thread: pure function, any.
#include "drivers/sim/page_scene.h"

namespace hall::drivers::sim {

// 8 bit, blue, green and red, on paper white.
cv::Mat drawnContent(Content content, cv::Size2d millimetres, double dotsPerMillimetre, uint64_t seed);

}  // namespace hall::drivers::sim

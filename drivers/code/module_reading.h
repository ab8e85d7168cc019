#pragma once
// From a frame to dark and light modules. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>

#include "drivers/code/symbol_frame.h"

namespace hall::drivers {

enum class Reading {
  Plain,          // darker than the modules around
  Sharpened,      // after taking back what a little blur carried over from the neighbours
  Middle,         // darker than the middle between the darkest and the brightest around
  MoreSharpened,  // for more blur
};

// The brightness of every module.
cv::Mat1b levelsOf(const cv::Mat1b& grey, const SymbolFrame& frame, int side);
// 1 for dark; what is not data is drawn as it must be, with the format that fits best. A mirrored code is turned.
cv::Mat1b modulesOf(const cv::Mat1b& levels, int version, Reading how);

}  // namespace hall::drivers

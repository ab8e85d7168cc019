#pragma once
// Finds the alignment patterns of a code and bends its frame to them. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "drivers/code/symbol_frame.h"

namespace hall::drivers {

// `anchors` are those the frame was fitted to.
void align(const cv::Mat1b& grey, int version, const std::vector<Anchor>& anchors, Sheet sheet, SymbolFrame& frame);

// Where a finder pattern stands that was not seen, looked for about `module` (its middle); nothing if there is none.
std::optional<Anchor> missingFinder(const cv::Mat1b& grey, const SymbolFrame& frame, cv::Point2d module);

// The version a code says it is beside its top right and bottom left finder patterns, each given by its middle and its
// module vectors; 0 if neither block can be read.
int versionTold(const cv::Mat1b& grey, cv::Point2d topRight, cv::Point2d right1, cv::Point2d down1,
                cv::Point2d bottomLeft, cv::Point2d right2, cv::Point2d down2);

}  // namespace hall::drivers

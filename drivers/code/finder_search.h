#pragma once
// Finds the finder patterns of QR codes in a black and white picture: concentric squares that any line through the
// middle cuts 1:1:3:1:1. Codes light on dark are found in the negative. Thread: pure functions, any.
#include <algorithm>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace hall::drivers {

struct FinderPattern {
  cv::Point2f centre;
  float module;   // pixels, the mean of the directions measured
  int sightings;  // lines that cut it

  // 1: cut by as many lines as a pattern of this size should be.
  [[nodiscard]] float certainty() const { return std::min(1.0F, float(sightings) / std::clamp(module, 1.0F, 4.0F)); }
};

// `blackAndWhite` holds 0 for dark. The best seen first; at most `most`.
std::vector<FinderPattern> findFinderPatterns(const cv::Mat1b& blackAndWhite, size_t most);

// How many pixels a module of the pattern around `centre` takes along a direction; 0 if it is none.
float moduleAlong(const cv::Mat1b& blackAndWhite, cv::Point2f centre, cv::Point2f direction);

}  // namespace hall::drivers

#pragma once
// Samples a QR code module by module where three finder patterns stand, through all of its alignment patterns, so that
// dense, bent and tilted codes come out as clean matrices. What the matrix says is left to the decoding library.
// Thread: pure functions, any.
#include <array>
#include <functional>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <vector>

#include "drivers/code/finder_search.h"

namespace hall::drivers {

struct FinderTriple {
  FinderPattern corner;  // top left of the code
  FinderPattern right;   // top right, seen from a code that is not mirrored
  FinderPattern down;
  double misfit;  // 0: a perfect square

  // The one that was not seen and only stands where it should be, if any.
  [[nodiscard]] const FinderPattern* guessed() const;
};

// What may be codes, the likeliest first.
std::vector<FinderTriple> findTriples(const std::vector<FinderPattern>& patterns);

// Codes of which one finder pattern is covered, torn or out of the picture: two that stand as those of a code do, with
// each place where the third may be.
std::vector<FinderTriple> findPairs(const cv::Mat1b& grey, const std::vector<FinderPattern>& patterns);

struct SampledCode {
  cv::Mat1b modules;  // 1: dark
  std::array<cv::Point, 4> corners;
};

// Gives `take` one reading after another of the code at `triple` until it says true. Returns what was taken. `grey` is
// the picture with dark ink on light, `blackAndWhite` the same with 0 for dark.
std::optional<SampledCode> sample(const cv::Mat1b& grey, const cv::Mat1b& blackAndWhite, const FinderTriple& triple,
                                  const std::function<bool(const SampledCode&)>& take);

}  // namespace hall::drivers

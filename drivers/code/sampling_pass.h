#pragma once
// Finds and reads every code of a picture by our own sampling. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>

#include "drivers/code/sight.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

// How the picture is made black and white before the search for finder patterns.
enum class Threshold { Local, Whole };

struct Sampled {
  QList<SeenCode> codes;
  bool marks = false;  // three finder patterns stand as those of a code do
  bool more = false;   // three such beside the codes that were read
  bool flood = false;  // so many patterns that they are none of codes, or of very many
};

enum class Finders { Three, Two };

// `Two` looks for codes of which one finder pattern is not to be seen. Places are scaled by `scale`. Stops between two
// candidates when the deadline has passed.
Sampled readBySampling(const cv::Mat1b& grey, Threshold threshold, Finders finders, double scale,
                       const Deadline& deadline);

}  // namespace hall::drivers

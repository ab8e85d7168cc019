#pragma once
// The passes a picture goes through. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>
#include <span>

#include "drivers/code/sight.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

struct Findings {
  QList<SeenCode> codes;
  bool marks = false;  // finder patterns stand as those of a code do
  bool more = false;   // some such stand beside the codes that were read
  bool flood = false;  // so many that the library would not come back
};

struct CodePass {
  const char* name;
  Findings (*look)(const cv::Mat1b& grey, const Deadline& deadline);
  bool library;  // searches for finder patterns by itself, so a flood of them keeps it busy
};

// In the order in which a single picture sees them; the first `leadingPasses` stay in front in a stream.
std::span<const CodePass> codePasses();
inline constexpr size_t leadingPasses = 3;

}  // namespace hall::drivers

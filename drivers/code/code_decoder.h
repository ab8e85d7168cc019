#pragma once
// Finds and reads the QR codes of a grey picture. Pass follows pass, the one that reads most per millisecond first: our
// own sampling, the library on the plain picture, both on prepared ones, another library last; the first that reads
// ends it. Only QR is enabled. Thread: pure functions, any; they belong into the worker, because a pass cannot be
// stopped.
#include <opencv2/core/mat.hpp>

#include "drivers/code/sight.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

// What one picture may take. A stream brings the next one soon; a forgotten file must not keep a clerk waiting.
inline constexpr std::chrono::milliseconds pictureBudget(42);

// The deadline is looked at between passes; the first is made whatever it says. `turn` is 0 for a single picture and
// counts the pictures of a stream: the later passes take turns in coming first, so that a few frames see them all.
Sight readCodes(const cv::Mat& grey, const Deadline& deadline, unsigned turn);

}  // namespace hall::drivers

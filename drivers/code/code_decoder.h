#pragma once
// Finds and reads one QR code in a grey picture. Only QR is enabled. The plain picture is tried first, then prepared
// ones (inverted, thresholded, smaller), until one reads or the time is over; the deadline is looked at between passes.
// Over a stream the prepared ones take turns, so that a few frames see them all.
#include <opencv2/core/mat.hpp>

#include "drivers/code/sight.h"
#include "drivers/port/deadline.h"

namespace hall::drivers {

class CodeDecoder {
 public:
  // At least the plain pass is made whatever the deadline says.
  Sight look(const cv::Mat& grey, const Deadline& deadline);

 private:
  size_t m_turn = 0;  // which prepared pass comes first in the next picture
};

}  // namespace hall::drivers

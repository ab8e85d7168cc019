#include "drivers/code/likely_region.h"

#include <opencv2/imgproc.hpp>

namespace hall::drivers {

cv::Rect likelyRegion(const cv::Mat1b& grey) {
  constexpr int step = 8;
  const cv::Rect whole({}, grey.size());
  if (grey.cols < 8 * step || grey.rows < 8 * step) return whole;
  cv::Mat1b small;
  cv::resize(grey, small, cv::Size(grey.cols / 2, grey.rows / 2), 0, 0, cv::INTER_AREA);
  cv::Mat1b level;
  cv::Mat1b upright;
  const cv::Rect left(0, 0, small.cols - 1, small.rows - 1);
  cv::absdiff(small(left), small(left + cv::Point(1, 0)), level);
  cv::absdiff(small(left), small(left + cv::Point(0, 1)), upright);
  // Where lines run one way only there is text or a bar code, so the lesser of the two counts.
  cv::Mat both;
  cv::Mat across;
  cv::resize(level, both, cv::Size(grey.cols / step, grey.rows / step), 0, 0, cv::INTER_AREA);
  cv::resize(upright, across, both.size(), 0, 0, cv::INTER_AREA);
  cv::min(both, across, both);
  cv::Mat sum;
  const int side = std::max(3, std::min(both.rows, both.cols) / 2) | 1;
  cv::blur(both, sum, {side, side}, {-1, -1}, cv::BORDER_CONSTANT);
  cv::Point best;
  cv::minMaxLoc(sum, nullptr, nullptr, nullptr, &best);
  const cv::Size size(grey.cols / 2, grey.rows / 2);
  const cv::Point corner(std::clamp(best.x * step - size.width / 2, 0, grey.cols - size.width),
                         std::clamp(best.y * step - size.height / 2, 0, grey.rows - size.height));
  return {corner, size};
}

}  // namespace hall::drivers

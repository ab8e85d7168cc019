#include "drivers/code/module_reading.h"

#include <array>
#include <opencv2/imgproc.hpp>

#include "drivers/code/finder_outline.h"
#include "drivers/code/qr_layout.h"

namespace hall::drivers {

namespace {

cv::Mat1f sharpened(const cv::Mat1f& levels, float strength) {
  if (strength <= 0) return levels;
  // Blur spreads a module over its neighbours, the four beside it most.
  const cv::Mat1f kernel = (cv::Mat1f(3, 3) << -0.35F, -1, -0.35F, -1, 5.4F + 1 / strength, -1, -0.35F, -1, -0.35F);
  cv::Mat1f result;
  cv::filter2D(levels, result, -1, kernel * strength, {-1, -1}, 0, cv::BORDER_REPLICATE);
  return result;
}

cv::Mat1f thresholdOf(const cv::Mat1f& levels, Reading how) {
  cv::Mat1f result;
  if (how != Reading::Middle) {
    cv::blur(levels, result, {9, 9}, {-1, -1}, cv::BORDER_REFLECT);
    return result;
  }
  cv::Mat1f low;
  cv::Mat1f high;
  const cv::Mat box = cv::getStructuringElement(cv::MORPH_RECT, {5, 5});
  cv::erode(levels, low, box);
  cv::dilate(levels, high, box);
  result = (low + high) / 2;
  cv::blur(result, result, {3, 3});
  return result;
}

struct Format {
  int bits = 0;
  float score = -1;
};

// The one of 32 that what was measured in both places speaks for most; `signs` are positive where dark.
Format bestFormat(const cv::Mat1f& signs) {
  Format best;
  for (int format = 0; format < qr::formats; ++format) {
    float score = 0;
    for (int bit = 0; bit < 15; ++bit) {
      const auto [first, second] = qr::formatPlaces(bit, signs.cols);
      const float sum = signs(first) + signs(second);
      score += (qr::formatBits(format) >> bit & 1) != 0 ? sum : -sum;
    }
    if (score > best.score) best = {format, score};
  }
  return best;
}

}  // namespace

cv::Mat1b levelsOf(const cv::Mat1b& grey, const SymbolFrame& frame, int side) {
  cv::Mat1b levels(side, side);
  static constexpr std::array<std::array<double, 2>, 5> spots{{{0, 0}, {-0.2, 0}, {0.2, 0}, {0, -0.2}, {0, 0.2}}};
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const cv::Point2d middle = frame.at({x + 0.5, y + 0.5});
      const cv::Point2d right = frame.smooth({x + 1.5, y + 0.5}) - frame.smooth({x + 0.5, y + 0.5});
      const cv::Point2d down(-right.y, right.x);
      float sum = 0;
      for (const auto& spot : spots) sum += brightness(grey, middle + right * spot[0] + down * spot[1]);
      levels(y, x) = cv::saturate_cast<uchar>(sum / float(spots.size()));
    }
  }
  return levels;
}

cv::Mat1b modulesOf(const cv::Mat1b& levels, int version, Reading how) {
  cv::Mat1f fine;
  levels.convertTo(fine, CV_32F);
  const float strength = how == Reading::Sharpened ? 0.12F : how == Reading::MoreSharpened ? 0.35F : 0;
  fine = sharpened(fine, strength);
  cv::Mat1f signs;
  cv::subtract(thresholdOf(fine, how), fine, signs);
  const Format upright = bestFormat(signs);
  cv::Mat1f transposed;
  cv::transpose(signs, transposed);
  const Format turned = bestFormat(transposed);
  const bool mirrored = turned.score > upright.score * 1.15F;
  if (mirrored) signs = transposed;
  cv::Mat1b modules;
  cv::compare(signs, 0, modules, cv::CMP_GT);
  modules &= 1;
  qr::drawFixedParts(modules, version, mirrored ? turned.bits : upright.bits);
  return modules;
}

}  // namespace hall::drivers

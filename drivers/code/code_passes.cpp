#include "drivers/code/code_passes.h"

#include <array>
#include <opencv2/imgproc.hpp>

#include "drivers/code/library_reader.h"
#include "drivers/code/likely_region.h"
#include "drivers/code/sampling_pass.h"

namespace hall::drivers {

namespace {

cv::Mat1b shrunk(const cv::Mat1b& grey, int divisor) {
  cv::Mat1b small;
  cv::resize(grey, small, cv::Size(std::max(1, grey.cols / divisor), std::max(1, grey.rows / divisor)), 0, 0,
             cv::INTER_AREA);
  return small;
}

cv::Mat1b adaptive(const cv::Mat1b& grey, int block) {
  cv::Mat1b picture;
  cv::adaptiveThreshold(grey, picture, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, block, 5);
  return picture;
}

cv::Mat1b otsu(const cv::Mat1b& grey) {
  cv::Mat1b picture;
  cv::threshold(grey, picture, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
  return picture;
}

cv::Mat1b negative(const cv::Mat1b& grey) {
  cv::Mat1b picture;
  cv::bitwise_not(grey, picture);
  return picture;
}

cv::Mat1b smoothed(const cv::Mat1b& grey, double sigma) {
  cv::Mat1b picture;
  cv::GaussianBlur(grey, picture, {}, sigma);
  return picture;
}

// Takes back a little blur.
cv::Mat1b sharpened(const cv::Mat1b& grey) {
  cv::Mat1b around;
  cv::blur(grey, around, {9, 9});
  cv::Mat1b picture;
  cv::addWeighted(grey, 3, around, -2, 0, picture);
  return picture;
}

// Telephone screens in sunlight leave all the contrast in one half of the scale.
cv::Mat1b stretched(const cv::Mat1b& grey, double gain, double offset) {
  cv::Mat1b picture;
  grey.convertTo(picture, CV_8U, gain, offset);
  return picture;
}

Findings sampled(const cv::Mat1b& grey, Threshold threshold, Finders finders, double scale, const Deadline& deadline) {
  Sampled result = readBySampling(grey, threshold, finders, scale, deadline);
  return {std::move(result.codes), result.marks, result.more, result.flood};
}

Findings read(const cv::Mat1b& picture, Levels levels, int divisor, double scale) {
  Findings found{readWithZxing(picture, levels, divisor)};
  for (SeenCode& code : found.codes) {
    for (QPoint& corner : code.corners) corner *= scale;
  }
  return found;
}

// The piece where most dark and light meet, twice as large.
Findings enlarged(const cv::Mat1b& grey, const Deadline& deadline) {
  const cv::Rect region = likelyRegion(grey);
  cv::Mat1b large;
  cv::resize(grey(region), large, {}, 2, 2, cv::INTER_CUBIC);
  Findings found = sampled(large, Threshold::Local, Finders::Three, 0.5, deadline);
  if (found.codes.isEmpty() && !deadline.passed()) found = read(adaptive(large, 25), Levels::BlackAndWhite, 1, 0.5);
  for (SeenCode& code : found.codes) {
    for (QPoint& corner : code.corners) corner += QPoint(region.x, region.y);
  }
  return found;
}

using Grey = cv::Mat1b;
using Until = Deadline;
constexpr auto local = Threshold::Local;
constexpr auto whole = Threshold::Whole;
constexpr auto three = Finders::Three;
constexpr auto two = Finders::Two;
constexpr auto bits = Levels::BlackAndWhite;

// Ordered by what each adds for its time, over made pictures and the figures others measured on real ones.
constexpr std::array passes = std::to_array<CodePass>({
    {"sample-half", [](const Grey& g, const Until& u) { return sampled(shrunk(g, 2), local, three, 2, u); }, false},
    {"plain", [](const Grey& g, const Until&) { return read(g, Levels::Grey, 2, 1); }, true},
    {"sample", [](const Grey& g, const Until& u) { return sampled(g, local, three, 1, u); }, false},
    {"sample-inverse",
     [](const Grey& g, const Until& u) { return sampled(negative(shrunk(g, 2)), local, three, 2, u); }, false},
    {"otsu-half", [](const Grey& g, const Until&) { return read(otsu(shrunk(g, 2)), bits, 1, 2); }, true},
    {"pairs-half", [](const Grey& g, const Until& u) { return sampled(shrunk(g, 2), local, two, 2, u); }, false},
    {"adaptive-half", [](const Grey& g, const Until&) { return read(adaptive(shrunk(g, 2), 9), bits, 1, 2); }, true},
    {"sample-whole", [](const Grey& g, const Until& u) { return sampled(g, whole, three, 1, u); }, false},
    {"pairs", [](const Grey& g, const Until& u) { return sampled(g, local, two, 1, u); }, false},
    {"inverse-half", [](const Grey& g, const Until&) { return read(negative(shrunk(g, 2)), Levels::Grey, 2, 2); },
     true},
    {"sample-sharp", [](const Grey& g, const Until& u) { return sampled(sharpened(g), local, three, 1, u); }, false},
    {"adaptive-third", [](const Grey& g, const Until&) { return read(adaptive(shrunk(g, 3), 25), bits, 1, 3); }, true},
    {"sample-smooth", [](const Grey& g, const Until& u) { return sampled(smoothed(g, 1.5), local, three, 1, u); },
     false},
    {"sample-quarter", [](const Grey& g, const Until& u) { return sampled(shrunk(g, 4), local, three, 4, u); }, false},
    {"enlarged", [](const Grey& g, const Until& u) { return enlarged(g, u); }, true},
    {"pairs-whole", [](const Grey& g, const Until& u) { return sampled(g, whole, two, 1, u); }, false},
    {"zbar-half", [](const Grey& g, const Until&) { return Findings{readWithZbar(shrunk(g, 2), 2)}; }, true},
    {"otsu", [](const Grey& g, const Until&) { return read(otsu(g), bits, 1, 1); }, true},
    {"dark-stretched", [](const Grey& g, const Until&) { return read(stretched(g, 2, 0), Levels::Grey, 2, 1); }, true},
    {"sharp", [](const Grey& g, const Until&) { return read(sharpened(g), Levels::Grey, 2, 1); }, true},
    {"adaptive", [](const Grey& g, const Until&) { return read(adaptive(g, 25), bits, 1, 1); }, true},
    {"bright-stretched", [](const Grey& g, const Until&) { return read(stretched(g, 2, -255), Levels::Grey, 2, 1); },
     true},
    {"zbar", [](const Grey& g, const Until&) { return Findings{readWithZbar(g, 1)}; }, true},
});

}  // namespace

std::span<const CodePass> codePasses() {
  return passes;
}

}  // namespace hall::drivers

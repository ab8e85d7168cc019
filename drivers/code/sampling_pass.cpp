#include "drivers/code/sampling_pass.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "drivers/code/grid_sampler.h"
#include "drivers/code/library_reader.h"

namespace hall::drivers {

namespace {

constexpr double margin = 5;  // so that what is flat stays light

cv::Mat1b below(const cv::Mat1b& grey, const cv::Mat& level) {
  cv::Mat1b dark;
  cv::compare(grey, level, dark, cv::CMP_LT);
  return dark;
}

// Darker than the surroundings. Inside large dark modules the near surroundings are all dark, so what is flat there is
// judged by wider ones.
cv::Mat1b darkPlaces(const cv::Mat1b& grey) {
  constexpr int nearBlock = 41;
  constexpr int wideBlock = 41;
  constexpr int wideScale = 4;
  cv::Mat near;
  cv::blur(grey, near, {nearBlock, nearBlock});
  cv::Mat wide;
  cv::resize(grey, wide, cv::Size(std::max(1, grey.cols / wideScale), std::max(1, grey.rows / wideScale)), 0, 0,
             cv::INTER_AREA);
  cv::blur(wide, wide, {wideBlock, wideBlock});
  cv::resize(wide, wide, grey.size(), 0, 0, cv::INTER_LINEAR);
  wide -= margin;
  cv::Mat flat;
  cv::add(near, margin, flat);
  cv::min(wide, flat, wide);
  near -= margin;
  cv::max(near, wide, near);
  return below(grey, near);
}

cv::Mat1b thresholded(const cv::Mat1b& grey, Threshold threshold) {
  cv::Mat1b result;
  if (threshold == Threshold::Whole) {
    cv::threshold(grey, result, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
    return result;
  }
  cv::bitwise_not(darkPlaces(grey), result);
  return result;
}

bool shares(const FinderTriple& triple, const std::vector<FinderPattern>& used) {
  return std::any_of(used.cbegin(), used.cend(), [&triple](const FinderPattern& gone) {
    return gone.centre == triple.corner.centre || gone.centre == triple.right.centre ||
           gone.centre == triple.down.centre;
  });
}

}  // namespace

Sampled readBySampling(const cv::Mat1b& grey, Threshold threshold, Finders finders, double scale,
                       const Deadline& deadline) {
  constexpr size_t mostPatterns = 200;
  const int mostTries = scale > 1 ? 10 : 40;  // in a row without a code
  constexpr size_t flood = 100;
  const cv::Mat1b blackAndWhite = thresholded(grey, threshold);
  const std::vector<FinderPattern> patterns = findFinderPatterns(blackAndWhite, mostPatterns);
  const std::vector<FinderTriple> triples =
      finders == Finders::Three ? findTriples(patterns) : findPairs(grey, patterns);
  Sampled result;
  result.marks = finders == Finders::Three && !triples.empty();
  result.flood = patterns.size() > flood;
  std::vector<FinderPattern> used;
  constexpr double plain = 0.4;
  // In a picture made smaller, such modules are better read where they still have their size.
  const float smallest = scale > 1 ? 1.7F : 0;
  int tries = 0;
  for (const FinderTriple& triple : triples) {
    if (deadline.passed() || deadline.stop.stop_requested() || tries > mostTries) break;
    if (shares(triple, used) || triple.corner.module < smallest) continue;
    ++tries;
    QByteArray bytes;
    const auto take = [&bytes](const SampledCode& code) {
      const std::optional<QByteArray> read = readModules(code.modules);
      if (read) bytes = *read;
      return read.has_value();
    };
    const auto code = sample(grey, blackAndWhite, triple, take);
    if (!code) {
      result.more = result.more || triple.misfit < plain;
      continue;
    }
    tries = 0;
    used.insert(used.end(), {triple.corner, triple.right, triple.down});
    SeenCode seen{"QRCode", bytes, {}};
    for (size_t i = 0; i < 4; ++i) {
      seen.corners[i] = QPoint(int(code->corners[i].x * scale), int(code->corners[i].y * scale));
    }
    result.codes.append(seen);
  }
  return result;
}

}  // namespace hall::drivers

#include "drivers/code/code_decoder.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "drivers/code/code_passes.h"
#include "drivers/code/corner_marks.h"

namespace hall::drivers {

namespace {

constexpr double mostPixels = 1.5e6;  // of the picture the passes see; more cost time and seldom show more
constexpr int smallSide = 240;        // below, a module may be a single pixel

// OpenCV may throw on odd pictures; to us that is a picture in which nothing was read.
template <class Step>
auto guarded(const Step& step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception&) {
    return {};
  }
}

void add(Sight& sight, const Findings& found, double scale, cv::Point shift) {
  for (SeenCode code : found.codes) {
    for (QPoint& corner : code.corners) corner = corner * scale + QPoint(shift.x, shift.y);
    const auto same = [&code](const SeenCode& other) {
      return other.bytes == code.bytes && (other.corners[0] - code.corners[0]).manhattanLength() < 40;
    };
    if (sight.codes.size() < mostCodesInView && std::none_of(sight.codes.cbegin(), sight.codes.cend(), same)) {
      sight.codes.append(code);
    }
  }
}

// The order a single picture sees, turned for those of a stream behind the leading ones.
const CodePass& passAt(size_t index, unsigned turn) {
  const auto passes = codePasses();
  const size_t rest = passes.size() - leadingPasses;
  constexpr size_t stride = 5;  // about as many as fit into a picture's time
  return index < leadingPasses ? passes[index] : passes[leadingPasses + (index - leadingPasses + turn * stride) % rest];
}

struct Attempt {
  bool marks = false;
};

Attempt lookThrough(const cv::Mat1b& grey, double scale, const Deadline& deadline, unsigned turn, Sight& sight) {
  Attempt attempt;
  bool flood = false;
  bool more = true;
  for (size_t i = 0; i < codePasses().size() && more; ++i) {
    const CodePass& pass = passAt(i, turn);
    if (i > 0 && (deadline.passed() || deadline.stop.stop_requested())) break;
    if (flood && pass.library) continue;
    const Findings found = guarded([&] { return pass.look(grey, deadline); });
    sight.passes.append(pass.name);
    flood = flood || found.flood;
    attempt.marks = attempt.marks || found.marks;
    add(sight, found, scale, {});
    // One more look for those beside the ones that were read, while it is cheap.
    more = sight.codes.isEmpty() || (found.more && i + 1 < leadingPasses);
  }
  return attempt;
}

// Small codes in large pictures: pieces in their full size, the middle first.
void lookThroughPieces(const cv::Mat1b& grey, const Deadline& deadline, Sight& sight) {
  const cv::Size piece(std::min(grey.cols, 1280), std::min(grey.rows, 960));
  std::vector<cv::Point> corners;
  for (int y = 0; y < grey.rows; y += piece.height * 3 / 4) {
    for (int x = 0; x < grey.cols; x += piece.width * 3 / 4) {
      corners.emplace_back(std::min(x, grey.cols - piece.width), std::min(y, grey.rows - piece.height));
    }
  }
  const cv::Point middle((grey.cols - piece.width) / 2, (grey.rows - piece.height) / 2);
  std::stable_sort(corners.begin(), corners.end(),
                   [middle](cv::Point a, cv::Point b) { return cv::norm(a - middle) < cv::norm(b - middle); });
  corners.insert(corners.begin(), middle);
  for (const cv::Point corner : corners) {
    if (!sight.codes.isEmpty() || deadline.passed() || deadline.stop.stop_requested()) return;
    const cv::Mat1b part = grey(cv::Rect(corner, piece));
    add(sight, guarded([&] { return codePasses().front().look(part, deadline); }), 1, corner);
    sight.passes.append("piece");
  }
}

// The one held out most plainly first: large, near the middle.
void order(QList<SeenCode>& codes, cv::Size size) {
  const auto plainness = [size](const SeenCode& code) {
    const QPoint middle = (code.corners[0] + code.corners[2]) / 2;
    const QPoint across = code.corners[2] - code.corners[0];
    return std::hypot(across.x(), across.y()) / 2 -
           std::hypot(middle.x() - size.width / 2, middle.y() - size.height / 2);
  };
  std::stable_sort(codes.begin(), codes.end(),
                   [&](const SeenCode& a, const SeenCode& b) { return plainness(a) > plainness(b); });
}

cv::Mat1b workingSize(const cv::Mat1b& grey, double& scale) {
  cv::Mat1b picture;
  scale = std::sqrt(double(grey.total()) / mostPixels);
  if (scale > 1) {
    cv::resize(grey, picture, {}, 1 / scale, 1 / scale, cv::INTER_AREA);
    return picture;
  }
  scale = 1;
  if (std::max(grey.cols, grey.rows) > smallSide) return grey;
  constexpr int times = 4;
  scale = 1.0 / times;
  cv::resize(grey, picture, {}, times, times, cv::INTER_NEAREST);
  cv::copyMakeBorder(picture, picture, 8 * times, 8 * times, 8 * times, 8 * times, cv::BORDER_REPLICATE);
  return picture;
}

}  // namespace

Sight readCodes(const cv::Mat& grey, const Deadline& deadline, unsigned turn) {
  Sight sight;
  if (grey.empty() || grey.type() != CV_8UC1) return sight;
  double scale = 1;
  const cv::Mat1b picture = guarded([&] { return workingSize(grey, scale); });
  if (picture.empty()) return sight;
  const Attempt attempt = lookThrough(picture, scale, deadline, turn, sight);
  if (scale > 1 && sight.codes.isEmpty()) lookThroughPieces(grey, deadline, sight);
  if (!sight.codes.isEmpty()) {
    sight.kind = Sight::Kind::Read;
    order(sight.codes, grey.size());
  } else if (attempt.marks || guarded([&] { return showsCornerMarks(picture); })) {
    sight.kind = Sight::Kind::Unreadable;
  }
  return sight;
}

}  // namespace hall::drivers

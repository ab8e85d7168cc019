#include "drivers/code/alignment_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "drivers/code/finder_outline.h"
#include "drivers/code/qr_layout.h"

namespace hall::drivers {

namespace {

constexpr int pixels = 4;  // of a module in the patches that are compared

// A dark core of so many modules in a light ring in a dark one.
cv::Mat1f patternImage(int core) {
  const int side = core + 4;
  cv::Mat1f image(side * pixels, side * pixels, 0.0F);
  image(cv::Rect(pixels, pixels, (side - 2) * pixels, (side - 2) * pixels)).setTo(1);
  image(cv::Rect(2 * pixels, 2 * pixels, core * pixels, core * pixels)).setTo(0);
  cv::GaussianBlur(image, image, {}, pixels * 0.35);
  return image;
}

const cv::Mat1f& alignmentPattern() {
  static const cv::Mat1f pattern = patternImage(1);
  return pattern;
}

struct Match {
  cv::Point2d offset;  // modules from where it was looked for
  double score = 0;
};

double vertex(double before, double at, double after) {
  const double bend = before - 2 * at + after;
  return bend >= 0 ? 0 : std::clamp((before - after) / (2 * bend), -0.5, 0.5);
}

// Looks about `module` as far as `reach` modules.
Match matchAt(const cv::Mat1b& grey, const SymbolFrame& frame, cv::Point2d module, cv::Point2d shift, int reach,
              const cv::Mat1f& pattern) {
  const cv::Point2d centre = frame.smooth(module) + shift;
  const cv::Point2d right = (frame.smooth(module + cv::Point2d(1, 0)) - frame.smooth(module - cv::Point2d(1, 0))) / 2;
  const cv::Point2d down = (frame.smooth(module + cv::Point2d(0, 1)) - frame.smooth(module - cv::Point2d(0, 1))) / 2;
  const int side = pattern.cols + 2 * reach * pixels;
  cv::Mat1f patch(side, side);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      const double u = (x + 0.5) / pixels - side / 2.0 / pixels;
      const double v = (y + 0.5) / pixels - side / 2.0 / pixels;
      patch(y, x) = brightness(grey, centre + right * u + down * v);
    }
  }
  cv::Mat1f scores;
  cv::matchTemplate(patch, pattern, scores, cv::TM_CCOEFF_NORMED);
  const double middle = reach * pixels;
  Match best;
  for (int y = 1; y + 1 < scores.rows; ++y) {
    for (int x = 1; x + 1 < scores.cols; ++x) {
      const cv::Point2d off((x - middle) / pixels, (y - middle) / pixels);
      const double score = double(scores(y, x)) - 0.04 * cv::norm(off);
      if (!(score > best.score)) continue;
      const cv::Point2d fine(vertex(scores(y, x - 1), scores(y, x), scores(y, x + 1)),
                             vertex(scores(y - 1, x), scores(y, x), scores(y + 1, x)));
      best = {off + fine / pixels, score};
    }
  }
  best.offset = right * best.offset.x + down * best.offset.y + shift;
  return best;
}

struct Node {
  cv::Point2d module;
  cv::Point2d shift;
  bool found = false;
};

// What the nodes found so far say of a place: the near ones most.
cv::Point2d expected(const std::vector<Node>& nodes, cv::Point2d module) {
  cv::Point2d sum;
  double weights = 0;
  for (const Node& node : nodes) {
    if (!node.found) continue;
    const cv::Point2d apart = node.module - module;
    const double square = apart.dot(apart) + 1;
    const double weight = 1 / (square * square);
    sum += node.shift * weight;
    weights += weight;
  }
  return weights > 0 ? sum / weights : cv::Point2d();
}

// The alignment pattern opposite the corner fixes the perspective; without it everything far off is a guess.
void fixFarCorner(const cv::Mat1b& grey, int version, std::vector<Anchor> anchors, Sheet sheet, SymbolFrame& frame) {
  const double last = qr::sideOf(version) - 6.5;
  const int reach = version < 7 ? 4 : 6;
  const Match match = matchAt(grey, frame, {last, last}, {}, reach, alignmentPattern());
  if (match.score < 0.45) return;
  anchors.push_back({{last, last}, frame.smooth({last, last}) + match.offset, 1});
  if (auto better = SymbolFrame::fitted(anchors, sheet)) frame = *better;
}

void bend(SymbolFrame& frame, const std::vector<int>& lines, std::vector<Node>& nodes) {
  std::vector<double> places;
  for (const int line : lines) places.push_back(line + 0.5);
  std::vector<cv::Point2d> shifts;
  for (const Node& node : nodes) shifts.push_back(node.found ? node.shift : expected(nodes, node.module));
  frame.bend(std::move(places), std::move(shifts));
}

}  // namespace

void align(const cv::Mat1b& grey, int version, const std::vector<Anchor>& anchors, Sheet sheet, SymbolFrame& frame) {
  if (version < 2) return;
  fixFarCorner(grey, version, anchors, sheet, frame);
  const std::vector<int> lines = qr::alignmentLines(version);
  const size_t count = lines.size();
  std::vector<Node> nodes;
  for (const int y : lines) {
    for (const int x : lines) nodes.push_back({{x + 0.5, y + 0.5}, {}});
  }
  const auto isFinder = [count](size_t i) { return i == 0 || i == count - 1 || i == count * (count - 1); };
  // In each finder pattern the frame is right as far as its own middle says.
  for (const Anchor& anchor : anchors) {
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (anchor.weight < 1 || !isFinder(i) || cv::norm(nodes[i].module - anchor.module) > 5) continue;
      nodes[i].shift = anchor.picture - frame.smooth(anchor.module);
      nodes[i].found = true;
    }
  }
  std::vector<size_t> order(nodes.size());
  std::iota(order.begin(), order.end(), 0);
  const auto steps = [count](size_t i) {
    const size_t x = i % count;
    const size_t y = i / count;
    return std::min({x + y, count - 1 - x + y, x + count - 1 - y});
  };
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return steps(a) < steps(b); });
  for (const size_t i : order) {
    if (isFinder(i)) continue;
    constexpr double enough = 0.5;
    constexpr int reach = 2;
    const Match match =
        matchAt(grey, frame, nodes[i].module, expected(nodes, nodes[i].module), reach, alignmentPattern());
    if (match.score < enough) continue;
    nodes[i].shift = match.offset;
    nodes[i].found = true;
  }
  bend(frame, lines, nodes);
}

std::optional<Anchor> missingFinder(const cv::Mat1b& grey, const SymbolFrame& frame, cv::Point2d module) {
  static const cv::Mat1f pattern = patternImage(3);
  constexpr int reach = 5;
  constexpr double enough = 0.4;
  const Match match = matchAt(grey, frame, module, {}, reach, pattern);
  if (match.score < enough) return std::nullopt;
  return Anchor{module, frame.smooth(module) + match.offset, 1};
}

int versionTold(const cv::Mat1b& grey, cv::Point2d topRight, cv::Point2d right1, cv::Point2d down1,
                cv::Point2d bottomLeft, cv::Point2d right2, cv::Point2d down2) {
  const auto read = [&grey](const std::function<cv::Point2d(int)>& place) {
    std::array<float, 18> levels{};
    for (int bit = 0; bit < 18; ++bit) levels[size_t(bit)] = brightness(grey, place(bit));
    const auto [low, high] = std::minmax_element(levels.cbegin(), levels.cend());
    int bits = 0;
    for (int bit = 0; bit < 18; ++bit) bits |= (levels[size_t(bit)] < (*low + *high) / 2 ? 1 : 0) << bit;
    return bits;
  };
  // From the finder's middle at side − 3.5, 3.5 to the block's modules.
  const int beside = read([&](int bit) { return topRight + right1 * (bit % 3 - 7) + down1 * (bit / 3 - 3); });
  const int below = read([&](int bit) { return bottomLeft + down2 * (bit % 3 - 7) + right2 * (bit / 3 - 3); });
  int best = 0;
  int fewest = 4;  // errors; the code mends three
  for (int version = 7; version <= qr::lastVersion; ++version) {
    for (const int bits : {beside, below}) {
      const int errors = std::popcount(unsigned(bits ^ qr::versionBits(version)));
      if (errors < fewest) {
        fewest = errors;
        best = version;
      }
    }
  }
  return best;
}

}  // namespace hall::drivers

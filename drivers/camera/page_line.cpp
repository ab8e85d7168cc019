#include "drivers/camera/page_line.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace hall::drivers {

namespace {

constexpr size_t mostLines = 26;
constexpr size_t mostCandidates = 60;  // of strong edges, and as many of all

// How much the picture changes across the line here, in thresholds; looked for up to a dot beside it.
double changeAt(const EdgeField& field, cv::Point2d at, cv::Point2d normal) {
  double strongest = 0;
  for (int offset = -1; offset <= 1; ++offset) {
    const int x = int(std::lround(at.x + normal.x * offset));
    const int y = int(std::lround(at.y + normal.y * offset));
    if (x < 0 || y < 0 || x >= field.dx.cols || y >= field.dx.rows) continue;
    const cv::Point2d slope(field.dx.at<short>(y, x), field.dy.at<short>(y, x));
    const double across = slope.dot(normal);
    const bool alongTheLine = std::abs(slope.cross(normal)) > std::abs(across);
    if (!alongTheLine && std::abs(across) > std::abs(strongest)) strongest = across;
  }
  return strongest / field.threshold;
}

// The part of the line that lies in the picture.
bool clip(cv::Size size, cv::Point2d on, PageLine& line) {
  double first = -1e9;
  double last = 1e9;
  const auto cut = [&](double at, double step, double limit) {
    if (std::abs(step) < 1e-9) return at >= 0 && at <= limit;
    const double a = -at / step;
    const double b = (limit - at) / step;
    first = std::max(first, std::min(a, b));
    last = std::min(last, std::max(a, b));
    return true;
  };
  const bool inside = cut(on.x, line.direction.x, size.width - 1) && cut(on.y, line.direction.y, size.height - 1);
  if (!inside || last - first < 2) return false;
  line.from = on + line.direction * first;
  line.lighter.assign(size_t(last - first) + 2, 0);
  line.darker = line.lighter;
  return true;
}

PageLine measured(const EdgeField& field, double distance, double angle) {
  PageLine line;
  line.normal = {std::cos(angle), std::sin(angle)};
  line.direction = {-line.normal.y, line.normal.x};
  if (!clip(field.dx.size(), line.normal * distance, line)) return line;
  constexpr double most = 5;  // so that a short but glaring piece does not outweigh a long one
  double lighter = 0;
  double darker = 0;
  for (size_t i = 1; i < line.lighter.size(); ++i) {
    const double change = changeAt(field, line.from + line.direction * double(i - 1), line.normal);
    line.lighter[i] = line.lighter[i - 1] + (change > 1 ? 1 : 0);
    line.darker[i] = line.darker[i - 1] + (change < -1 ? 1 : 0);
    lighter = std::max(0.0, lighter + (change > 1 ? std::min(most, change) : -1.5));
    darker = std::max(0.0, darker + (change < -1 ? std::min(most, -change) : -1.5));
    line.strength = std::max({line.strength, lighter, darker});
  }
  return line;
}

bool same(cv::Vec2f a, cv::Vec2f b) {
  constexpr float closeBy = 5;    // dots
  constexpr float alike = 0.05F;  // radians
  const float turn = std::abs(a[1] - b[1]);
  // An angle of almost 180 degrees is the same direction as one of almost none, counted from the other side.
  const bool flipped = turn > float(CV_PI) - alike;
  return (turn < alike && std::abs(a[0] - b[0]) < closeBy) || (flipped && std::abs(a[0] + b[0]) < closeBy);
}

void addBorders(cv::Size size, std::vector<PageLine>& lines) {
  const std::vector<cv::Point2d> corners{{0, 0},
                                         {double(size.width - 1), 0},
                                         {double(size.width - 1), double(size.height - 1)},
                                         {0, double(size.height - 1)}};
  for (size_t i = 0; i < 4; ++i) {
    PageLine line;
    line.from = corners[i];
    line.direction = corners[(i + 1) % 4] - corners[i];
    line.direction /= cv::norm(line.direction);
    line.normal = {-line.direction.y, line.direction.x};
    line.border = true;
    line.lighter.assign(size_t(cv::norm(corners[(i + 1) % 4] - corners[i])) + 1, 0);
    line.darker = line.lighter;
    lines.push_back(std::move(line));
  }
}

}  // namespace

PageLine::Support PageLine::between(double a, double b) const {
  if (a > b) std::swap(a, b);
  const auto limit = double(lighter.size()) - 1;
  const auto first = size_t(std::clamp(a, 0.0, std::max(0.0, limit)));
  const auto last = size_t(std::clamp(b, 0.0, std::max(0.0, limit)));
  if (lighter.empty() || last <= first) return {};
  const auto dots = double(last - first);
  return {(lighter[last] - lighter[first]) / dots, (darker[last] - darker[first]) / dots, dots};
}

std::vector<PageLine> pageLines(const EdgeField& field) {
  const int votes = std::max(16, std::max(field.edges.cols, field.edges.rows) / 14);
  std::vector<cv::Vec2f> apart;
  for (const cv::Mat& edges : {field.strong, field.edges}) {
    std::vector<cv::Vec2f> found;
    cv::HoughLines(edges, found, 1, CV_PI / 270, votes);
    const size_t most = apart.size() + mostCandidates;
    for (const cv::Vec2f& line : found) {
      if (apart.size() == most) break;
      if (std::none_of(apart.begin(), apart.end(), [&](cv::Vec2f other) { return same(line, other); })) {
        apart.push_back(line);
      }
    }
  }
  std::vector<PageLine> lines;
  for (const cv::Vec2f& line : apart) lines.push_back(measured(field, double(line[0]), double(line[1])));
  std::stable_sort(lines.begin(), lines.end(), [](const auto& a, const auto& b) { return a.strength > b.strength; });
  lines.resize(std::min(lines.size(), mostLines));
  std::erase_if(lines, [](const PageLine& line) { return line.strength <= 0; });
  addBorders(field.edges.size(), lines);
  return lines;
}

}  // namespace hall::drivers

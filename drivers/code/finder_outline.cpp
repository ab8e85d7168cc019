#include "drivers/code/finder_outline.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace hall::drivers {

namespace {

enum class Edge { Outer, Inner };  // of the dark ring: 3.5 and 2.5 modules from the middle

constexpr float leastContrast = 6;

// How far out, in modules, the brightness crosses the middle between ring and surroundings; 0 if it does not.
double crossing(const cv::Mat1b& grey, cv::Point2d foot, cv::Point2d out, Edge edge) {
  const bool outer = edge == Edge::Outer;
  const double from = outer ? 3.0 : 2.0;
  constexpr int steps = 12;
  std::array<float, steps + 1> along{};
  for (int i = 0; i <= steps; ++i) along[size_t(i)] = brightness(grey, foot + out * (from + 1.1 * i / steps));
  const float first = along.front();
  const float last =
      outer ? *std::max_element(along.cbegin(), along.cend()) : *std::min_element(along.cbegin(), along.cend());
  if (outer ? last - first < leastContrast : first - last < leastContrast) return 0;
  const float level = (first + last) / 2;
  for (size_t i = 1; i <= steps; ++i) {
    if (outer ? along[i] < level : along[i] > level) continue;
    const double part = (level - along[i - 1]) / (along[i] - along[i - 1]);
    return from + 1.1 * (double(i) - 1 + part) / steps;
  }
  return 0;
}

struct Side {
  cv::Point2d point;
  cv::Point2d direction;
};

std::optional<Side> side(const cv::Mat1b& grey, cv::Point2d centre, cv::Point2d out, cv::Point2d along, Edge edge) {
  std::vector<cv::Point2f> points;
  for (double k = -2.25; k <= 2.25; k += 0.5) {
    const cv::Point2d foot = centre + along * k;
    if (const double reach = crossing(grey, foot, out, edge); reach > 0) points.emplace_back(foot + out * reach);
  }
  if (points.size() < 5) return std::nullopt;
  cv::Vec4f line;
  cv::fitLine(points, line, cv::DIST_HUBER, 0, 0.01, 0.01);
  return Side{{line[2], line[3]}, {line[0], line[1]}};
}

std::optional<cv::Point2d> meeting(const Side& a, const Side& b) {
  const double cross = a.direction.cross(b.direction);
  if (std::abs(cross) < 0.2) return std::nullopt;
  return a.point + a.direction * ((b.point - a.point).cross(b.direction) / cross);
}

using Corners = std::array<cv::Point2d, 4>;

std::optional<Corners> corners(const cv::Mat1b& grey, cv::Point2d centre, cv::Point2d right, cv::Point2d down,
                               Edge edge) {
  const auto top = side(grey, centre, -down, right, edge);
  const auto bottom = side(grey, centre, down, right, edge);
  const auto left = side(grey, centre, -right, down, edge);
  const auto rightmost = side(grey, centre, right, down, edge);
  if (!top || !bottom || !left || !rightmost) return std::nullopt;
  const auto a = meeting(*top, *left);
  const auto b = meeting(*top, *rightmost);
  const auto c = meeting(*bottom, *rightmost);
  const auto d = meeting(*bottom, *left);
  if (!a || !b || !c || !d) return std::nullopt;
  return Corners{*a, *b, *c, *d};
}

}  // namespace

float brightness(const cv::Mat1b& grey, cv::Point2d at) {
  const double x = std::clamp(at.x, 0.0, grey.cols - 1.001);
  const double y = std::clamp(at.y, 0.0, grey.rows - 1.001);
  const int left = int(x);
  const int top = int(y);
  const auto u = float(x - left);
  const auto v = float(y - top);
  const uchar* above = grey.ptr(top) + left;
  const uchar* below = grey.ptr(std::min(top + 1, grey.rows - 1)) + left;
  const int next = left + 1 < grey.cols ? 1 : 0;
  return (float(above[0]) * (1 - u) + float(above[next]) * u) * (1 - v) +
         (float(below[0]) * (1 - u) + float(below[next]) * u) * v;
}

std::optional<std::array<Anchor, 4>> outlined(const cv::Mat1b& grey, cv::Point2d centre, cv::Point2d& right,
                                              cv::Point2d& down, cv::Point2d middle) {
  std::optional<Corners> found;
  double reach = 3.5;
  for (int round = 0; round < 2; ++round) {
    reach = 3.5;
    found = corners(grey, centre, right, down, Edge::Outer);
    if (!found) {  // no light around it: the ring's inner edge is always there
      reach = 2.5;
      found = corners(grey, centre, right, down, Edge::Inner);
    }
    if (!found) return std::nullopt;
    const Corners& c = *found;
    const cv::Point2d newRight = (c[1] - c[0] + c[2] - c[3]) / (4 * reach);
    const cv::Point2d newDown = (c[3] - c[0] + c[2] - c[1]) / (4 * reach);
    // A side that was taken for another would turn or stretch the pattern.
    if (cv::norm(newRight - right) > 0.45 * cv::norm(right) || cv::norm(newDown - down) > 0.45 * cv::norm(down)) {
      return std::nullopt;
    }
    right = newRight;
    down = newDown;
  }
  constexpr double weight = 0.3;
  const Corners& c = *found;
  return std::array<Anchor, 4>{Anchor{middle + cv::Point2d(-reach, -reach), c[0], weight},
                               Anchor{middle + cv::Point2d(reach, -reach), c[1], weight},
                               Anchor{middle + cv::Point2d(reach, reach), c[2], weight},
                               Anchor{middle + cv::Point2d(-reach, reach), c[3], weight}};
}

}  // namespace hall::drivers

#include "drivers/camera/page_finder.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "drivers/camera/page_box.h"
#include "drivers/camera/page_line.h"
#include "drivers/camera/page_side.h"

namespace hall::drivers {

namespace {

constexpr double smallSide = 480;      // dots of the picture in which edges are looked for
constexpr double leastArea = 0.015;    // of the picture
constexpr double outside = 0.12;       // how far a corner may lie beyond the picture, in parts of its size
constexpr double leastSide = 0.3;      // of each side must be an edge …
constexpr double leastSupport = 0.62;  // … and so much of the whole outline
constexpr double leastOfCut = 0.8;     // of the sides that can be seen where the sheet goes on beyond the picture
constexpr double leastTurn = 0.80;     // sine of the flattest corner of a sheet in perspective

struct Candidate {
  PageQuad corners;
  double support = 0;
  double score = 0;
  int borders = 0;
};

struct Side {
  double support = 0;
  double overrun = 0;
  double length = 0;
};

Side measuredSide(const PageLine& line, cv::Point2d from, cv::Point2d to, cv::Point2d middle) {
  Side side;
  side.length = cv::norm(to - from);
  if (line.border) return side;
  const bool inwards = (middle - from).dot(line.normal) > 0;
  const auto value = [inwards](const PageLine::Support& part) {
    constexpr double darkSheet = 0.85;  // sheets that are darker than the desk are rarer than their photographs
    const double lightInside = inwards ? part.lighter : part.darker;
    const double darkInside = inwards ? part.darker : part.lighter;
    return std::max(lightInside, darkSheet * darkInside);
  };
  const double a = std::min(line.along(from), line.along(to));
  const double b = std::max(line.along(from), line.along(to));
  const double beyond = std::min(24.0, side.length / 4);
  side.support = value(line.between(a, b));
  side.overrun = (value(line.between(a - beyond, a - 4)) + value(line.between(b + 4, b + beyond))) / 2;
  return side;
}

class Search {
 public:
  Search(const cv::Mat& small, std::vector<PageLine> lines) : m_small(small), m_lines(std::move(lines)) {}

  std::optional<Candidate> best() {
    const std::vector<std::pair<size_t, size_t>> pairs = opposites();
    for (size_t i = 0; i < pairs.size(); ++i) {
      for (size_t j = i + 1; j < pairs.size(); ++j) consider(pairs[i], pairs[j]);
    }
    return m_best;
  }

 private:
  using Pair = std::pair<size_t, size_t>;

  [[nodiscard]] std::vector<Pair> opposites() const {
    std::vector<Pair> pairs;
    const double apart = std::min(m_small.cols, m_small.rows) * 0.1;
    for (size_t i = 0; i < m_lines.size(); ++i) {
      for (size_t j = i + 1; j < m_lines.size(); ++j) {
        const double turn = std::abs(m_lines[i].direction.cross(m_lines[j].direction));
        const double distance = std::abs((middleOf(m_lines[j]) - m_lines[i].from).dot(m_lines[i].normal));
        if (turn < 0.42 && distance > apart) pairs.emplace_back(i, j);
      }
    }
    return pairs;
  }

  static cv::Point2d middleOf(const PageLine& line) {
    return line.from + line.direction * (double(line.lighter.size()) / 2);
  }

  void consider(Pair one, Pair other) {
    const std::array<const PageLine*, 4> sides = {&m_lines[one.first], &m_lines[other.first], &m_lines[one.second],
                                                  &m_lines[other.second]};
    Candidate candidate;
    for (const PageLine* side : sides) candidate.borders += side->border ? 1 : 0;
    if (candidate.borders > 2 || one.first == other.first || one.second == other.second || one.first == other.second ||
        one.second == other.first) {
      return;
    }
    for (size_t i = 0; i < 4; ++i) {
      const PageLine& a = *sides[(i + 3) % 4];
      const PageLine& b = *sides[i];
      if (std::abs(a.direction.cross(b.direction)) < leastTurn) return;
      candidate.corners[i] = crossing(a.from, a.from + a.direction, b.from, b.from + b.direction);
      if (!nearby(candidate.corners[i])) return;
    }
    if (!weigh(candidate, sides) || (m_best && candidate.score <= m_best->score)) return;
    if (candidate.borders > 0 && !goesOnAtBorder(candidate, sides)) return;
    m_best = candidate;
  }

  [[nodiscard]] bool nearby(cv::Point2d corner) const {
    return corner.x > -outside * m_small.cols && corner.x < (1 + outside) * m_small.cols &&
           corner.y > -outside * m_small.rows && corner.y < (1 + outside) * m_small.rows;
  }

  [[nodiscard]] bool weigh(Candidate& candidate, const std::array<const PageLine*, 4>& sides) const {
    const double area = areaOf(candidate.corners) / double(m_small.total());
    if (area < leastArea) return false;
    const cv::Point2d middle =
        (candidate.corners[0] + candidate.corners[1] + candidate.corners[2] + candidate.corners[3]) / 4;
    double supported = 0;
    double overrun = 0;
    double length = 0;
    for (size_t i = 0; i < 4; ++i) {
      const Side side = measuredSide(*sides[i], candidate.corners[i], candidate.corners[(i + 1) % 4], middle);
      if (sides[i]->border) continue;
      if (side.support < leastSide) return false;
      supported += side.support * side.length;
      overrun += side.overrun;
      length += side.length;
    }
    candidate.support = supported / length;
    if (candidate.support < (candidate.borders > 0 ? leastOfCut : leastSupport)) return false;
    // Of two sheets the larger, of a whole one and one that would be cut the whole one.
    candidate.score = candidate.support - 0.1 * overrun / 4 + 0.3 * std::sqrt(area) - 0.2 * candidate.borders;
    return true;
  }

  // At the picture's border the sheet must still be what it is in its middle.
  [[nodiscard]] bool goesOnAtBorder(const Candidate& candidate, const std::array<const PageLine*, 4>& sides) const {
    const cv::Point2d middle =
        (candidate.corners[0] + candidate.corners[1] + candidate.corners[2] + candidate.corners[3]) / 4;
    std::vector<cv::Vec3b> inner;
    for (double part = 0.3; part < 0.75; part += 0.1) {
      for (const cv::Point2d& corner : candidate.corners) inner.push_back(at(middle + (corner - middle) * part));
    }
    const cv::Vec3b paper = brightest(inner);
    for (size_t i = 0; i < 4; ++i) {
      if (!sides[i]->border) continue;
      int alike = 0;
      for (int step = 1; step < 20; ++step) {
        const cv::Point2d place =
            candidate.corners[i] + (candidate.corners[(i + 1) % 4] - candidate.corners[i]) * (step / 20.0);
        alike += cv::norm(at(place + (middle - place) * 0.04), paper) < 45 ? 1 : 0;
      }
      if (alike < 13) return false;
    }
    return true;
  }

  static cv::Vec3b brightest(std::vector<cv::Vec3b>& colours) {
    const auto third = colours.begin() + std::ptrdiff_t(colours.size() * 2 / 3);
    std::nth_element(colours.begin(), third, colours.end(),
                     [](const cv::Vec3b& a, const cv::Vec3b& b) { return a[0] + a[1] + a[2] < b[0] + b[1] + b[2]; });
    return *third;
  }

  [[nodiscard]] cv::Vec3b at(cv::Point2d place) const {
    return m_small.at<cv::Vec3b>(std::clamp(int(place.y), 0, m_small.rows - 1),
                                 std::clamp(int(place.x), 0, m_small.cols - 1));
  }

  const cv::Mat& m_small;
  std::vector<PageLine> m_lines;
  std::optional<Candidate> m_best;
};

}  // namespace

std::optional<FoundPage> findPage(const cv::Mat& picture) {
  const double shrink = std::min(1.0, smallSide / std::max(picture.cols, picture.rows));
  cv::Mat small;
  cv::resize(picture, small, {}, shrink, shrink, cv::INTER_AREA);
  const std::optional<Candidate> best = Search(small, pageLines(edgeField(small))).best();
  if (!best) {
    const std::optional<PageQuad> box = boxedPage(small);
    if (!box) return std::nullopt;
    return FoundPage{ordered(refined(picture, scaled(*box, 1 / shrink), 1 / shrink)), leastSupport, 0};
  }
  const PageQuad coarse = ordered(scaled(best->corners, 1 / shrink));
  return FoundPage{ordered(refined(picture, coarse, 1 / shrink)), best->support, best->borders};
}

}  // namespace hall::drivers

#include "drivers/code/symbol_frame.h"

#include <algorithm>
#include <opencv2/core.hpp>

namespace hall::drivers {

std::optional<SymbolFrame> SymbolFrame::fitted(const std::vector<Anchor>& anchors, Sheet sheet) {
  if (anchors.size() < 4) return std::nullopt;
  // Both sides are brought to about one, so that the equations weigh alike.
  cv::Point2d origin;
  double span = 1;
  double side = 1;
  for (const Anchor& anchor : anchors) origin += anchor.picture / double(anchors.size());
  for (const Anchor& anchor : anchors) {
    span = std::max(span, cv::norm(anchor.picture - origin));
    side = std::max({side, std::abs(anchor.module.x), std::abs(anchor.module.y)});
  }
  cv::Matx<double, 8, 8> normal = cv::Matx<double, 8, 8>::zeros();
  cv::Vec<double, 8> right = cv::Vec<double, 8>::zeros();
  for (const Anchor& anchor : anchors) {
    const cv::Point2d from = anchor.module / side;
    const cv::Point2d to = (anchor.picture - origin) / span;
    const cv::Vec<double, 8> rowX{from.x, from.y, 1, 0, 0, 0, -from.x * to.x, -from.y * to.x};
    const cv::Vec<double, 8> rowY{0, 0, 0, from.x, from.y, 1, -from.x * to.y, -from.y * to.y};
    normal += (rowX * rowX.t() + rowY * rowY.t()) * anchor.weight;
    right += (rowX * to.x + rowY * to.y) * anchor.weight;
  }
  cv::Vec<double, 8> found;
  if (!cv::solve(normal, right, found, cv::DECOMP_LU)) return std::nullopt;
  const cv::Matx33d shape(found[0], found[1], found[2], found[3], found[4], found[5], found[6], found[7], 1);
  const cv::Matx33d into(1 / side, 0, 0, 0, 1 / side, 0, 0, 0, 1);
  const cv::Matx33d out(span, 0, origin.x, 0, span, origin.y, 0, 0, 1);
  SymbolFrame frame;
  frame.m_perspective = out * shape * into;
  frame.m_side = side;
  if (sheet == Sheet::Curved) frame.curve(anchors);
  return frame;
}

SymbolFrame::Terms SymbolFrame::terms(cv::Point2d module) const {
  const double u = 2 * module.x / m_side - 1;
  const double v = 2 * module.y / m_side - 1;
  return {u * u, u * v, v * v, u * u * u, u * u * v, u * v * v, v * v * v};
}

// Few points stand against many terms, so each term has to earn its size.
void SymbolFrame::curve(const std::vector<Anchor>& anchors) {
  constexpr double reluctance = 0.01;
  cv::Matx<double, bends, bends> normal = cv::Matx<double, bends, bends>::eye() * reluctance;
  Terms rightX = Terms::zeros();
  Terms rightY = Terms::zeros();
  for (const Anchor& anchor : anchors) {
    const Terms row = terms(anchor.module);
    const cv::Point2d rest = anchor.picture - smooth(anchor.module);
    normal += row * row.t() * anchor.weight;
    rightX += row * (rest.x * anchor.weight);
    rightY += row * (rest.y * anchor.weight);
  }
  Terms x;
  Terms y;
  if (!cv::solve(normal, rightX, x, cv::DECOMP_CHOLESKY) || !cv::solve(normal, rightY, y, cv::DECOMP_CHOLESKY)) return;
  m_curveX = x;
  m_curveY = y;
}

void SymbolFrame::bend(std::vector<double> lines, std::vector<cv::Point2d> shifts) {
  m_lines = std::move(lines);
  m_shifts = std::move(shifts);
}

cv::Point2d SymbolFrame::smooth(cv::Point2d module) const {
  const cv::Vec3d point = m_perspective * cv::Vec3d(module.x, module.y, 1);
  const double depth = std::abs(point[2]) < 1e-9 ? 1e-9 : point[2];
  const Terms bent = terms(module);
  return {point[0] / depth + bent.dot(m_curveX), point[1] / depth + bent.dot(m_curveY)};
}

cv::Point2d SymbolFrame::at(cv::Point2d module) const {
  const cv::Point2d place = smooth(module);
  if (m_lines.size() < 2) return place;
  const auto cell = [this](double along) {
    const auto next = std::upper_bound(m_lines.cbegin() + 1, m_lines.cend() - 1, along);
    return size_t(next - m_lines.cbegin()) - 1;
  };
  const size_t i = cell(module.x);
  const size_t j = cell(module.y);
  const double u = (module.x - m_lines[i]) / (m_lines[i + 1] - m_lines[i]);
  const double v = (module.y - m_lines[j]) / (m_lines[j + 1] - m_lines[j]);
  const size_t row = m_lines.size();
  const cv::Point2d above = m_shifts[j * row + i] * (1 - u) + m_shifts[j * row + i + 1] * u;
  const cv::Point2d below = m_shifts[(j + 1) * row + i] * (1 - u) + m_shifts[(j + 1) * row + i + 1] * u;
  return place + above * (1 - v) + below * v;
}

}  // namespace hall::drivers

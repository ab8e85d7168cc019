#pragma once
// Where the modules of a QR code lie in a picture: a perspective fitted to its finder patterns, for a curved sheet with
// a smooth bend added, and then shifted by what its alignment patterns say. Points are given in modules from the code's
// top left corner. Thread: values, any.
#include <opencv2/core/matx.hpp>
#include <opencv2/core/types.hpp>
#include <optional>
#include <vector>

namespace hall::drivers {

// One known point: module coordinates, where it is in the picture, how much it counts.
struct Anchor {
  cv::Point2d module;
  cv::Point2d picture;
  double weight;
};

enum class Sheet { Flat, Curved };

class SymbolFrame {
 public:
  // What fits best. Nothing for points that fix no perspective.
  static std::optional<SymbolFrame> fitted(const std::vector<Anchor>& anchors, Sheet sheet);

  // What lies elsewhere than the fit says; between such nodes the difference is interpolated. `lines` are the module
  // coordinates of the nodes in both directions, `shifts` theirs, row by row.
  void bend(std::vector<double> lines, std::vector<cv::Point2d> shifts);

  // Without the nodes.
  [[nodiscard]] cv::Point2d smooth(cv::Point2d module) const;
  [[nodiscard]] cv::Point2d at(cv::Point2d module) const;

 private:
  static constexpr int bends = 7;  // terms of second and third order
  using Terms = cv::Vec<double, bends>;
  [[nodiscard]] Terms terms(cv::Point2d module) const;
  void curve(const std::vector<Anchor>& anchors);

  cv::Matx33d m_perspective;
  double m_side = 1;  // modules
  Terms m_curveX = Terms::zeros();
  Terms m_curveY = Terms::zeros();
  std::vector<double> m_lines;
  std::vector<cv::Point2d> m_shifts;
};

}  // namespace hall::drivers

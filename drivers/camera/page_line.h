#pragma once
// A straight line across a small picture, and how much of it is an edge: the prefix sums answer for any part of it at
// once. Thread: values; pure functions, any.
#include <vector>

#include "drivers/camera/edge_field.h"

namespace hall::drivers {

struct PageLine {
  cv::Point2d from;       // where it enters the picture
  cv::Point2d direction;  // of length 1
  cv::Point2d normal;
  bool border = false;       // the picture's own border: beyond it nothing is known
  double strength = 0;       // of its best unbroken part
  std::vector<int> lighter;  // up to each dot: how many grow lighter towards the normal …
  std::vector<int> darker;   // … or darker

  // Parts of the way between two places on the line, and of the dots that can be seen there.
  struct Support {
    double lighter = 0;
    double darker = 0;
    double visible = 0;  // dots
  };
  [[nodiscard]] Support between(double a, double b) const;
  [[nodiscard]] double along(cv::Point2d point) const { return (point - from).dot(direction); }
};

// The straightest edges, the strongest first, and the picture's four borders behind them.
std::vector<PageLine> pageLines(const EdgeField& field);

}  // namespace hall::drivers

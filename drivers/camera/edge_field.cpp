#include "drivers/camera/edge_field.h"

#include <algorithm>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

// Of three colours the one that changes most: a white sheet on a pale wooden desk differs in blue only.
void takeStrongest(const cv::Mat& dx3, const cv::Mat& dy3, EdgeField& field, std::vector<int>& histogram) {
  for (int y = 0; y < dx3.rows; ++y) {
    const auto* fromX = dx3.ptr<cv::Vec3s>(y);
    const auto* fromY = dy3.ptr<cv::Vec3s>(y);
    auto* toX = field.dx.ptr<short>(y);
    auto* toY = field.dy.ptr<short>(y);
    for (int x = 0; x < dx3.cols; ++x) {
      int best = -1;
      for (int colour = 0; colour < 3; ++colour) {
        const int strength = std::abs(fromX[x][colour]) + std::abs(fromY[x][colour]);
        if (strength <= best) continue;
        best = strength;
        toX[x] = fromX[x][colour];
        toY[x] = fromY[x][colour];
      }
      ++histogram[std::min(size_t(best), histogram.size() - 1)];
    }
  }
}

int levelBelow(const std::vector<int>& histogram, double dots) {
  double seen = 0;
  for (size_t i = 0; i < histogram.size(); ++i) {
    seen += histogram[i];
    if (seen >= dots) return int(i);
  }
  return int(histogram.size());
}

}  // namespace

EdgeField edgeField(const cv::Mat& small) {
  constexpr int printWidth = 7;  // dots; lines of print and thin frames are narrower in a picture of 480
  constexpr double least = 12;   // Sobel's measure of a step of about seven grey levels
  constexpr double most = 60;    // a sheet on the wildest desk still differs from it by more
  cv::Mat calm;
  cv::morphologyEx(small, calm, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {printWidth, printWidth}));
  cv::GaussianBlur(calm, calm, {5, 5}, 1.1);
  cv::Mat dx3;
  cv::Mat dy3;
  cv::Sobel(calm, dx3, CV_16S, 1, 0);
  cv::Sobel(calm, dy3, CV_16S, 0, 1);
  EdgeField field{cv::Mat(small.size(), CV_16SC1), cv::Mat(small.size(), CV_16SC1), 0, {}, {}};
  std::vector<int> histogram(512);
  takeStrongest(dx3, dy3, field, histogram);
  field.threshold = std::clamp(2.0 * levelBelow(histogram, 0.5 * double(small.total())), least, most);
  cv::Canny(field.dx, field.dy, field.edges, field.threshold * 0.7, field.threshold * 1.4, true);
  const double outstanding = std::max(field.threshold * 2, 0.6 * levelBelow(histogram, 0.985 * double(small.total())));
  cv::Canny(field.dx, field.dy, field.strong, outstanding * 0.7, outstanding * 1.2, true);
  return field;
}

}  // namespace hall::drivers

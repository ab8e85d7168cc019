#include "drivers/camera/page_box.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

// The desk is what most of the picture's border shows.
cv::Scalar deskColour(const cv::Mat& small) {
  std::array<std::vector<uchar>, 3> colours;
  const auto add = [&](int x, int y) {
    for (size_t i = 0; i < 3; ++i) colours[i].push_back(small.at<cv::Vec3b>(y, x)[int(i)]);
  };
  for (int x = 0; x < small.cols; ++x) {
    add(x, 0);
    add(x, small.rows - 1);
  }
  for (int y = 0; y < small.rows; ++y) {
    add(0, y);
    add(small.cols - 1, y);
  }
  cv::Scalar desk;
  for (size_t i = 0; i < 3; ++i) {
    const auto middle = colours[i].begin() + std::ptrdiff_t(colours[i].size() / 2);
    std::nth_element(colours[i].begin(), middle, colours[i].end());
    desk[int(i)] = *middle;
  }
  return desk;
}

cv::Mat differentFrom(const cv::Mat& small, const cv::Scalar& desk) {
  constexpr double clearly = 24;  // grey levels; below this the "difference" is the desk's own
  cv::Mat apart;
  cv::absdiff(small, desk, apart);
  std::vector<cv::Mat> colours;
  cv::split(apart, colours);
  cv::Mat distance = cv::max(cv::max(colours[0], colours[1]), colours[2]);
  cv::GaussianBlur(distance, distance, {5, 5}, 0);
  cv::Mat mask;
  if (cv::threshold(distance, mask, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU) < clearly) return {};
  cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
  return mask;
}

}  // namespace

std::optional<PageQuad> boxedPage(const cv::Mat& small) {
  constexpr double leastArea = 0.04;  // of the picture
  constexpr double leastFilled = 0.9;
  const cv::Mat mask = differentFrom(small, deskColour(small));
  std::vector<std::vector<cv::Point>> outlines;
  if (!mask.empty()) cv::findContours(mask, outlines, cv::RETR_EXTERNAL, cv::CHAIN_APPROX_SIMPLE);
  const auto largest = std::max_element(outlines.begin(), outlines.end(), [](const auto& a, const auto& b) {
    return cv::contourArea(a) < cv::contourArea(b);
  });
  if (largest == outlines.end() || cv::contourArea(*largest) < leastArea * double(small.total())) return std::nullopt;
  const cv::Rect around = cv::boundingRect(*largest);
  const bool touches =
      around.x <= 1 || around.y <= 1 || around.br().x >= small.cols - 1 || around.br().y >= small.rows - 1;
  const cv::RotatedRect box = cv::minAreaRect(*largest);
  if (touches || cv::contourArea(*largest) < leastFilled * double(box.size.area())) return std::nullopt;
  std::array<cv::Point2f, 4> corners;
  box.points(corners.data());
  PageQuad quad;
  std::copy(corners.begin(), corners.end(), quad.begin());
  return ordered(quad);
}

}  // namespace hall::drivers

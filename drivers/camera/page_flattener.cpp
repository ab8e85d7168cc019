#include "drivers/camera/page_flattener.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

constexpr int cells = 24;       // along each side, in which paper is looked for
constexpr double wanted = 240;  // grey level of evenly lit paper
constexpr double mostTint = 1.16;

// The paper's colour in each cell: brighter than most dots of it, so that print does not count.
cv::Mat paperCells(const cv::Mat& sheet) {
  cv::Mat small;
  cv::resize(sheet, small, {cells * 8, cells * 8}, 0, 0, cv::INTER_AREA);
  cv::Mat paper(cells, cells, CV_32FC3);
  std::vector<cv::Vec3b> dots;
  for (int y = 0; y < cells; ++y) {
    for (int x = 0; x < cells; ++x) {
      const cv::Mat cell = small(cv::Rect(x * 8, y * 8, 8, 8)).clone();
      dots.assign(cell.begin<cv::Vec3b>(), cell.end<cv::Vec3b>());
      const auto bright = dots.begin() + std::ptrdiff_t(dots.size() * 8 / 10);
      std::nth_element(dots.begin(), bright, dots.end(),
                       [](const cv::Vec3b& a, const cv::Vec3b& b) { return a[0] + a[1] + a[2] < b[0] + b[1] + b[2]; });
      paper.at<cv::Vec3f>(y, x) = cv::Vec3f(*bright);
    }
  }
  return paper;
}

// One smooth hill of light over the sheet: 1, x, y, xx, xy, yy.
using Light = cv::Matx<double, 6, 1>;
cv::Matx<double, 1, 6> terms(double x, double y) {
  return {1, x, y, x * x, x * y, y * y};
}

struct Cell {
  double x;
  double y;
  double level;
};

// Cells far below the hill hold photographs or seals instead of paper and are dropped.
Light fitted(std::vector<Cell> lit) {
  Light light;
  for (int round = 0; round < 4; ++round) {
    cv::Matx<double, 6, 6> normal;
    cv::Matx<double, 6, 1> right;
    for (const Cell& cell : lit) {
      const auto row = terms(cell.x, cell.y);
      normal += row.t() * row;
      right += row.t() * cell.level;
    }
    for (int i = 0; i < 6; ++i) normal(i, i) += 1e-3;
    light = normal.solve(right, cv::DECOMP_CHOLESKY);
    std::vector<Cell> kept;
    for (const Cell& cell : lit) {
      if (cell.level > 0.93 * (terms(cell.x, cell.y) * light)(0)) kept.push_back(cell);
    }
    if (kept.size() < lit.size() / 4 || kept.size() < 24) break;
    lit = std::move(kept);
  }
  return light;
}

double middleOf(std::vector<double> values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// What each colour is multiplied by so that paper becomes neutral, within limits.
cv::Vec3d tintOf(const cv::Mat& paper) {
  std::array<std::vector<double>, 3> colours;
  for (int y = 0; y < paper.rows; ++y) {
    for (int x = 0; x < paper.cols; ++x) {
      const auto& cell = paper.at<cv::Vec3f>(y, x);
      const double grey = std::max(1.0, double(cell[0] + cell[1] + cell[2]) / 3);
      for (int i = 0; i < 3; ++i) colours[size_t(i)].push_back(grey / std::max(1.0, double(cell[i])));
    }
  }
  cv::Vec3d tint;
  for (int i = 0; i < 3; ++i) tint[i] = std::clamp(middleOf(colours[size_t(i)]), 1 / mostTint, mostTint);
  return tint;
}

}  // namespace

cv::Mat flattened(const cv::Mat& picture, const PageQuad& corners, const PageShape& shape) {
  const auto right = float(shape.dots.width);
  const auto bottom = float(shape.dots.height);
  const std::vector<cv::Point2f> to{{0, 0}, {right, 0}, {right, bottom}, {0, bottom}};
  std::vector<cv::Point2f> from;
  for (const cv::Point2d& corner : corners) from.emplace_back(corner + cv::Point2d(0.5, 0.5));
  // Dots lie at whole numbers, the sheet's edges half a dot before them.
  const cv::Matx33d toDots(1, 0, -0.5, 0, 1, -0.5, 0, 0, 1);
  const cv::Matx33d way = toDots * cv::Matx33d(cv::Mat(cv::getPerspectiveTransform(from, to))) * toDots.inv();
  cv::Mat sheet;
  cv::warpPerspective(picture, sheet, way, shape.dots, cv::INTER_LINEAR, cv::BORDER_REPLICATE);
  return sheet;
}

void evenLight(cv::Mat& sheet) {
  constexpr double leastGain = 0.8;
  constexpr double mostGain = 1.9;
  const cv::Mat paper = paperCells(sheet);
  std::vector<Cell> lit;
  for (int y = 0; y < cells; ++y) {
    for (int x = 0; x < cells; ++x) {
      const auto& cell = paper.at<cv::Vec3f>(y, x);
      lit.push_back({x * 2.0 / (cells - 1) - 1, y * 2.0 / (cells - 1) - 1, double(cell[0] + cell[1] + cell[2]) / 3});
    }
  }
  const Light light = fitted(std::move(lit));
  const cv::Vec3d tint = tintOf(paper);
  cv::Mat gains(64, 64, CV_32FC3);
  for (int y = 0; y < gains.rows; ++y) {
    for (int x = 0; x < gains.cols; ++x) {
      const double level = (terms(x * 2.0 / 63 - 1, y * 2.0 / 63 - 1) * light)(0);
      const double gain = std::clamp(wanted / std::max(1.0, level), leastGain, mostGain);
      gains.at<cv::Vec3f>(y, x) = cv::Vec3f(tint * gain);
    }
  }
  cv::resize(gains, gains, sheet.size(), 0, 0, cv::INTER_LINEAR);
  cv::multiply(sheet, gains, sheet, 1, CV_8UC3);
}

Result<QByteArray> jpegOf(const cv::Mat& sheet, int dotsPerInch) {
  constexpr int quality = 80;  // A4 with print and a seal takes 150 to 400 kB
  std::vector<uchar> bytes;
  try {
    if (!cv::imencode(".jpg", sheet, bytes, {cv::IMWRITE_JPEG_QUALITY, quality, cv::IMWRITE_JPEG_OPTIMIZE, 1})) {
      return failure(Failure::Internal, "document.pdf");
    }
  } catch (const cv::Exception&) {
    return failure(Failure::Internal, "document.pdf");
  }
  QByteArray jpeg(reinterpret_cast<const char*>(bytes.data()), qsizetype(bytes.size()));
  std::fill(bytes.begin(), bytes.end(), uchar(0));
  // The JFIF head carries the dots per inch, so that the picture keeps its size outside of a PDF too.
  if (jpeg.size() > 18 && jpeg.mid(6, 5) == QByteArray("JFIF", 5)) {
    jpeg[13] = 1;
    for (const int at : {14, 16}) {
      jpeg[at] = char(dotsPerInch >> 8);
      jpeg[at + 1] = char(dotsPerInch & 0xFF);
    }
  }
  return jpeg;
}

}  // namespace hall::drivers

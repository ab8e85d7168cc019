#include "drivers/camera/stroke_edge.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace hall::drivers {

namespace {

constexpr int tileSide = 128;  // dots of the camera's own picture
constexpr size_t mostTiles = 10;
constexpr int reach = 17;        // dots in which paper and ink of one edge are looked for
constexpr int leastEdges = 150;  // fewer say nothing
constexpr float leastContrast = 24;

struct Tile {
  cv::Rect where;
  double busy = 0;
};

bool inside(const PageQuad& quad, const cv::Rect& tile) {
  const std::vector<cv::Point2f> outline(quad.begin(), quad.end());
  const std::array<cv::Point, 4> corners = {tile.tl(), cv::Point(tile.br().x, tile.y), tile.br(),
                                            cv::Point(tile.x, tile.br().y)};
  return std::all_of(corners.begin(), corners.end(), [&](const cv::Point& corner) {
    return cv::pointPolygonTest(outline, cv::Point2f(corner), true) > 6;
  });
}

std::vector<Tile> busiest(const cv::Mat& picture, const PageQuad& quad) {
  const double shorter = std::min(widthOf(quad), heightOf(quad));
  const int side = std::clamp(int(shorter / 5), 32, tileSide);
  const std::vector<cv::Point2f> outline(quad.begin(), quad.end());
  const cv::Rect around = cv::boundingRect(outline) & cv::Rect({}, picture.size());
  std::vector<Tile> tiles;
  for (int y = around.y; y + side <= around.br().y; y += side) {
    for (int x = around.x; x + side <= around.br().x; x += side) {
      const cv::Rect where(x, y, side, side);
      if (!inside(quad, where)) continue;
      cv::Scalar mean;
      cv::Scalar deviation;
      cv::meanStdDev(picture(where), mean, deviation);
      tiles.push_back({where, deviation[1]});
    }
  }
  std::stable_sort(tiles.begin(), tiles.end(), [](const Tile& a, const Tile& b) { return a.busy > b.busy; });
  tiles.resize(std::min(tiles.size(), mostTiles));
  return tiles;
}

// Contrast over slope at the crests of the slope, along one direction. An edge without its counterpart nearby is no
// stroke of print but a shadow or a fold, however soft.
void collect(const cv::Mat& grey, bool across, std::vector<float>& widths) {
  cv::Mat slope;
  cv::Mat rise;
  cv::Mat fall;
  cv::Mat light;
  cv::Mat dark;
  const cv::Size line = across ? cv::Size(reach, 1) : cv::Size(1, reach);
  cv::Sobel(grey, slope, CV_32F, across ? 1 : 0, across ? 0 : 1, 1, 0.5);
  const cv::Mat window = cv::getStructuringElement(cv::MORPH_RECT, line);
  cv::dilate(slope, rise, window);
  cv::erode(slope, fall, window);
  cv::dilate(grey, light, window);
  cv::erode(grey, dark, window);
  for (int y = 0; y < grey.rows; ++y) {
    const auto* steep = slope.ptr<float>(y);
    const auto* up = rise.ptr<float>(y);
    const auto* down = fall.ptr<float>(y);
    const auto* top = light.ptr<float>(y);
    const auto* bottom = dark.ptr<float>(y);
    for (int x = 0; x < grey.cols; ++x) {
      const float contrast = top[x] - bottom[x];
      const float steepest = std::max(up[x], -down[x]);
      const bool stroke = std::min(up[x], -down[x]) > 0.4F * steepest;
      if (contrast > leastContrast && stroke && std::abs(steep[x]) >= steepest) {
        widths.push_back(contrast / steepest);
      }
    }
  }
}

std::optional<double> typical(std::vector<float>& widths) {
  if (widths.size() < size_t(leastEdges)) return std::nullopt;
  const auto middle = widths.begin() + std::ptrdiff_t(widths.size() / 2);
  std::nth_element(widths.begin(), middle, widths.end());
  return double(*middle);
}

}  // namespace

std::optional<double> strokeEdgeDots(const cv::Mat& picture, const PageQuad& corners) {
  std::vector<float> across;
  std::vector<float> along;
  for (const Tile& tile : busiest(picture, corners)) {
    cv::Mat grey;
    cv::cvtColor(picture(tile.where), grey, cv::COLOR_BGR2GRAY);
    grey.convertTo(grey, CV_32F);
    cv::GaussianBlur(grey, grey, {3, 3}, 0.6);  // against the noise of a dark picture
    collect(grey, true, across);
    collect(grey, false, along);
  }
  const std::optional<double> one = typical(across);
  const std::optional<double> other = typical(along);
  if (!one || !other) return one ? one : other;
  return std::max(*one, *other);
}

}  // namespace hall::drivers

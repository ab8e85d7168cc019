// What a look at a document costs, beside the least that any search for a sheet must do: OpenCV's edges and outlines of
// the same pictures, in the size in which we look for the sheet and in full.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "drivers/camera/video_document_camera.h"
#include "tests/support/page_scenes.h"

using namespace hall::drivers;

namespace {

double milliseconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + std::ptrdiff_t(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void edgesAndOutlines(const cv::Mat& picture, double shrink) {
  cv::Mat grey;
  cv::Mat edges;
  std::vector<std::vector<cv::Point>> outlines;
  cv::cvtColor(picture, grey, cv::COLOR_BGR2GRAY);
  if (shrink < 1) cv::resize(grey, grey, {}, shrink, shrink, cv::INTER_AREA);
  cv::GaussianBlur(grey, grey, {5, 5}, 0);
  cv::Canny(grey, edges, 40, 120);
  cv::findContours(edges, outlines, cv::RETR_LIST, cv::CHAIN_APPROX_SIMPLE);
}

}  // namespace

int main() {
  cv::setNumThreads(1);
  std::vector<double> look;
  std::vector<double> find;
  std::vector<double> take;
  std::vector<double> bareSmall;
  std::vector<double> bareFull;
  for (hall::test::NamedScene& named : hall::test::goodScenes(15, 21)) {
    named.scene.frame = {2592, 1944};
    const cv::Mat picture = sim::pictureOf(named.scene);
    for (int round = 0; round < 3; ++round) {
      look.push_back(milliseconds([&] { static_cast<void>(sightOf(picture.clone(), {}, {})); }));
      find.push_back(milliseconds([&] { static_cast<void>(findPage(picture)); }));
      bareSmall.push_back(milliseconds([&] { edgesAndOutlines(picture, 480.0 / picture.cols); }));
      bareFull.push_back(milliseconds([&] { edgesAndOutlines(picture, 1); }));
      const auto sight = sightOf(picture.clone(), {}, {});
      if (sight && sight->page) take.push_back(milliseconds([&] { static_cast<void>(pageOf(*sight)); }));
    }
  }
  std::printf("2592 x 1944, one thread, median of %zu, milliseconds\n", look.size());
  std::printf("look (find and judge)       %6.1f\n", median(look));
  std::printf("  find                      %6.1f\n", median(find));
  std::printf("capture (flatten to JPEG)   %6.1f\n", median(take));
  std::printf("bare edges, small           %6.1f   find is %.1f times\n", median(bareSmall),
              median(find) / median(bareSmall));
  std::printf("bare edges, full            %6.1f   look is %.2f times\n", median(bareFull),
              median(look) / median(bareFull));
  return 0;
}

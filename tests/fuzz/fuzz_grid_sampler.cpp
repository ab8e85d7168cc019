// Any small grey picture goes through our own search and sampling without a fault: as it is, and as modules drawn with
// three finder patterns, so that what lies behind the search is reached.
#include <cstdint>
#include <cstdlib>

#include <opencv2/imgproc.hpp>

#include "drivers/code/grid_sampler.h"
#include "drivers/code/qr_layout.h"

using namespace hall::drivers;

namespace {

void lookAt(const cv::Mat1b& grey) {
  cv::Mat1b blackAndWhite;
  cv::threshold(grey, blackAndWhite, 127, 255, cv::THRESH_BINARY);
  const auto patterns = findFinderPatterns(blackAndWhite, 20);
  auto triples = findTriples(patterns);
  const auto pairs = findPairs(grey, patterns);
  triples.insert(triples.end(), pairs.begin(), pairs.end());
  int tried = 0;
  for (const FinderTriple& triple : triples) {
    if (++tried > 4) return;
    const auto take = [](const SampledCode& code) {
      if (code.modules.rows != code.modules.cols || (code.modules.rows - 17) % 4 != 0) std::abort();
      return false;
    };
    if (sample(grey, blackAndWhite, triple, take)) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 8) return 0;
  const int width = 8 + data[0] % 120;
  const int height = std::min(128, int(size - 4) / width);
  if (height > 0) {
    cv::Mat1b grey(height, width);
    for (int y = 0; y < height; ++y) std::copy_n(data + 4 + y * width, width, grey.ptr(y));
    lookAt(grey);
  }
  const int version = 1 + data[1] % 12;
  const int side = qr::sideOf(version);
  cv::Mat1b modules(side, side);
  for (int i = 0; i < side * side; ++i) modules(i / side, i % side) = data[4 + size_t(i) % (size - 4)] & 1;
  qr::drawFixedParts(modules, version, data[2] % qr::formats);
  cv::Mat1b picture;
  cv::resize(255 - modules * 255, picture, {}, 1 + data[3] % 4, 1 + data[3] / 4 % 4, cv::INTER_NEAREST);
  cv::copyMakeBorder(picture, picture, 6, 6, 6, 6, cv::BORDER_CONSTANT, data[2]);
  lookAt(picture);
  return 0;
}

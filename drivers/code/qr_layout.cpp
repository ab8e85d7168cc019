#include "drivers/code/qr_layout.h"

namespace hall::drivers::qr {

namespace {

// What is left of `value` after division by `generator`, appended to it.
int protectedBy(int value, int generator, int degree) {
  int rest = value;
  for (int i = 0; i < degree; ++i) rest = (rest << 1) ^ ((rest >> (degree - 1)) * generator);
  return (value << degree) | rest;
}

// Concentric squares: dark, light, dark from the middle out.
void drawRings(cv::Mat1b& modules, cv::Point middle, int reach, int lightRing, int outerLight) {
  for (int y = -reach; y <= reach; ++y) {
    for (int x = -reach; x <= reach; ++x) {
      const cv::Point at = middle + cv::Point(x, y);
      if (!cv::Rect({}, modules.size()).contains(at)) continue;
      const int distance = std::max(std::abs(x), std::abs(y));
      modules(at) = distance == lightRing || distance == outerLight ? 0 : 1;
    }
  }
}

}  // namespace

std::vector<int> alignmentLines(int version) {
  const int last = sideOf(version) - 7;
  const int count = version / 7 + 2;
  constexpr int oddOne = 32;  // the one version whose spacing follows no rule
  const int step = version == oddOne ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
  std::vector<int> lines(size_t(version == 1 ? 2 : count), 6);
  for (size_t i = 1; i < lines.size(); ++i) lines[lines.size() - i] = last - int(i - 1) * step;
  return lines;
}

int versionBits(int version) {
  return protectedBy(version, 0x1F25, 12);
}

int formatBits(int format) {
  return protectedBy(format, 0x537, 10) ^ 0x5412;
}

std::pair<cv::Point, cv::Point> formatPlaces(int bit, int side) {
  const cv::Point second = bit < 8 ? cv::Point(side - 1 - bit, 8) : cv::Point(8, side - 15 + bit);
  if (bit < 6) return {{8, bit}, second};
  if (bit < 8) return {{8, bit + 1}, second};
  if (bit == 8) return {{7, 8}, second};
  return {{14 - bit, 8}, second};
}

cv::Point versionPlace(int bit, int side) {
  return {side - 11 + bit % 3, bit / 3};
}

void drawFixedParts(cv::Mat1b& modules, int version, int format) {
  const int side = sideOf(version);
  for (int i = 0; i < side; ++i) modules(6, i) = modules(i, 6) = uchar(1 - i % 2);
  const std::vector<int> lines = version == 1 ? std::vector<int>() : alignmentLines(version);
  for (const int y : lines) {
    for (const int x : lines) {
      const bool finder = (x == 6 && y == 6) || (x == 6 && y == side - 7) || (x == side - 7 && y == 6);
      if (!finder) drawRings(modules, {x, y}, 2, 1, -1);
    }
  }
  for (const cv::Point corner : {cv::Point(3, 3), cv::Point(side - 4, 3), cv::Point(3, side - 4)}) {
    drawRings(modules, corner, 4, 2, 4);
  }
  for (int bit = 0; bit < 15; ++bit) {
    const auto [first, second] = formatPlaces(bit, side);
    modules(first) = modules(second) = uchar(formatBits(format) >> bit & 1);
  }
  modules(side - 8, 8) = 1;
  for (int bit = 0; bit < 18 && version >= 7; ++bit) {
    const cv::Point place = versionPlace(bit, side);
    modules(place) = modules(place.x, place.y) = uchar(versionBits(version) >> bit & 1);
  }
}

}  // namespace hall::drivers::qr

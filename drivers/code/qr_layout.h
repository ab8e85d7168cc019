#pragma once
// Where the fixed parts of a QR code lie (ISO/IEC 18004): finder, timing and alignment patterns, format and version
// information. Modules are counted from the top left; a matrix holds 1 for dark. Thread: pure functions, any.
#include <opencv2/core/mat.hpp>
#include <vector>

namespace hall::drivers::qr {

inline constexpr int lastVersion = 40;
inline constexpr int formats = 32;  // level and mask, as the five bits of the format information

constexpr int sideOf(int version) {
  return 17 + 4 * version;
}

// Rows and columns, from 6 to side − 7, at whose crossings alignment patterns have their middle; version 1 has none,
// and gets the two that its finder patterns would give it.
std::vector<int> alignmentLines(int version);
// The 18 bits for versions from 7 up.
int versionBits(int version);
int formatBits(int format);
// Both places of each of the 15 bits, as x and y.
std::pair<cv::Point, cv::Point> formatPlaces(int bit, int side);
// The place of a version bit in the block beside the top right finder pattern; the other block is its transposition.
cv::Point versionPlace(int bit, int side);
// Overwrites everything of a code that is not data.
void drawFixedParts(cv::Mat1b& modules, int version, int format);

}  // namespace hall::drivers::qr

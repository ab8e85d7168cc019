#pragma once
// The sheet of paper or the screen that carries codes, before a camera sees it.
#include <QByteArrayList>
#include <opencv2/core/mat.hpp>
#include <opencv2/core/utility.hpp>

namespace hall::test {

inline constexpr int sheetPixels = 12;  // of one module on the sheet

enum class Modules { Squares, Dots, Rounded };
enum class Tone { DarkOnLight, LightOnDark };

struct SheetRecipe {
  int version = 0;  // 0: as small as the text allows
  int level = 0;    // 0 … 3: L, M, Q, H
  int quiet = 4;    // modules
  int columns = 1;
  int rows = 1;
  int cracks = 0;
  bool finger = false;  // over the corner without a finder pattern, or a part of one
  bool torn = false;    // a bite out of a finder pattern
  bool logo = false;
  bool mirrored = false;
  Modules modules = Modules::Squares;
  Tone tone = Tone::DarkOnLight;
};

struct Sheet {
  cv::Mat grey;    // ink 0, paper 255
  double modules;  // of the widest code, without its quiet zone
  QByteArrayList truths;
};

Sheet sheetOf(const SheetRecipe& recipe, cv::RNG& random);
// Lines of something like print.
void drawPrint(cv::Mat& on, const cv::Rect& area, cv::RNG& random, int ink);

}  // namespace hall::test

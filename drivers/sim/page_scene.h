#pragma once
// Draws what a document camera sees: a desk, one sheet of invented content on it, light and misfortune. The same scene
// gives the same picture, byte for byte. Thread: pure functions, any.
#include <array>
#include <opencv2/core/mat.hpp>
#include <vector>

namespace hall::drivers::sim {

enum class Sheet { A4, A5, IdCard };
enum class Content { Text, Certificate, Code, Blank };
enum class Desk { Black, DarkWood, LightWood, Speckled, White };

// How the camera stands over the sheet.
struct Pose {
  double turned = 0;     // degrees in the plane of the desk
  double leaning = 0;    // degrees that the camera is off the perpendicular, towards the citizen …
  double sideways = 0;   // … and sideways
  double filling = 0.8;  // the sheet's long side as a part of the picture's height
  cv::Point2d shift;     // of the sheet's middle, as parts of the picture's size
};

struct PageScene {
  cv::Size frame{2048, 1536};
  Sheet sheet = Sheet::A4;
  bool landscape = false;
  Content content = Content::Text;
  Desk desk = Desk::DarkWood;
  Pose pose;
  bool empty = false;           // the desk alone
  double light = 1;             // exposure; below 0.4 it is dark, above 1.3 paper is blown
  double shade = 0.15;          // how much darker the far side of the desk is
  double glare = 0;             // radius of a mirrored lamp as a part of the picture's height
  double blur = 0.6;            // sigma in dots of the frame
  double smear = 0;             // length of a hand's movement in dots
  double noise = 2;             // sigma in grey levels
  std::vector<size_t> fingers;  // the corners that are covered, 0 … 3
  bool hard = false;            // a hard shadow falls across the sheet
  uint64_t seed = 1;
};

// The sheet's corners in dots of the frame, clockwise from the corner that is the upper left of its content.
std::array<cv::Point2d, 4> cornersOf(const PageScene& scene);
// Width and height of the sheet as it lies, in millimetres.
cv::Size2d millimetresOf(const PageScene& scene);
// The sheet's content seen straight from above; 8 bit, blue, green and red.
cv::Mat drawnSheet(const PageScene& scene, double dotsPerMillimetre);
cv::Mat pictureOf(const PageScene& scene);

}  // namespace hall::drivers::sim

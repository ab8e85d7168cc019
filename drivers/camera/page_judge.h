#pragma once
// What is wrong with the picture of a sheet, by measures with limits in one table. Movement is not judged here: it
// takes more than one picture. Thread: pure functions, any.
#include <QList>
#include <opencv2/core/mat.hpp>
#include <optional>

#include "drivers/camera/page_finder.h"
#include "drivers/camera/page_shape.h"
#include "drivers/document_camera.h"

namespace hall::drivers {

struct PageMeasures {
  double strokeEdge = 0;   // dots that print takes from white to black, the worse of two directions; 0: blank
  double blown = 0;        // the largest connected area without any drawing left, in parts of the sheet
  double paper = 0;        // grey level that nine tenths of the sheet stay below …
  double middle = 0;       // … and half of it
  double dotsPerInch = 0;  // of the camera's own picture
  double outside = 0;      // how far a corner lies beyond the picture, in parts of its longer side
  int bordersUsed = 0;
};

// Measured on the generated set of tests/support/page_scenes.h; the figures stand in drivers/README.md.
struct PageLimits {
  double strokeEdge = 4.5;         // dots, and …
  double strokeMillimetres = 0.5;  // … millimetres: below this even a blurred picture of many dots can be read
  double blown = 0.004;            // parts of the sheet
  double darkPaper = 95;           // grey level
  double darkDesk = 50;            // grey level, of a picture without a sheet
  double blownPaper = 251;         // grey level
  double dotsPerInch = 70;         // a sign of 3 mm has eight dots to its height
  double outside = 0.002;          // parts of the picture's longer side
  double blackPicture = 14;        // grey level that 99 of 100 dots of a covered lens stay below
};

PageMeasures measured(const cv::Mat& picture, const FoundPage& page, const PageShape& shape);
QList<PageFlaw> flawsOf(const PageMeasures& measures, const PageLimits& limits = {});
// Of a picture without a sheet: NoPage, and whether it is the light that hides one, or a hand or cap on the lens.
QList<PageFlaw> flawsOfNothing(const cv::Mat& picture, const PageLimits& limits = {});

}  // namespace hall::drivers

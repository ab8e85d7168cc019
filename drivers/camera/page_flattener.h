#pragma once
// Makes of a picture and a sheet's corners the flat, evenly lit picture of the sheet, and of that a JPEG.
// Thread: pure functions, any.
#include <QByteArray>
#include <opencv2/core/mat.hpp>

#include "drivers/camera/page_shape.h"
#include "sync/base/result.h"

namespace hall::drivers {

// `picture`: 8 bit, blue, green and red. The result has the size that the shape says.
cv::Mat flattened(const cv::Mat& picture, const PageQuad& corners, const PageShape& shape);

// The paper's own white is brought to one level everywhere, as far as light falls off smoothly, and its tint is taken
// away by at most a sixth; so coloured paper, seals and photographs keep their colours.
void evenLight(cv::Mat& sheet);

// Internal "document.pdf" if the library refuses.
Result<QByteArray> jpegOf(const cv::Mat& sheet, int dotsPerInch);

}  // namespace hall::drivers

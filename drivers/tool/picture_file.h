#pragma once
// Reads image files without trusting them: what it is and how large it would become is read from its first bytes, and
// only what is known and bounded is decoded. Thread: any.
#include <QString>
#include <opencv2/core/mat.hpp>

#include "sync/base/result.h"

namespace hall::drivers::tool {

// Grey, at most as large as the decoder takes. PNG, JPEG, BMP, WebP, PGM and PPM. NotFound "file.gone",
// Garbled "file.broken", Full "file.too-large"; `detail` says it in words for a technician.
Result<cv::Mat> readPicture(const QString& path);

}  // namespace hall::drivers::tool

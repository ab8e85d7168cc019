#pragma once
// Where pictures come from: a camera, a video file, a folder of images, a simulated camera. Frames are 8 bit: grey, or,
// of a source opened in colour, blue, green and red. Calls block until the next frame; a source that has ended or was
// unplugged answers Disconnected "camera.gone". Thread: one at a time.
#include <QByteArray>
#include <opencv2/core/mat.hpp>

#include "drivers/port/deadline.h"
#include "sync/base/result.h"

namespace hall::drivers {

class FrameSource {
 public:
  FrameSource() = default;
  FrameSource(const FrameSource&) = delete;
  FrameSource& operator=(const FrameSource&) = delete;
  virtual ~FrameSource() = default;

  virtual Result<cv::Mat> next(const Deadline& deadline) = 0;
  // Still there, as far as can be told without taking a frame.
  [[nodiscard]] virtual bool present() const = 0;
  [[nodiscard]] virtual QByteArray place() const = 0;
};

}  // namespace hall::drivers

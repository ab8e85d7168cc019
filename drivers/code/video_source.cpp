#include "drivers/code/video_source.h"

#include <QFileInfo>
#include <opencv2/imgproc.hpp>

namespace hall::drivers {

namespace {

// The number of a camera given as "0" or "/dev/video0", or -1 for files.
int cameraIndex(const QString& what) {
  bool isNumber = false;
  QString tail = what;
  if (tail.startsWith(QStringLiteral("/dev/video"))) tail.remove(0, 10);
  const int index = tail.toInt(&isNumber);
  return isNumber ? index : -1;
}

cv::Mat grey(const cv::Mat& frame) {
  cv::Mat result;
  if (frame.channels() == 1) {
    result = frame.clone();  // the capture writes the next frame into the same memory
  } else {
    cv::cvtColor(frame, result, frame.channels() == 4 ? cv::COLOR_BGRA2GRAY : cv::COLOR_BGR2GRAY);
  }
  return result;
}

}  // namespace

Result<std::unique_ptr<VideoSource>> VideoSource::open(const QString& what, AtEnd atEnd) {
  auto source = std::unique_ptr<VideoSource>(new VideoSource(what, atEnd));
  if (!source->start()) {
    return failure(Failure::Disconnected, "camera.gone");
  }
  return source;
}

bool VideoSource::start() {
  try {
    const int index = cameraIndex(m_what);
    if (index < 0) {
      return m_capture.open(m_what.toStdString());
    }
    if (!m_capture.open(index, cv::CAP_V4L2)) {
      return false;
    }
    m_capture.set(cv::CAP_PROP_FRAME_WIDTH, 1280);
    m_capture.set(cv::CAP_PROP_FRAME_HEIGHT, 720);
    m_capture.set(cv::CAP_PROP_BUFFERSIZE, 1);  // what the camera sees now, not what it saw a while ago
    return true;
  } catch (const cv::Exception&) {
    return false;
  }
}

Result<cv::Mat> VideoSource::next(const Deadline& deadline) {
  try {
    cv::Mat frame;
    for (int attempt = 0; attempt < 2; ++attempt) {
      if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
      if (m_capture.read(frame) && !frame.empty()) return grey(frame);
      if (m_atEnd == AtEnd::Stop || cameraIndex(m_what) >= 0 || !start()) break;
    }
  } catch (const cv::Exception&) {
    // falls through: a camera that makes its library throw is as good as gone
  }
  m_capture.release();
  return failure(Failure::Disconnected, "camera.gone");
}

bool VideoSource::present() const {
  return m_capture.isOpened() && (cameraIndex(m_what) < 0 || !m_what.startsWith(u'/') || QFileInfo::exists(m_what));
}

}  // namespace hall::drivers

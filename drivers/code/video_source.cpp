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

}  // namespace

Result<std::unique_ptr<VideoSource>> VideoSource::open(const QString& what, AtEnd atEnd) {
  return open(what, atEnd, Picture());
}

Result<std::unique_ptr<VideoSource>> VideoSource::open(const QString& what, AtEnd atEnd, Picture picture) {
  auto source = std::unique_ptr<VideoSource>(new VideoSource(what, atEnd, picture));
  if (!source->start()) {
    return failure(Failure::Disconnected, "camera.gone");
  }
  return source;
}

bool VideoSource::isCamera(const QString& what) {
  return cameraIndex(what) >= 0;
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
    if (m_picture.colour == Picture::Colour::Full) {
      // Uncompressed, USB carries a page's worth of pixels only once or twice a second.
      m_capture.set(cv::CAP_PROP_FOURCC, cv::VideoWriter::fourcc('M', 'J', 'P', 'G'));
    }
    m_capture.set(cv::CAP_PROP_FRAME_WIDTH, m_picture.width);
    m_capture.set(cv::CAP_PROP_FRAME_HEIGHT, m_picture.height);
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
      if (m_capture.read(frame) && !frame.empty()) return asWished(frame);
      if (m_atEnd == AtEnd::Stop || cameraIndex(m_what) >= 0 || !start()) break;
    }
  } catch (const cv::Exception&) {
    // falls through: a camera that makes its library throw is as good as gone
  }
  m_capture.release();
  return failure(Failure::Disconnected, "camera.gone");
}

cv::Mat VideoSource::asWished(const cv::Mat& frame) const {
  const int wanted = m_picture.colour == Picture::Colour::Full ? 3 : 1;
  cv::Mat result;
  if (frame.channels() == wanted) {
    result = frame.clone();  // the capture writes the next frame into the same memory
  } else if (wanted == 1) {
    cv::cvtColor(frame, result, frame.channels() == 4 ? cv::COLOR_BGRA2GRAY : cv::COLOR_BGR2GRAY);
  } else {
    cv::cvtColor(frame, result, frame.channels() == 4 ? cv::COLOR_BGRA2BGR : cv::COLOR_GRAY2BGR);
  }
  return result;
}

bool VideoSource::present() const {
  return m_capture.isOpened() && (cameraIndex(m_what) < 0 || !m_what.startsWith(u'/') || QFileInfo::exists(m_what));
}

}  // namespace hall::drivers

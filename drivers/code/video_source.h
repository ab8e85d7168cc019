#pragma once
// Frames from anything OpenCV can open: "/dev/video0" or "0", a video file, or a sequence such as "shot_%03d.png".
#include <QString>
#include <memory>
#include <opencv2/videoio.hpp>

#include "drivers/code/frame_source.h"

namespace hall::drivers {

class VideoSource final : public FrameSource {
 public:
  enum class AtEnd { Stop, Rewind };
  // What is asked of a camera; it gives the nearest size it has. Files keep their own size.
  struct Picture {
    enum class Colour { Grey, Full };  // one channel, or blue, green and red
    Colour colour = Colour::Grey;
    int width = 1280;
    int height = 720;
  };

  // Disconnected "camera.gone" if there is nothing to open.
  static Result<std::unique_ptr<VideoSource>> open(const QString& what, AtEnd atEnd);
  static Result<std::unique_ptr<VideoSource>> open(const QString& what, AtEnd atEnd, Picture picture);

  // Whether this names a camera, not a file.
  static bool isCamera(const QString& what);

  Result<cv::Mat> next(const Deadline& deadline) override;
  [[nodiscard]] bool present() const override;
  [[nodiscard]] QByteArray place() const override { return m_what.toUtf8(); }

 private:
  VideoSource(QString what, AtEnd atEnd, Picture picture)
      : m_what(std::move(what)), m_atEnd(atEnd), m_picture(picture) {}
  bool start();
  [[nodiscard]] cv::Mat asWished(const cv::Mat& frame) const;

  QString m_what;
  AtEnd m_atEnd;
  Picture m_picture;
  cv::VideoCapture m_capture;
};

}  // namespace hall::drivers

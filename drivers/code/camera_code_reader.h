#pragma once
// A code reader made of a source of frames and a decoder: looks at frame after frame until one reads.
#include <QString>
#include <functional>
#include <memory>

#include "drivers/code/code_decoder.h"
#include "drivers/code/frame_source.h"
#include "drivers/code_reader.h"

namespace hall::drivers {

class CameraCodeReader final : public CodeReader {
 public:
  using Look = std::function<Sight(const cv::Mat& grey, const Deadline& deadline, unsigned turn)>;

  // Looks in this process: for pictures of our own making.
  CameraCodeReader(std::unique_ptr<FrameSource> source, QString model);
  CameraCodeReader(std::unique_ptr<FrameSource> source, QString model, Look look);

  Result<QList<Code>> read(std::chrono::milliseconds patience, std::stop_token stop) override;
  DeviceReport report() override;

 private:
  std::unique_ptr<FrameSource> m_source;
  QString m_model;
  Look m_look;
};

}  // namespace hall::drivers

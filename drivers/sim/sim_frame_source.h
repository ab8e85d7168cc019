#pragma once
// A simulated camera: grey noiseless frames at 25 a second that show what the stage says, a code, a spoilt code or
// nothing at all.
#include <QStringList>
#include <memory>

#include "drivers/code/frame_source.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class SimFrameSource final : public FrameSource {
 public:
  explicit SimFrameSource(std::shared_ptr<const Stage> stage) : m_stage(std::move(stage)) {}

  Result<cv::Mat> next(const Deadline& deadline) override;
  [[nodiscard]] bool present() const override { return m_stage->look().cameraPlugged; }
  [[nodiscard]] QByteArray place() const override { return "sim-camera"; }

 private:
  std::shared_ptr<const Stage> m_stage;
};

// A 1280 × 720 picture with the code in the middle; spoilt, its finder patterns stand but too much is missing.
enum class Condition { Whole, Spoilt };
cv::Mat pictureOfCode(const QString& text, Condition condition);
// Up to three codes side by side.
cv::Mat pictureOfCodes(const QStringList& texts);

}  // namespace hall::drivers::sim

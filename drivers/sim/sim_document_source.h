#pragma once
// A simulated document camera: about twelve colour frames a second of what the stage says lies under it. A sensor's
// noise is there, unless the picture is frozen.
#include <memory>

#include "drivers/code/frame_source.h"
#include "drivers/sim/page_scene.h"
#include "drivers/sim/stage.h"

namespace hall::drivers::sim {

class SimDocumentSource final : public FrameSource {
 public:
  explicit SimDocumentSource(std::shared_ptr<const Stage> stage) : m_stage(std::move(stage)) {}

  Result<cv::Mat> next(const Deadline& deadline) override;
  [[nodiscard]] bool present() const override { return m_stage->look().documentCameraPlugged; }
  [[nodiscard]] QByteArray place() const override { return "sim-document-camera"; }

 private:
  std::shared_ptr<const Stage> m_stage;
  Laid m_laid = Laid::Nothing;
  cv::Mat m_drawn;
  int m_count = 0;
};

// The scene of a lever: a certificate with a seal on a wooden desk.
PageScene sceneOf(Laid laid);

}  // namespace hall::drivers::sim

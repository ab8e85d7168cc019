#include "drivers/sim/sim_document_source.h"

#include <opencv2/core.hpp>
#include <thread>

namespace hall::drivers::sim {

PageScene sceneOf(Laid laid) {
  PageScene scene;
  scene.content = Content::Certificate;
  scene.pose.filling = 0.82;
  scene.pose.turned = 2;
  switch (laid) {
    case Laid::Nothing:
      scene.empty = true;
      break;
    case Laid::Good:
    case Laid::Frozen:
      break;
    case Laid::Tilted:
      scene.pose = {17, 20, 10, 0.7, {0.02, 0.01}};
      scene.fingers = {1};
      break;
    case Laid::Blurred:
      scene.blur = 5;
      break;
    case Laid::Glare:
      scene.glare = 0.12;
      break;
    case Laid::Dark:
      scene.light = 0.22;
      break;
    case Laid::Cut:
      scene.pose.shift = {0, 0.35};
      break;
    case Laid::LensCovered:
      scene.light = 0.01;
      scene.noise = 1;
      break;
  }
  return scene;
}

Result<cv::Mat> SimDocumentSource::next(const Deadline& deadline) {
  std::this_thread::sleep_for(std::chrono::milliseconds(80));
  const Stage::State state = m_stage->look();
  if (deadline.stop.stop_requested()) return failure(Failure::Cancelled, "camera.cancelled");
  if (!state.documentCameraPlugged) return failure(Failure::Disconnected, "camera.gone");
  if (m_drawn.empty() || state.laid != m_laid) {
    m_laid = state.laid;
    m_drawn = pictureOf(sceneOf(m_laid));
  }
  cv::Mat frame;
  // A shade lighter or darker each time stands for the noise of a sensor.
  m_drawn.convertTo(frame, CV_8UC3, 1, m_laid == Laid::Frozen ? 0 : ++m_count % 3);
  return frame;
}

}  // namespace hall::drivers::sim

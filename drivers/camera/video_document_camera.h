#pragma once
// A document camera made of a source of colour frames, the finder and the judge.
#include <memory>

#include "drivers/camera/page_judge.h"
#include "drivers/camera/page_motion.h"
#include "drivers/code/frame_source.h"
#include "drivers/document_camera.h"

namespace hall::drivers {

// A sheet in a picture: found, judged, not yet flattened. The picture holds a person's papers and is wiped with it.
struct PageSight {
  cv::Mat picture;
  std::optional<FoundPage> page;
  PageShape shape;
  QList<PageFlaw> flaws;

  PageSight() = default;
  PageSight(PageSight&& other) noexcept;
  PageSight& operator=(PageSight&& other) noexcept;
  PageSight(const PageSight&) = delete;
  PageSight& operator=(const PageSight&) = delete;
  ~PageSight();
};

// Of one picture alone. Garbled "document.frame" for one that no camera sends: odd depth, tiny or huge.
Result<PageSight> sightOf(cv::Mat picture, const CameraStand& stand, const PageLimits& limits);
// Flattens a sheet that was found.
Result<DocumentPage> pageOf(const PageSight& sight);

// Sources know one kind of camera; people are told which one is gone.
Error asOurs(Error error);

class VideoDocumentCamera final : public DocumentCamera {
 public:
  struct Options {
    CameraStand stand;
    PageLimits limits;
    std::chrono::milliseconds steadyFor{500};
    std::chrono::milliseconds frozenAfter{3000};  // 0: never, for pictures from files
  };

  VideoDocumentCamera(std::unique_ptr<FrameSource> source, QString model, Options options);

  Result<PageView> look(std::chrono::milliseconds patience, std::stop_token stop) override;
  Result<DocumentPage> capture(CapturePolicy policy, std::chrono::milliseconds patience, const Watch& watch,
                               std::stop_token stop) override;
  DeviceReport report() override;

 private:
  Result<PageSight> next(const Deadline& deadline);
  // Whether the camera has shown that it sees now; a sheet in a picture that stands still may be of long ago.
  [[nodiscard]] bool seesNow() const { return m_options.frozenAfter.count() == 0 || m_motion.alive(); }
  [[nodiscard]] PageView viewOf(const PageSight& sight) const;

  std::unique_ptr<FrameSource> m_source;
  QString m_model;
  Options m_options;
  PageMotion m_motion;
};

}  // namespace hall::drivers
